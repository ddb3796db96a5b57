import { existsSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Connections } from "../adapters/aws/connections.ts";
import { fileJournal } from "../adapters/journal/fileJournal.ts";
import { type LocalServer, localServer } from "../adapters/localServer/localServer.ts";
import type { Journal } from "../core/journal/journal.ts";
import { localDataDirectory } from "../core/localServer.ts";
import type { Place } from "../core/place.ts";
import type { Account } from "../editor/account/accountState.ts";
import { isSecretName, keepSecret } from "../core/redact.ts";
import type { Handlers } from "../editor/commands.ts";
import { redactedLog } from "../editor/redactedLog.ts";
import { reportDocuments, type ShowJson, type ShowReport } from "../editor/reportDocuments.ts";
import { settings } from "../editor/settings.ts";
import { showProblem } from "../editor/showProblem.ts";
import { type AccountParts, accountParts } from "./account.ts";

/** What every part of the extension stands on. */
export interface Shared {
    readonly context: vscode.ExtensionContext;
    readonly log: vscode.LogOutputChannel;
    /** Tells the user of a failure, and logs it. */
    readonly report: (error: unknown) => void;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
    readonly writeClipboard: (text: string) => Thenable<void>;
    readonly showReport: ShowReport;
    readonly showJson: ShowJson;
    readonly server: LocalServer;
    /** Whether Local SageMaker has ever run here. */
    readonly hasLocalData: () => boolean;
    /** For what a person waits for: a call whose sign-in has expired waits until it is renewed, and goes on. */
    readonly connect: Connections;
    /** For polls and tails: a call whose sign-in has expired fails at once, with a problem whose remedy is to sign in. */
    readonly connectQuietly: Connections;
    readonly account: Account;
    readonly accountCommands: AccountParts["commands"];
    /** What is under way in SageMaker and must not be forgotten in a crash, of all windows. */
    readonly journal: Journal;
    /** Where commands work that are called on nothing that is somewhere already. */
    readonly place: () => Place;
}

/** A part of the extension: the handlers of its commands. */
export type Commands<Id extends keyof Handlers> = Pick<Handlers, Id>;

export function share(context: vscode.ExtensionContext): Shared {
    keepSecretsOf(process.env);
    const log = redactedLog(vscode.window.createOutputChannel("Rust on SageMaker", { log: true }));
    const dataDirectory = () => settings.localRoot() || localDataDirectory(process.platform, process.env, homedir());
    const program = vscode.Uri.joinPath(context.extensionUri, "dist/localServer/main.cjs").fsPath;
    const server = localServer({ program, dataDirectory, engine: settings.engineProgram, log: (message) => log.info(message) });
    const reports = reportDocuments();
    context.subscriptions.push(log, reports);
    const report = (error: unknown) => void showProblem(error, log);
    const { account, connect, commands } = accountParts({ context, log, report, server });
    return {
        context,
        log,
        report,
        runCommand: (id, ...args) => vscode.commands.executeCommand(id, ...args),
        writeClipboard: (text) => vscode.env.clipboard.writeText(text),
        showReport: reports.show,
        showJson: reports.showJson,
        server,
        hasLocalData: () => existsSync(dataDirectory()),
        journal: fileJournal({
            directory: vscode.Uri.joinPath(context.globalStorageUri, "operations").fsPath,
            now: () => new Date(),
            warn: (message) => log.warn(message),
        }),
        connect,
        connectQuietly: connect.quietly,
        account,
        accountCommands: commands,
        place: account.place,
    };
}

/** What the environment calls a secret is kept out of all that is shown and logged. */
function keepSecretsOf(env: NodeJS.ProcessEnv): void {
    for (const [name, value = ""] of Object.entries(env)) {
        if (isSecretName(name)) {
            keepSecret(value);
        }
    }
}
