import type { ListPage, ListQuery } from "../../core/listing.ts";
import { type Place, placeName } from "../../core/place.ts";
import type { Ask, Choice } from "../ask.ts";

interface Resource {
    readonly name: string;
    /** Models have none. */
    readonly status?: string;
}

interface Needs<T> {
    /** Where to look when no row of the tree says so. */
    readonly place: () => Place;
    readonly page: (place: Place, query: ListQuery, signal: AbortSignal) => Promise<ListPage<T>>;
    readonly ask: Pick<Ask, "pick" | "steps" | "tell">;
}

/** Which resources a command makes sense for, and what to say when there is none. */
export interface Wanted<T> {
    readonly title: string;
    readonly isWanted: (resource: T) => boolean;
    readonly none: string;
}

/** Every job makes sense. */
export function anyJob(title: string): Wanted<unknown> {
    return { title, isWanted: () => true, none: "There is no training job yet. Launch one first." };
}

/** Every endpoint makes sense. */
export function anyEndpoint(title: string): Wanted<unknown> {
    return { title, isWanted: () => true, none: "There is no endpoint yet. Deploy a completed training job first." };
}

/** A job, an endpoint or a model, and where it is. */
export interface Target<T> {
    readonly place: Place;
    readonly resource: T;
}

/** Answers the resource of the tree node that a command was called on, or asks for one when it was called from the palette. */
export type PickResource<T> = (wanted: Wanted<T>, signal: AbortSignal, node?: Target<T>) => Promise<Target<T> | undefined>;

/** So many pages are looked through for the first resource that a command makes sense for. */
const MOST_PAGES = 5;

/**
 * A picker of the newest that a place lists, which asks the place for a part of a name where there are more; it says so when there is nothing
 * that a command makes sense for.
 */
export function pickResource<T extends Resource>({ place: currentPlace, page, ask }: Needs<T>): PickResource<T> {
    return async ({ title, isWanted, none }, signal, node) => {
        if (node !== undefined) {
            return node;
        }
        const place = currentPlace();
        const listed = (query: ListQuery) => firstWanted((one) => page(place, one, signal), query, isWanted);
        let name = "";
        let { items, isWhole } = await listed({});
        const isAll = isWhole;
        if (isAll && items.length === 0) {
            await ask.tell(none);
            return undefined;
        }
        for (;;) {
            const choices = items.map((resource) => ({
                label: resource.name,
                ...(resource.status !== undefined && { description: resource.status }),
                value: { resource },
            }));
            const search = isAll ? [] : [searchChoice(name, items.length)];
            const chosen = await ask.pick<Chosen<T>>(`${placeName(place)}: ${title}`, [...choices, ...search]);
            if (chosen !== "search") {
                return chosen && { place, resource: chosen.resource };
            }
            const wanted = await askForName(ask, placeName(place), name);
            if (wanted === undefined) {
                return undefined;
            }
            name = wanted;
            ({ items, isWhole } = await listed({ nameContains: name }));
        }
    };
}

type Chosen<T> = { readonly resource: T } | "search";

/** It stays in sight whatever is typed to find a row. */
function searchChoice(name: string, count: number): Choice<"search"> {
    const found = count > 0 ? {} : { description: name === "" ? "None among the newest" : `Nothing found with "${name}"` };
    return { label: "$(search) Search by Name…", ...found, alwaysShow: true, value: "search" };
}

async function askForName(ask: Pick<Ask, "steps">, title: string, value: string): Promise<string | undefined> {
    const validate = (text: string) => {
        return /^[A-Za-z0-9-]{1,63}$/.test(text) ? undefined : "Names have letters, digits and hyphens; type up to 63 of them.";
    };
    const prompt = "A part of the name";
    return (await ask.steps(title, [{ kind: "text", key: "name", prompt, value, validate }]))?.get("name");
}

/** The newest page with something wanted, and whether there was nothing beyond it. */
async function firstWanted<T>(
    page: (query: ListQuery) => Promise<ListPage<T>>,
    query: ListQuery,
    isWanted: (resource: T) => boolean,
): Promise<{ readonly items: readonly T[]; readonly isWhole: boolean }> {
    let answer = await page(query);
    for (let read = 1; read < MOST_PAGES && answer.next !== undefined && !answer.items.some(isWanted); read++) {
        answer = await page({ ...query, next: answer.next });
    }
    return { items: answer.items.filter(isWanted), isWhole: answer.next === undefined };
}
