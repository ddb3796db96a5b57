import * as vscode from "vscode";
import { type Place, placeName } from "../../core/place.ts";
import type { Filter } from "./filter.ts";
import type { ImageListings } from "./imageListings.ts";
import type { ModelListings } from "./modelListings.ts";
import { type ResourceNode, viewOf } from "./nodes.ts";
import type { PlaceResources } from "./resources.ts";
import { filterRow, TreeRows } from "./rows.ts";
import { ShownNodes } from "./shownNodes.ts";
import type { Tooltip } from "./tooltips.ts";

interface Needs {
    readonly resources: () => readonly PlaceResources[];
    readonly images: Pick<ImageListings, "rowsBelow">;
    readonly models: Pick<ModelListings, "rowsBelow">;
    /** Twelve digits; undefined where nobody asked who calls. */
    readonly accountOf: (place: Place) => string | undefined;
    readonly filter: () => Filter;
    readonly isByDay: () => boolean;
    /** Describes a job or an endpoint; asked only when the user hovers over it. */
    readonly tooltipOf: (node: ResourceNode, signal: AbortSignal) => Promise<Tooltip | undefined>;
}

/** The sidebar: places, and in each what runs there. It shows what was listed last, asks for images and models when they are opened, and describes what the
 * mouse is over. */
export class ResourceTree implements vscode.TreeDataProvider<ResourceNode>, vscode.Disposable {
    readonly #changed = new vscode.EventEmitter<ResourceNode[] | undefined>();
    readonly onDidChangeTreeData = this.#changed.event;
    readonly #needs: Needs;
    readonly #nodes = new ShownNodes();

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    /** Draws again what differs from what is shown. */
    refresh(): void {
        const rows = this.#rows();
        this.#draw(
            this.#nodes.changed((parent) =>
                parent !== undefined && isListedOnOpening(parent) ? undefined : this.#below(parent, rows),
            ),
        );
    }

    /** Asks again for what is listed when it is opened, as far as it is open. */
    relist(): void {
        this.#draw(this.#nodes.filter(({ kind }) => kind === "images" || kind === "models"));
    }

    async getChildren(node?: ResourceNode): Promise<ResourceNode[]> {
        return this.#nodes.handOut(node, await this.#listedBelow(node));
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

    #draw(nodes: readonly (ResourceNode | undefined)[]): void {
        const known = nodes.filter((node) => node !== undefined);
        if (nodes.length > 0) {
            this.#changed.fire(known.length < nodes.length ? undefined : known);
        }
    }

    async #listedBelow(node: ResourceNode | undefined): Promise<readonly ResourceNode[]> {
        switch (node?.kind) {
            case "images":
            case "repository":
                return this.#needs.images.rowsBelow(node);
            case "models":
                return this.#needs.models.rowsBelow(node);
            default:
                return this.#below(node, this.#rows());
        }
    }

    #below(node: ResourceNode | undefined, rows: TreeRows): readonly ResourceNode[] {
        if (node !== undefined) {
            return rows.below(node);
        }
        const places = this.#needs.resources().map(({ place }) => {
            return { kind: "place", place, account: this.#needs.accountOf(place) } as const;
        });
        const isConnected = places.some(({ place }) => place.kind === "aws");
        return [...filterRow(this.#needs.filter()), ...places, ...(isConnected ? [] : [{ kind: "aws" } as const])];
    }

    #rows(): TreeRows {
        const { filter, isByDay } = this.#needs;
        return new TreeRows({
            resourcesOf: (place) => this.#resourcesOf(place),
            filter: filter(),
            isByDay: isByDay(),
            now: Date.now(),
        });
    }

    #resourcesOf(place: Place) {
        const name = placeName(place);
        return this.#needs.resources().find((one) => placeName(one.place) === name)?.current ?? NOTHING;
    }
}

/** A place that the user has just disconnected from: VS Code may still ask for the rows below it. */
const NOTHING = {
    jobs: { items: [], next: undefined },
    endpoints: { items: [], next: undefined },
    isListed: false,
    problem: undefined,
    answeredAt: undefined,
    reasons: new Map<string, string>(),
};

function isListedOnOpening({ kind }: ResourceNode): boolean {
    return kind === "images" || kind === "repository" || kind === "models";
}

/** Values come from outside and enter as text only. */
function markdownOf({ title, rows }: Tooltip): vscode.MarkdownString {
    const markdown = new vscode.MarkdownString("**").appendText(title).appendMarkdown("**\n\n");
    for (const [name, value] of rows) {
        markdown.appendMarkdown(`${name}: `).appendText(value).appendMarkdown("\n\n");
    }
    return markdown;
}
