import * as vscode from "vscode";
import type { RunningCost } from "../../core/cost/runningCost.ts";
import type { CostChoice } from "../commands/showCost.ts";

interface Item extends vscode.QuickPickItem {
    readonly cost: RunningCost;
}

/** A list in which each thing has the button that ends it. */
export async function pickCost(title: string, note: string, choices: readonly CostChoice[], signal: AbortSignal) {
    const list = vscode.window.createQuickPick<Item>();
    list.title = title;
    list.placeholder = note;
    list.matchOnDescription = true;
    list.items = choices.map(({ label, description, detail, value, button }) => ({
        label,
        ...(description !== undefined && { description }),
        ...(detail !== undefined && { detail }),
        cost: value,
        buttons: [{ iconPath: new vscode.ThemeIcon(button.icon), tooltip: button.label }],
    }));
    const { promise, resolve } = Promise.withResolvers<{ cost: RunningCost; isByButton: boolean } | undefined>();
    const close = () => list.hide();
    signal.addEventListener("abort", close, { once: true });
    const listeners = [
        list.onDidTriggerItemButton(({ item }) => resolve({ cost: item.cost, isByButton: true })),
        list.onDidAccept(() => {
            const [item] = list.selectedItems;
            resolve(item && { cost: item.cost, isByButton: false });
        }),
        list.onDidHide(() => resolve(undefined)),
    ];
    try {
        list.show();
        return await promise;
    } finally {
        signal.removeEventListener("abort", close);
        listeners.forEach((listener) => listener.dispose());
        list.dispose();
    }
}
