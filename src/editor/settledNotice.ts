import type { Ask } from "./ask.ts";
import type { Settled } from "./tree/resources.ts";

interface Needs {
    readonly ask: Ask;
    /** `all`, `failures` or `none`. */
    readonly wanted: () => string;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
}

/** Tells that a job or an endpoint came to rest, with the next step as a button. */
export function settledNotice({ ask, wanted, runCommand }: Needs) {
    return async (settled: Settled): Promise<void> => {
        const { sentence, failed, buttons } = noticeOf(settled);
        if (wanted() === "none" || (wanted() === "failures" && !failed)) {
            return;
        }
        const pressed = await (failed ? ask.warn : ask.tell)(sentence, ...buttons.keys());
        const command = buttons.get(pressed ?? "");
        if (command !== undefined) {
            await runCommand(command, nodeOf(settled));
        }
    };
}

interface Notice {
    readonly sentence: string;
    readonly failed: boolean;
    /** Label → command. */
    readonly buttons: ReadonlyMap<string, string>;
}

function noticeOf(settled: Settled): Notice {
    const reason = settled.reason === undefined ? "" : ` ${settled.reason}`;
    if (settled.kind === "endpoint") {
        const { name, status } = settled.endpoint;
        return status === "InService"
            ? {
                  sentence: `Endpoint ${name} is in service.`,
                  failed: false,
                  buttons: new Map([["Invoke…", "rustSagemaker.request.open"]]),
              }
            : {
                  sentence: `Endpoint ${name} failed.${reason}`,
                  failed: true,
                  buttons: new Map([["Show Log", "rustSagemaker.endpoint.logs"]]),
              };
    }
    const { name, status } = settled.job;
    const logs = ["Show Log", "rustSagemaker.job.logs"] as const;
    switch (status) {
        case "Completed":
            return {
                sentence: `Training job ${name} completed.`,
                failed: false,
                buttons: new Map([["Deploy Endpoint…", "rustSagemaker.endpoint.deploy"], logs]),
            };
        case "Failed":
            return { sentence: `Training job ${name} failed.${reason}`, failed: true, buttons: new Map([logs]) };
        default:
            return { sentence: `Training job ${name} ended: ${status}.`, failed: false, buttons: new Map([logs]) };
    }
}

function nodeOf(settled: Settled): unknown {
    return { ...settled, failureReason: settled.reason };
}
