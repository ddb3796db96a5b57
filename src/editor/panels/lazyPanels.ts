import type * as vscode from "vscode";
import type { Panels } from "./panels.ts";

/** Panels that are loaded when the first one is opened or brought back; `report` takes what goes wrong then. */
export function lazyPanels(load: () => Promise<Panels>, report: (error: unknown) => void): Panels {
    let loaded: Panels | undefined;
    let loading: Promise<Panels> | undefined;
    const panels = () => (loading ??= load().then((all) => (loaded = all)));
    const serializer: vscode.WebviewPanelSerializer = {
        deserializeWebviewPanel: async (panel, kept: unknown) => (await panels()).serializer.deserializeWebviewPanel(panel, kept),
    };
    return {
        open: (subject) => void panels().then((all) => all.open(subject), report),
        refresh: () => loaded?.refresh(),
        serializer,
        dispose: () => loaded?.dispose(),
    };
}
