import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import { type Place, placeName } from "../../core/place.ts";
import { messageWithoutKept } from "../../core/redact.ts";
import { settings } from "../settings.ts";
import { KeptState, type PanelSubject } from "../../protocol/panel.ts";
import { PANEL_TYPE } from "../../protocol/panelType.ts";
import type { Example, PanelActions, PlaceClients } from "./panelNeeds.ts";
import { panelPage } from "./panelPage.ts";
import { PanelSession } from "./panelSession.ts";
import { vscodeDocuments } from "./vscodeDocuments.ts";

/** What panels need of the rest of the extension. */
export interface PanelsNeeds {
    readonly extensionUri: vscode.Uri;
    readonly clientsIn: (place: Place) => Promise<PlaceClients>;
    /** The saved request bodies of the workspace; empty when there are none or it is not trusted. */
    readonly examples: () => Promise<readonly Example[]>;
    readonly actions: Omit<PanelActions, "openPanel">;
    readonly pollMsIn: (place: Place) => number;
    /** CloudWatch has a value each minute, Local SageMaker one each second. */
    readonly metricsMsIn: (place: Place) => number;
    /** Takes what went wrong outside a request, to tell the user. */
    readonly report: (error: unknown) => void;
}

/** The panels of jobs and endpoints, one for each at most. */
export interface Panels extends vscode.Disposable {
    open(subject: PanelSubject): void;
    /** Looks at the subjects of all panels in view again, at once. */
    refresh(): void;
    /** Brings panels back after a reload of the window. */
    readonly serializer: vscode.WebviewPanelSerializer;
}

interface OpenPanel {
    readonly panel: vscode.WebviewPanel;
    readonly session: PanelSession;
}

/** Opens the panels of one window and keeps one per subject. */
export function panels(needs: PanelsNeeds): Panels {
    const opened = new Map<string, OpenPanel>();
    const documents = vscodeDocuments();
    const roots = ["dist/panel", "media"].map((folder) => vscode.Uri.joinPath(needs.extensionUri, folder));
    const options = { enableScripts: true, localResourceRoots: roots };
    return {
        open,
        refresh: () => opened.forEach(({ session }) => session.refresh()),
        serializer: { deserializeWebviewPanel: async (panel, kept: unknown) => revive(panel, kept) },
        dispose() {
            documents.dispose();
            // The panels themselves stay: VS Code keeps them for the next start.
            opened.forEach(({ session }) => session.dispose());
        },
    };

    function open(subject: PanelSubject): void {
        const known = opened.get(keyOf(subject));
        if (known) {
            known.panel.reveal();
            known.session.refresh();
            return;
        }
        attach(vscode.window.createWebviewPanel(PANEL_TYPE, subject.name, vscode.ViewColumn.Active, options), subject);
    }

    function revive(panel: vscode.WebviewPanel, kept: unknown): void {
        const { data } = KeptState.safeParse(kept);
        if (!data || opened.has(keyOf(data.subject))) {
            panel.dispose();
            return;
        }
        panel.webview.options = options;
        attach(panel, data.subject);
    }

    function attach(panel: vscode.WebviewPanel, subject: PanelSubject): void {
        const session = new PanelSession(
            {
                subject,
                placeName: placeName(subject.place),
                clients: () => needs.clientsIn(subject.place),
                examples: needs.examples,
                documents,
                actions: { ...needs.actions, openPanel: open },
                now: () => new Date(),
                maxPayloadMib: settings.maxPayloadMib,
                sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
                pollMs: needs.pollMsIn(subject.place),
                metricsMs: needs.metricsMsIn(subject.place),
            },
            // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is VS Code's, and takes none
            (message) => void panel.webview.postMessage(messageWithoutKept(message)),
        );
        opened.set(keyOf(subject), { panel, session });
        panel.webview.onDidReceiveMessage((raw: unknown) => session.receive(raw).catch(needs.report));
        panel.onDidChangeViewState(() => panel.visible || session.hide());
        panel.onDidDispose(() => {
            opened.delete(keyOf(subject));
            session.dispose();
        });
        panel.title = subject.name;
        panel.iconPath = iconOf(subject);
        // Last, so that no message of the page comes before there is someone to take it.
        panel.webview.html = pageFor(panel.webview);
    }

    function iconOf({ kind }: PanelSubject): { light: vscode.Uri; dark: vscode.Uri } {
        const icon = (theme: string) => vscode.Uri.joinPath(needs.extensionUri, "media", `${kind}-${theme}.svg`);
        return { light: icon("light"), dark: icon("dark") };
    }

    function pageFor(webview: vscode.Webview): string {
        const uri = (path: string) => webview.asWebviewUri(vscode.Uri.joinPath(needs.extensionUri, path)).toString();
        return panelPage({
            script: uri("dist/panel/main.js"),
            styles: [uri("dist/panel/uPlot.min.css"), uri("media/panel.css")],
            cspSource: webview.cspSource,
            nonce: randomBytes(16).toString("base64url"),
        });
    }
}

function keyOf({ place, kind, name }: PanelSubject): string {
    return `${placeName(place)}/${kind}/${name}`;
}
