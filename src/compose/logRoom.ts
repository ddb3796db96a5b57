import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { savedLogs } from "../adapters/logFiles/savedLogs.ts";
import type { TailRhythm } from "../core/job/logTail.ts";
import type { Place } from "../core/place.ts";
import { logChannel } from "../editor/logs/logChannel.ts";
import { LogTails } from "../editor/logs/logTails.ts";
import { endingOf } from "../editor/logs/tailSources.ts";
import type { TailTarget } from "../editor/logs/tailTarget.ts";
import type { Shared } from "./shared.ts";

/** Builds what follows logs: a part of the composition root that is loaded with the first log. */
export function logRoom(
    { context, connect, connectQuietly, report }: Shared,
    remember: (targets: readonly TailTarget[]) => void,
): LogTails {
    const saved = savedLogs(() => vscode.Uri.joinPath(context.globalStorageUri, "logs").fsPath, Date.now);
    saved.prune().catch(report);
    return new LogTails({
        accessTo: async (place) => ({
            asking: { streams: await connect.streamsIn(place), endingOf: endingOf(connect) },
            quiet: { streams: await connectQuietly.streamsIn(place), endingOf: endingOf(connectQuietly) },
        }),
        channelOf: logChannel,
        saved,
        rhythmOf,
        sleep: (ms, signal) => sleep(ms, undefined, { signal }),
        now: () => performance.now(),
        time: Date.now,
        remember,
        onError: report,
    });
}

/** Local SageMaker has a line as soon as it is written; CloudWatch may take a minute and more, and allows few reads a second. */
function rhythmOf({ kind }: Place): TailRhythm {
    return kind === "local" ? { restMs: 100, drainMs: 0, quietReads: 1 } : { restMs: 2000, drainMs: 120_000, quietReads: 2 };
}
