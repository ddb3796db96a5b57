import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { LOCAL } from "../../../src/core/place.ts";
import { contentTypeOfFile } from "../../../src/core/request/payload.ts";
import { panels } from "../../../src/editor/panels/panels.ts";
import { PANEL_TYPE } from "../../../src/protocol/panelType.ts";
import { scriptedPlace } from "./scriptedPlace.ts";

/** An extension that has nothing but the panels, in a place that does what the test wants. */
export function activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel("Panels", { log: true });
    const place = scriptedPlace();
    const all = panels({
        extensionUri: context.extensionUri,
        clientsIn: async () => place.clients,
        examples: async () => ["ankle-boot.png", "all.bin"].map(example),
        actions: {
            deploy: ({ kind, name }, job) => log.info(`deploy ${kind} ${name} ${job.arn}`),
            tailLogs: ({ name }) => log.info(`tail ${name}`),
            follow: ({ kind }) => log.info(`follow ${kind}`),
        },
        pollMsIn: () => 1000,
        metricsMsIn: () => 1000,
        report: (error) => log.error(String(error)),
    });
    const command = (id: string, run: () => void) => vscode.commands.registerCommand(id, run);
    context.subscriptions.push(
        all,
        vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, all.serializer),
        command("panels.job", () => all.open({ place: LOCAL, kind: "job", name: "fashion-1" })),
        command("panels.endpoint", () => all.open({ place: LOCAL, kind: "endpoint", name: "fashion" })),
        command("panels.delete", () => {
            place.deleteEndpoint();
            all.refresh();
        }),
    );
}

function example(name: string) {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
    return { name, contentType: contentTypeOfFile(name), body: readFileSync(path.join(folder, name)) };
}
