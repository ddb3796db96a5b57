import * as vscode from "vscode";
import { costText, instancesText, limitsText, totalText, usdPerHourOf } from "../../core/cost/costText.ts";
import { placeName } from "../../core/place.ts";
import type { PlaceCosts } from "../commands/showCost.ts";

/** The item of the status bar that tells what runs and what it costs; it is there only while something does. */
export interface CostItem extends vscode.Disposable {
    /** `warnAbove` in US dollars an hour; 0 for never. */
    show(billed: PlaceCosts, warnAbove: number): void;
    hide(): void;
}

export function costItem(): CostItem {
    const item = vscode.window.createStatusBarItem("cost", vscode.StatusBarAlignment.Right, 100);
    item.name = "SageMaker Running Cost";
    item.command = "rustSagemaker.cost.show";
    return {
        show(billed, warnAbove) {
            const { place, costs, isPartial } = billed;
            const text = totalText(costs, isPartial);
            const isTooMuch = warnAbove > 0 && usdPerHourOf(costs) > warnAbove;
            item.text = `$(credit-card) ${text}`;
            item.accessibilityInformation = { label: `Running in ${placeName(place)}: about ${text}` };
            item.backgroundColor = isTooMuch ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
            item.tooltip = tooltipOf(billed);
            item.show();
        },
        hide: () => item.hide(),
        dispose: () => item.dispose(),
    };
}

/** More would make a tooltip that does not fit on the screen. */
const MOST_IN_TOOLTIP = 12;

/** Names come from outside and enter as text only. */
function tooltipOf({ place, costs, pricesAsOf, isPartial }: PlaceCosts): vscode.MarkdownString {
    const markdown = new vscode.MarkdownString("**").appendText(`Billed now in ${placeName(place)}`).appendMarkdown("**\n\n");
    for (const cost of costs.slice(0, MOST_IN_TOOLTIP)) {
        markdown.appendText(`${cost.running.name}: ${instancesText(cost.running)}, ${costText(cost)}`).appendMarkdown("\n\n");
    }
    const more = costs.length - MOST_IN_TOOLTIP;
    if (more > 0) {
        markdown.appendText(`and ${more} more`).appendMarkdown("\n\n");
    }
    return markdown.appendText(limitsText(pricesAsOf, isPartial));
}
