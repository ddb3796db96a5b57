import { LOCAL, type Place } from "../../../src/core/place.ts";
import { PlaceResources } from "../../../src/editor/tree/resources.ts";
import type { Settled } from "../../../src/editor/tree/settlingWatch.ts";
import { fakeEndpoints, fakeJobs } from "./fakePlace.ts";

interface Options {
    readonly place?: Place;
    readonly jobs?: ReturnType<typeof fakeJobs>;
    readonly endpoints?: ReturnType<typeof fakeEndpoints>;
    readonly asking?: () => "ask" | "nothing yet" | { readonly not: string };
    /** In milliseconds since 1970; by default a moment of 2026. */
    readonly now?: () => number;
    /** What a window before this one watched. */
    readonly watched?: readonly string[];
}

/** The resources of a place that a test changes; it counts what they tell. */
export function fakeResources({ place = LOCAL, jobs = fakeJobs([]), endpoints = fakeEndpoints([]), ...over }: Options = {}) {
    const settled: Settled[] = [];
    const counts = { changes: 0 };
    const storage = { watched: over.watched ?? [] };
    const resources = new PlaceResources({
        place,
        jobsIn: async () => jobs,
        endpointsIn: async () => endpoints,
        asking: over.asking ?? (() => "ask"),
        watched: { recall: () => storage.watched, remember: (arns) => (storage.watched = arns) },
        now: over.now ?? (() => Date.parse("2026-11-20T14:05:00Z")),
        onChange: () => counts.changes++,
        onSettled: (one) => void settled.push(one),
    });
    return { jobs, endpoints, resources, settled, counts, storage };
}
