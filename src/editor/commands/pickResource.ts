import type { Place } from "../../core/place.ts";
import type { Ask } from "../ask.ts";

interface Resource {
    readonly name: string;
    readonly status: string;
}

interface Needs<T> {
    /** Where to look when no row of the tree says so. */
    readonly place: () => Place;
    readonly list: (place: Place, signal: AbortSignal) => Promise<readonly T[]>;
    readonly ask: Ask;
}

/** Which resources a command makes sense for, and what to say when there is none. */
export interface Wanted<T> {
    readonly title: string;
    readonly isWanted: (resource: T) => boolean;
    readonly none: string;
}

/** A job or an endpoint, and where it is. */
export interface Target<T> {
    readonly place: Place;
    readonly resource: T;
}

/** Answers the resource of the tree node that a command was called on, or asks for one when it was called from the palette. */
export type PickResource<T> = (wanted: Wanted<T>, signal: AbortSignal, node?: Target<T>) => Promise<Target<T> | undefined>;

/** A picker of what a place lists; it says so when there is nothing that a command makes sense for. */
export function pickResource<T extends Resource>({ place: currentPlace, list, ask }: Needs<T>): PickResource<T> {
    return async ({ title, isWanted, none }, signal, node) => {
        if (node !== undefined) {
            return node;
        }
        const place = currentPlace();
        const wanted = (await list(place, signal)).filter(isWanted);
        if (wanted.length === 0) {
            await ask.tell(none);
            return undefined;
        }
        const choices = wanted.map((resource) => ({ label: resource.name, description: resource.status, value: resource }));
        const resource = await ask.pick(title, choices);
        return resource && { place, resource };
    };
}
