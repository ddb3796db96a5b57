import * as vscode from "vscode";
import { once } from "../core/once.ts";
import { rememberedTargets, type Tails, type TailTarget } from "../editor/logs/tailTarget.ts";
import { liveTail } from "../editor/commands/liveTail.ts";
import { openFullLog, stopTailing, tailLogsFrom } from "../editor/commands/tailLogs.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import { pickers } from "./pickers.ts";
import type { Commands, Shared } from "./shared.ts";

/** Workspace state: the tails that go on, so that the window that is opened next picks them up. */
const TAILS = "tails";

type Ids =
    | "rustSagemaker.job.logsFrom"
    | "rustSagemaker.endpoint.logsFrom"
    | "rustSagemaker.logs.stop"
    | "rustSagemaker.logs.liveTail"
    | "rustSagemaker.logs.openFull";

/** What follows logs. */
export interface LogParts extends Tails {
    /** The logs that this window follows now. */
    readonly followed: () => readonly TailTarget[];
    readonly commands: Commands<Ids>;
}

/**
 * Builds what follows logs, which is loaded with the first log, and goes on with the tails of the window before this one; `onResumed` is
 * told when there were any.
 */
export function logs(shared: Shared, onResumed: () => void): LogParts {
    const { context, connect, report, runCommand } = shared;
    const followed = () => rememberedTargets(context.workspaceState.get<readonly unknown[]>(TAILS, []));
    const remembered = followed();
    const loaded = once(async () => {
        const { logFollowers } = await import("./lazy/logFollowers.ts");
        const built = logFollowers(
            shared,
            (targets) => void context.workspaceState.update(TAILS, targets).then(undefined, report),
        );
        context.subscriptions.push(built);
        return built;
    });
    const tails = async () => (await loaded()).tails;
    const going = async () => {
        const { tails: whole, live } = await loaded();
        return [whole, live].flatMap((all) => all.going().map((target) => ({ target, stop: () => all.stop(target) })));
    };
    if (remembered.length > 0) {
        tails().then((all) => all.resume(remembered), report);
        onResumed(); // What was followed may still run, and the badge counts it with the sidebar closed too.
    }
    const pick = pickers(shared);
    const from = tailLogsFrom({ ...pick, streamsIn: connect.streamsIn, tails, ask });
    return {
        followed,
        show: (target) => void tails().then((all) => all.show(target), report),
        commands: {
            "rustSagemaker.job.logsFrom": from.job,
            "rustSagemaker.endpoint.logsFrom": from.endpoint,
            "rustSagemaker.logs.stop": stopTailing({ going, ask }),
            "rustSagemaker.logs.liveTail": liveTail({ ...pick, tails: async () => (await loaded()).live, ask }),
            "rustSagemaker.logs.openFull": openFullLog({
                tails,
                openFile: (file) => runCommand("vscode.open", vscode.Uri.file(file)),
                ask,
            }),
        },
    };
}
