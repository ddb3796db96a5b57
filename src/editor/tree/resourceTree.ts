import * as vscode from "vscode";
import type { Place } from "../../core/place.ts";
import type { ImageListings } from "./imageListings.ts";
import { type ResourceNode, viewOf } from "./nodes.ts";
import { nodesOf } from "./rows.ts";
import type { PlaceResources } from "./resources.ts";
import type { Tooltip } from "./tooltips.ts";

interface Needs {
    readonly resources: readonly PlaceResources[];
    readonly images: Pick<ImageListings, "rowsBelow">;
    /** Whose account and which region of AWS the settings name, in words. */
    readonly account: () => string;
    /** Describes a job or an endpoint; asked only when the user hovers over it. */
    readonly tooltipOf: (node: ResourceNode, signal: AbortSignal) => Promise<Tooltip | undefined>;
}

/** The sidebar: places, and in each what runs there. It shows what was listed last, asks for images when they are opened, and describes what the
 * mouse is over. */
export class ResourceTree implements vscode.TreeDataProvider<ResourceNode>, vscode.Disposable {
    readonly #changed = new vscode.EventEmitter<void>();
    readonly onDidChangeTreeData = this.#changed.event;
    readonly #needs: Needs;

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    refresh(): void {
        this.#changed.fire();
    }

    getChildren(node?: ResourceNode): vscode.ProviderResult<ResourceNode[]> {
        if (node === undefined) {
            const places = this.#needs.resources.map(({ place }) => ({ kind: "place", place }) as const);
            return [...places, { kind: "aws", account: this.#needs.account() }];
        }
        if (node.kind === "images" || node.kind === "repository") {
            return this.#needs.images.rowsBelow(node).then((rows) => [...rows]);
        }
        return [...nodesOf(node, (place) => this.#resourcesOf(place))];
    }

    getTreeItem(node: ResourceNode): vscode.TreeItem {
        const { id, label, description, icon, color, contextValue, children, spoken } = viewOf(node);
        const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
        const item = new vscode.TreeItem(label, { none: None, expanded: Expanded, collapsed: Collapsed }[children]);
        item.id = id;
        item.description = description;
        item.contextValue = contextValue;
        item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
        item.accessibilityInformation = { label: spoken };
        if (node.kind === "message") {
            item.tooltip = node.detail ?? (node.hint === "" ? node.text : `${node.text}: ${node.hint}`);
            if (node.command !== undefined) {
                const { id: command, title, args } = node.command;
                item.command = { command, title, ...(args !== undefined && { arguments: [...args] }) };
            }
        }
        return item;
    }

    async resolveTreeItem(item: vscode.TreeItem, node: ResourceNode): Promise<vscode.TreeItem> {
        const tooltip = await this.#needs.tooltipOf(node, AbortSignal.timeout(10_000));
        if (tooltip !== undefined) {
            item.tooltip = markdownOf(tooltip);
        }
        return item;
    }

    dispose(): void {
        this.#changed.dispose();
    }

    #resourcesOf(place: Place) {
        const found = this.#needs.resources.find((one) => one.place === place);
        if (found === undefined) {
            throw new Error(`The tree holds a node of a place that it does not show: ${place.kind}.`);
        }
        return found.current;
    }
}

/** Values come from outside and enter as text only. */
function markdownOf({ title, rows }: Tooltip): vscode.MarkdownString {
    const markdown = new vscode.MarkdownString("**").appendText(title).appendMarkdown("**\n\n");
    for (const [name, value] of rows) {
        markdown.appendMarkdown(`${name}: `).appendText(value).appendMarkdown("\n\n");
    }
    return markdown;
}
