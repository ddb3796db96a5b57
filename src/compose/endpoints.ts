import * as vscode from "vscode";
import { once } from "../core/once.ts";
import { LOCAL } from "../core/place.ts";
import type { DeployTarget } from "../editor/commands/endpoint/deploySource.ts";
import type { EndpointNeeds } from "./lazy/endpointCommands.ts";
import type { Commands, Shared } from "./shared.ts";

/** What has to do with endpoints. */
export interface EndpointParts {
    /** Serves a model that the user picks with an image of this machine. */
    readonly serveHere: (signal: AbortSignal, image: string) => Promise<void>;
    /** Looks before long what has become of operations that were left in the journal. */
    readonly lookSoon: () => void;
    readonly commands: Commands<
        | "rustSagemaker.endpoint.deploy"
        | "rustSagemaker.endpoint.delete"
        | "rustSagemaker.model.delete"
        | "rustSagemaker.operations.show"
    >;
}

/**
 * A window that closes may still be at its operations when the next one opens, for which VS Code gives it five seconds; and what a call does that was
 * given up may show only a moment later.
 */
const SECOND_LOOK_MS = 10_000;
/** Any window may close before what it is at is done, and those that stay open go on with it. */
const LOOK_EVERY_MS = 300_000;

/** Builds the commands that deploy and delete endpoints; the code behind them is loaded when it is needed. */
export function endpoints(shared: Shared, parts: EndpointNeeds): EndpointParts {
    const { context, journal, report } = shared;
    const loaded = once(async () => (await import("./lazy/endpointCommands.ts")).endpointCommands(shared, parts));
    const closing = new AbortController();
    const reconcile = async () => {
        if (vscode.workspace.isTrusted && !closing.signal.aborted && (await journal.interrupted()).length > 0) {
            await (await loaded()).interrupted.reconcile(closing.signal);
        }
    };
    const look = () => void reconcile().catch(report);
    look();
    let secondLook = setTimeout(look, SECOND_LOOK_MS);
    const lookSoon = () => {
        clearTimeout(secondLook);
        secondLook = setTimeout(look, SECOND_LOOK_MS);
    };
    const looking = setInterval(look, LOOK_EVERY_MS);
    context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(look), {
        dispose: () => {
            clearTimeout(secondLook);
            clearInterval(looking);
            closing.abort();
        },
    });
    const deploy = async (signal: AbortSignal, target?: DeployTarget) => (await loaded()).deploy(signal, target);
    return {
        lookSoon,
        serveHere: (signal, reference) => deploy(signal, { reference, place: LOCAL }),
        commands: {
            "rustSagemaker.endpoint.deploy": async (signal, target) => deploy(signal, target),
            "rustSagemaker.endpoint.delete": async (signal, node) => (await loaded()).delete(signal, node),
            "rustSagemaker.model.delete": async (signal, node) => (await loaded()).deleteModel(signal, node),
            "rustSagemaker.operations.show": async (signal) => (await loaded()).interrupted.show(signal),
        },
    };
}
