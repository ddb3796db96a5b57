import path from "node:path";
import type * as vscode from "vscode";
import { type AllConnections, connections } from "../adapters/aws/connections.ts";
import { uploadJournal } from "../adapters/journal/uploadJournal.ts";
import type { LocalServer } from "../adapters/localServer/localServer.ts";
import { type Account, accountState } from "../editor/account/accountState.ts";
import { settings } from "../editor/settings.ts";

interface Needs {
    readonly context: vscode.ExtensionContext;
    readonly log: vscode.LogOutputChannel;
    readonly server: LocalServer;
}

/** What has to do with the account of AWS, and the connections that depend on it. */
export interface AccountParts {
    readonly account: Account;
    readonly connect: AllConnections;
}

/** Builds the account and the connections to all places. */
export function accountParts({ context, log, server }: Needs): AccountParts {
    const account = accountState({
        all: context.globalState,
        window: context.workspaceState,
        chosen: () => ({ profile: settings.awsProfile(), region: settings.awsRegion() }),
    });
    const uploads = uploadJournal(path.join(context.globalStorageUri.fsPath, "uploads"), Date.now);
    const connect = connections(() => server.url(), {
        uploads,
        proxy: settings.proxy,
        log: (message) => log.info(message),
    });
    return { account, connect };
}
