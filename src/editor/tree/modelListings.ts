import type { Model, Models } from "../../core/endpoint/models.ts";
import { type Place, placeName } from "../../core/place.ts";
import { KeptListing } from "./keptListing.ts";
import { message, moreRow, nothingMatches } from "./messageRow.ts";
import type { ModelsNode, ResourceNode } from "./nodes.ts";
import { problemRow } from "./problemRow.ts";

interface Needs {
    readonly modelsIn: (place: Place) => Promise<Pick<Models, "page">>;
    /** Whether a place is there to be asked: looking does not start a Local SageMaker that does not run. */
    readonly isAsked: (place: Place) => boolean;
    /** Part of a name that the tree is limited to; empty for all. */
    readonly name: () => string;
}

/** What takes longer is told to do so, and asked again with a refresh. */
const LONGEST_ANSWER_MS = 30_000;

/** The rows below the group of models: listed when it is first opened, and again after `forget`; a model does not change. */
export class ModelListings {
    readonly #needs: Needs;
    #listed = new Map<string, Promise<KeptListing<Model>>>();

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    async rowsBelow({ place }: ModelsNode): Promise<readonly ResourceNode[]> {
        const id = `${placeName(place)}/models`;
        if (!this.#needs.isAsked(place)) {
            return [message(`${id}/none`, "No models yet", "a deployment makes one", "info")];
        }
        const key = placeName(place);
        const listed = this.#listed.get(key) ?? this.#list(place);
        this.#listed.set(key, listed);
        try {
            return rowsOf(place, await listed, this.#needs.name() !== "");
        } catch (error) {
            this.#listed.delete(key);
            return [problemRow(id, error)];
        }
    }

    /** Reads the next page. */
    async more(place: Place, signal: AbortSignal): Promise<void> {
        await (await this.#listed.get(placeName(place)))?.more(signal);
    }

    /** Lets the next look ask again: after a refresh, and after something was deployed or deleted. */
    forget(): void {
        this.#listed = new Map();
    }

    async #list(place: Place): Promise<KeptListing<Model>> {
        const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
        const listing = new KeptListing<Model>({
            page: async (query, until) => (await this.#needs.modelsIn(place)).page(query, until),
            isBusy: () => false,
        });
        const name = this.#needs.name();
        await (name === "" ? listing.refresh(signal) : listing.search(name, signal));
        return listing;
    }
}

function rowsOf(place: Place, { shown: { items, next } }: KeptListing<Model>, isLimited: boolean): readonly ResourceNode[] {
    const group = `${placeName(place)}/models`;
    const more = next === undefined ? [] : [moreRow({ place, of: "models" }, items.length)];
    if (items.length > 0 || next !== undefined) {
        return [...items.map((model) => ({ kind: "model", place, model }) as const), ...more];
    }
    return [isLimited ? nothingMatches(group) : message(`${group}/none`, "No models", "a deployment makes one", "info")];
}
