import * as vscode from "vscode";
import type { ResourceNode } from "./tree/nodes.ts";
import type { ResourceTree } from "./tree/resourceTree.ts";

/** The view of the sidebar. */
export interface ResourceView extends vscode.Disposable {
    readonly isVisible: () => boolean;
    /** Draws anew what differs, and counts in the badge what runs. */
    redraw(running: number): void;
    /** The row that is selected, if one is. */
    readonly selected: () => ResourceNode | undefined;
}

interface Needs {
    readonly id: string;
    readonly tree: ResourceTree;
    /** Someone looks. */
    readonly onShown: () => void;
}

/** Makes the view. */
export function resourceView({ id, tree, onShown }: Needs): ResourceView {
    const view = vscode.window.createTreeView<ResourceNode>(id, { treeDataProvider: tree, showCollapseAll: true });
    const visibility = view.onDidChangeVisibility(({ visible }) => visible && onShown());
    return {
        isVisible: () => view.visible,
        selected: () => view.selection[0],
        redraw(running) {
            tree.refresh();
            view.badge = running === 0 ? undefined : { value: running, tooltip: `${running} running` };
        },
        dispose() {
            visibility.dispose();
            view.dispose();
        },
    };
}
