import { type ResourceNode, viewOf } from "./nodes.ts";

/** What was handed out below a node. */
interface Shown {
    readonly ids: readonly string[];
    /** How each of them looked, as text. */
    readonly looks: readonly string[];
}

/** So many rows of a group are drawn one by one; with more, the group is drawn at once. */
const MOST_SINGLE = 20;
const ROOT = "";

/**
 * The nodes that VS Code has, by their ids. It knows a node by its identity, so that a resource keeps its object while its state changes, and only
 * the rows that differ are drawn again: drawing ten thousand takes a fifth of a second, drawing one takes a fifth of that.
 */
export class ShownNodes {
    readonly #nodes = new Map<string, ResourceNode>();
    readonly #shown = new Map<string, Shown>();

    /** The nodes to hand out for these, below a node or at the root. */
    handOut(parent: ResourceNode | undefined, rows: readonly ResourceNode[]): ResourceNode[] {
        const key = parent === undefined ? ROOT : viewOf(parent).id;
        const views = rows.map(viewOf);
        const ids = views.map(({ id }) => id);
        const still = new Set(ids);
        for (const id of this.#shown.get(key)?.ids ?? []) {
            if (!still.has(id)) {
                this.#drop(id);
            }
        }
        this.#shown.set(key, { ids, looks: views.map((view) => JSON.stringify(view)) });
        return rows.map((row, index) => this.#kept(ids[index] ?? "", row));
    }

    /** The nodes to draw again, given what is now below each; undefined stands for the whole tree. What was not asked for is left alone. */
    changed(
        below: (parent: ResourceNode | undefined) => readonly ResourceNode[] | undefined,
    ): readonly (ResourceNode | undefined)[] {
        const roots = this.#changedBelow(ROOT, undefined, below);
        if (roots.includes(undefined)) {
            return [undefined];
        }
        const inside = [...this.#shown.keys()]
            .filter((key) => key !== ROOT)
            .flatMap((key) => this.#changedBelow(key, this.#nodes.get(key), below));
        return [...new Set([...roots, ...inside])];
    }

    /** Those of the nodes that VS Code has. */
    filter(isWanted: (node: ResourceNode) => boolean): readonly ResourceNode[] {
        return [...this.#nodes.values()].filter(isWanted);
    }

    #changedBelow(
        key: string,
        parent: ResourceNode | undefined,
        below: (parent: ResourceNode | undefined) => readonly ResourceNode[] | undefined,
    ): readonly (ResourceNode | undefined)[] {
        const shown = this.#shown.get(key);
        const rows = below(parent);
        if (shown === undefined || rows === undefined) {
            return [];
        }
        const views = rows.map(viewOf);
        if (views.length !== shown.ids.length || views.some(({ id }, index) => id !== shown.ids[index])) {
            return [parent];
        }
        const looks = views.map((view) => JSON.stringify(view));
        const different = looks.flatMap((look, index) => (look === shown.looks[index] ? [] : [index]));
        if (different.length > MOST_SINGLE) {
            return [parent];
        }
        this.#shown.set(key, { ids: shown.ids, looks });
        // Those that look the same may still have become others: commands are called with the node.
        const nodes = rows.map((row, index) => this.#kept(shown.ids[index] ?? "", row));
        return different.flatMap((index) => nodes[index] ?? []);
    }

    #kept(id: string, row: ResourceNode): ResourceNode {
        const node = this.#nodes.get(id);
        if (node === undefined || node.kind !== row.kind) {
            this.#nodes.set(id, row);
            return row;
        }
        Object.keys(node)
            .filter((name) => !(name in row))
            .forEach((name) => Reflect.deleteProperty(node, name));
        return Object.assign(node, row);
    }

    #drop(id: string): void {
        this.#nodes.delete(id);
        const below = this.#shown.get(id)?.ids ?? [];
        this.#shown.delete(id);
        below.forEach((one) => this.#drop(one));
    }
}
