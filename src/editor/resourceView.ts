import * as vscode from "vscode";
import type { ResourceNode } from "./tree/nodes.ts";
import { type Poll, poll } from "./tree/poll.ts";
import type { PlaceResources } from "./tree/resources.ts";
import type { ResourceTree } from "./tree/resourceTree.ts";

/** How often a place is asked, in milliseconds: often while a state can change by itself, seldom while one looks, not at all otherwise. */
export interface Cadence {
    readonly active: number;
    readonly visible: number;
}

/** The view of the sidebar: it asks the places while someone looks or something runs, and counts in its badge what runs. */
export interface ResourceView extends vscode.Disposable {
    /** Asks the places at once, for example after something was started. */
    refresh(): void;
    /** Draws the tree and the badge anew from what was listed last. */
    redraw(): void;
    /** The row that is selected, if one is. */
    readonly selected: () => ResourceNode | undefined;
}

/** A place that takes longer is asked anew: long enough for Local SageMaker to be started. */
const LONGEST_ANSWER_MS = 30_000;

interface Needs {
    readonly id: string;
    readonly tree: ResourceTree;
    readonly resources: readonly PlaceResources[];
    readonly cadence: Cadence;
}

/** Makes the view and begins to ask. */
export function resourceView({ id, tree, resources, cadence }: Needs): ResourceView {
    const view = vscode.window.createTreeView<ResourceNode>(id, { treeDataProvider: tree, showCollapseAll: true });
    const restMs = () =>
        resources.some(({ isActive }) => isActive) ? cadence.active : view.visible ? cadence.visible : undefined;
    const polling: Poll = poll(async (signal) => {
        const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_ANSWER_MS)]);
        await Promise.all(resources.map((one) => one.refresh(limited)));
    }, restMs);
    const visibility = view.onDidChangeVisibility(() => polling.wake());
    if (view.visible) {
        polling.wake();
    }
    return {
        refresh: () => polling.wake(),
        selected: () => view.selection[0],
        redraw() {
            tree.refresh();
            const running = resources.reduce((sum, { runningCount }) => sum + runningCount, 0);
            view.badge = running === 0 ? undefined : { value: running, tooltip: `${running} running` };
        },
        dispose() {
            polling.dispose();
            visibility.dispose();
            view.dispose();
        },
    };
}
