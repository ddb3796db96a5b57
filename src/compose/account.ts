import * as vscode from "vscode";
import { type AllConnections, connections } from "../adapters/aws/connections.ts";
import { uploadJournal } from "../adapters/journal/uploadJournal.ts";
import type { LocalServer } from "../adapters/localServer/localServer.ts";
import { profileFiles } from "../adapters/profiles/profileFiles.ts";
import { watchProfiles } from "../adapters/profiles/watchProfiles.ts";
import { once } from "../core/once.ts";
import { Problem } from "../core/problem.ts";
import { type Account, accountState } from "../editor/account/accountState.ts";
import { mfaCode } from "../editor/account/mfaCode.ts";
import { signInGate } from "../editor/account/signInGate.ts";
import { placeStatusBar } from "../editor/account/statusBar.ts";
import { settings } from "../editor/settings.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";
import type { Commands } from "./shared.ts";

interface Needs {
    readonly context: vscode.ExtensionContext;
    readonly log: vscode.LogOutputChannel;
    readonly report: (error: unknown) => void;
    readonly server: LocalServer;
}

/** What has to do with the account of AWS, and the connections that depend on it. */
export interface AccountParts {
    readonly account: Account;
    readonly connect: AllConnections;
    readonly commands: Commands<
        | "rustSagemaker.account.choosePlace"
        | "rustSagemaker.account.connect"
        | "rustSagemaker.account.disconnect"
        | "rustSagemaker.account.signIn"
    >;
}

/** Builds the account and the connections to all places. AWS is asked nothing, and its files are not watched, before the user has connected. */
export function accountParts({ context, log, report, server }: Needs): AccountParts {
    const closing = new AbortController();
    const state = accountState({
        all: context.globalState,
        window: context.workspaceState,
        chosen: () => ({ profile: settings.awsProfile(), region: settings.awsRegion() }),
    });
    const gate = signInGate({
        offer: async (problem, place) => {
            if ((await ask.warn(problem.message, "Sign In")) !== "Sign In") {
                return false;
            }
            await (await loaded()).signInTo(place, closing.signal).catch((error: unknown) => {
                report(error);
                throw error;
            });
            return true;
        },
        onExpired: state.setExpired,
    });
    const connect = connections(() => server.url(), {
        signIn: gate.wait,
        refuse: gate.pass,
        askMfaCode: mfaCode(vscode.window.showInputBox),
        proxy: settings.proxy,
        answered: (place) => {
            if (state.setAnswered(place)) {
                gate.open(); // somebody has signed in outside, or AWS was wrong
            }
        },
        log: (message) => log.info(message),
        uploads: uploadJournal(vscode.Uri.joinPath(context.globalStorageUri, "uploads").fsPath, Date.now),
    });
    const disconnect = async () => {
        await state.disconnect();
        connect.renew(); // credentials are not kept for nothing
        gate.close();
    };
    const loaded = once(async () => (await import("./lazy/accountCommands.ts")).accountCommands({ state, connect, disconnect }));
    const asked = async (signal: AbortSignal, run: (commands: Awaited<ReturnType<typeof loaded>>) => Promise<void>) => {
        await run(await loaded());
        gate.open();
    };
    const verifyAgain = () => {
        gate.open();
        if (state.isConnected()) {
            void loaded()
                .then(({ verify }) => verify(closing.signal))
                .catch((error: unknown) => log.info(`AWS does not say who calls: ${messageOf(error)}`));
        }
    };
    const changed = () => {
        connect.renew();
        verifyAgain();
    };
    const watching = watchWhile(state, changed);
    const configured = vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("rustSagemaker.aws") || change.affectsConfiguration("http")) {
            state.changed();
            // Another profile or region has credentials of its own; those that a code was typed for are not thrown away.
            (change.affectsConfiguration("http") ? changed : verifyAgain)();
        }
    });
    context.subscriptions.push(placeStatusBar(state), watching, configured, { dispose: () => closing.abort() });
    if (state.isConnected()) {
        changed();
    }
    return {
        account: state,
        connect,
        commands: {
            "rustSagemaker.account.choosePlace": (signal) => asked(signal, (commands) => commands.choosePlace(signal)),
            "rustSagemaker.account.connect": (signal) => asked(signal, (commands) => commands.connect(signal)),
            "rustSagemaker.account.signIn": (signal) => asked(signal, (commands) => commands.signIn(signal)),
            "rustSagemaker.account.disconnect": disconnect,
        },
    };
}

/** Watches AWS's files as long as somebody is connected. */
function watchWhile(state: { readonly isConnected: () => boolean } & Account, changed: () => void): vscode.Disposable {
    let watching: vscode.Disposable | undefined;
    const settle = () => {
        if (state.isConnected() && watching === undefined) {
            watching = vscode.Disposable.from(watchProfiles(profileFiles(process.env), changed));
        } else if (!state.isConnected()) {
            watching?.dispose();
            watching = undefined;
        }
    };
    settle();
    return vscode.Disposable.from(state.onDidChange(settle), { dispose: () => watching?.dispose() });
}

function messageOf(error: unknown): string {
    return Problem.is(error) ? error.message : String(error);
}
