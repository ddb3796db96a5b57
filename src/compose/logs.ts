import { setTimeout as sleep } from "node:timers/promises";
import { LOCAL } from "../core/place.ts";
import { logChannel } from "../editor/logChannel.ts";
import { LogTails, type TailTarget } from "../editor/logTails.ts";
import { tailSourceOf } from "../editor/tailSources.ts";
import type { Shared } from "./shared.ts";

/** Workspace state: the tails that go on, so that the window that is opened next picks them up. */
const TAILS = "tails";

/** Builds what follows logs, and goes on with the tails of the window before this one; `onResumed` is told when there were any. */
export function logTails({ context, connect, report }: Shared, onResumed: () => void): LogTails {
    const { jobsIn, endpointsIn, streamsIn } = connect;
    const tails = new LogTails({
        place: LOCAL,
        streamsIn,
        sourceOf: tailSourceOf({ place: LOCAL, jobsIn, endpointsIn }),
        channelOf: logChannel,
        sleep: (ms, signal) => sleep(ms, undefined, { signal }),
        restMs: 100,
        drainMs: 0,
        remember: (targets) => void context.workspaceState.update(TAILS, targets).then(undefined, report),
        onError: report,
    });
    const followed = context.workspaceState.get<readonly TailTarget[]>(TAILS, []);
    tails.resume(followed);
    if (followed.length > 0) {
        onResumed(); // What was followed may still run, and the badge counts it with the sidebar closed too.
    }
    context.subscriptions.push(tails);
    return tails;
}
