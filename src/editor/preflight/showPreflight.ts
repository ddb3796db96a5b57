import * as vscode from "vscode";
import type { Fix, Row } from "../../core/preflight/finding.ts";
import { fixLabel, type PreflightItem, preflightItems } from "./preflightItems.ts";
import type { Asked, PreflightChoice } from "./preflights.ts";
import { runChecks } from "./runChecks.ts";

type Item<P> = vscode.QuickPickItem & { readonly item?: PreflightItem<P> };
type FixButton<P> = vscode.QuickInputButton & { readonly fix: Fix<P> };

/**
 * So long after the rows were sorted none of them is taken: that click was meant for what stood there before, and VS Code tells of it by the
 * row's number alone.
 */
const SORTED_MS = 200;

/** Shows checks in a list whose rows fill in as the answers come. Enter on a row, or a button of it, takes a fix. */
export async function showPreflight<P>(
    { title, verb, checks }: Asked<P>,
    signal: AbortSignal,
): Promise<PreflightChoice<P> | undefined> {
    const input = vscode.window.createQuickPick<Item<P>>();
    const left = new AbortController();
    const until = AbortSignal.any([signal, left.signal]);
    const decided = Promise.withResolvers<PreflightChoice<P> | undefined>();
    const giveUp = () => decided.resolve(undefined);
    let sortedAt = -Infinity;
    const take = (choice: PreflightChoice<P> | undefined) => {
        if (choice !== undefined && (choice.kind !== "fixes" || performance.now() - sortedAt > SORTED_MS)) {
            decided.resolve(choice);
        }
    };
    const show = (rows: readonly Row<P>[]) => {
        const before = idsOf(input);
        showRows(input, rows, verb);
        const isSorted = before.length > 0 && before.join() !== idsOf(input).join();
        sortedAt = isSorted ? performance.now() : sortedAt;
    };
    Object.assign(input, { title, ignoreFocusOut: true, busy: true, matchOnDescription: true, matchOnDetail: true });
    input.placeholder = "Select a row to take its fix";
    input.buttons = [vscode.QuickInputButtons.Back];
    input.onDidTriggerButton(() => decided.resolve({ kind: "back" }));
    input.onDidTriggerItemButton(({ button }) => {
        if (isFixButton<P>(button)) {
            take({ kind: "fixes", fixes: [button.fix] });
        }
    });
    input.onDidAccept(() => take(choiceOf(input.selectedItems[0]?.item)));
    input.onDidHide(giveUp);
    signal.addEventListener("abort", giveUp, { once: true });
    input.show();
    // It ends before its time only when nobody looks any more.
    runChecks(checks(until), show, until)
        .catch(() => undefined)
        .finally(() => (input.busy = false));
    try {
        return await decided.promise;
    } finally {
        left.abort();
        signal.removeEventListener("abort", giveUp);
        input.dispose();
    }
}

function idsOf<P>({ items }: vscode.QuickPick<Item<P>>): readonly string[] {
    return items.map(({ item }) => item?.id ?? "");
}

function isFixButton<P>(button: vscode.QuickInputButton): button is FixButton<P> {
    return "fix" in button;
}

function choiceOf<P>(item: PreflightItem<P> | undefined): PreflightChoice<P> | undefined {
    if (item?.act !== undefined) {
        return { kind: item.act };
    }
    return item === undefined || item.fixes.length === 0 ? undefined : { kind: "fixes", fixes: item.fixes };
}

/** Replaces the rows under the user's hands: the active one stays active. */
function showRows<P>(input: vscode.QuickPick<Item<P>>, rows: readonly Row<P>[], verb: string): void {
    const active = input.activeItems[0]?.item?.id;
    const items: Item<P>[] = preflightItems(rows, verb).map(quickPickItem);
    const first = items.findIndex(({ item }) => item?.act === undefined && item?.id !== "launch");
    input.keepScrollPosition = true;
    input.items = items.toSpliced(first === -1 ? items.length : first, 0, {
        label: "Checks",
        kind: vscode.QuickPickItemKind.Separator,
    });
    const still = items.find(({ item }) => active !== undefined && item?.id === active);
    if (still !== undefined) {
        input.activeItems = [still];
    }
}

function quickPickItem<P>(item: PreflightItem<P>): Item<P> {
    const { label, description, detail, fixes } = item;
    return { label, description, ...(detail !== "" && { detail }), buttons: fixes.map(fixButton), item };
}

function fixButton<P>(fix: Fix<P>): FixButton<P> {
    const icon = fix.kind === "openPage" ? "link-external" : "wrench";
    return { iconPath: new vscode.ThemeIcon(icon), tooltip: fixLabel(fix), fix };
}
