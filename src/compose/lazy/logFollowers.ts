import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { savedLogs } from "../../adapters/logFiles/savedLogs.ts";
import type { TailRhythm } from "../../core/logs/tailLog.ts";
import type { Place } from "../../core/place.ts";
import { logChannel } from "../../editor/logs/logChannel.ts";
import { LiveTails } from "../../editor/logs/liveTails.ts";
import { LogTails } from "../../editor/logs/logTails.ts";
import { endingOf } from "../../editor/logs/tailSources.ts";
import type { TailTarget } from "../../editor/logs/tailTarget.ts";
import type { Shared } from "../shared.ts";

/** What follows logs, each in its way. */
interface LogFollowers extends vscode.Disposable {
    readonly tails: LogTails;
    readonly live: LiveTails;
}

/** Builds what follows logs; loaded with the first log. */
export function logFollowers(
    { context, connect, connectQuietly, report }: Shared,
    remember: (targets: readonly TailTarget[]) => void,
): LogFollowers {
    const saved = savedLogs(() => vscode.Uri.joinPath(context.globalStorageUri, "logs").fsPath, Date.now);
    saved.prune().catch(report);
    const shared = {
        channelOf: logChannel,
        sleep: async (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
        onError: report,
    };
    const live = new LiveTails({ ...shared, liveTailIn: connect.liveTailIn });
    const tails = new LogTails({
        ...shared,
        accessTo: async (place) => ({
            asking: { streams: await connect.streamsIn(place), endingOf: endingOf(connect) },
            quiet: { streams: await connectQuietly.streamsIn(place), endingOf: endingOf(connectQuietly) },
        }),
        saved,
        rhythmOf,
        now: () => performance.now(),
        time: Date.now,
        remember,
    });
    return {
        tails,
        live,
        dispose() {
            tails.dispose();
            live.dispose();
        },
    };
}

/** Local SageMaker has a line as soon as it is written; CloudWatch may take a minute and more, and allows few reads a second. */
function rhythmOf({ kind }: Place): TailRhythm {
    return kind === "local" ? { restMs: 100, drainMs: 0, quietReads: 1 } : { restMs: 2000, drainMs: 120_000, quietReads: 2 };
}
