import { isRecord } from "../../core/json.ts";
import { isPlace, LOCAL, type Place, placeName } from "../../core/place.ts";

/** Whose log is followed, in data that survives a reload of the window. */
export interface TailTarget {
    readonly kind: "trainingJob" | "endpoint";
    readonly name: string;
    readonly place: Place;
    /** How many lines of each stream to begin with, or all. */
    readonly from: "start" | number;
    /** The one stream that is followed; all of them when absent. */
    readonly stream?: string;
}

/** What shows logs, as far as most who ask for one need it. */
export interface Tails {
    show(target: TailTarget): void;
}

/** The log of a job or an endpoint from its first line on, of all hosts. */
export function wholeLog(kind: TailTarget["kind"], place: Place, name: string): TailTarget {
    return { kind, place, name, from: "start" };
}

/** Tells the logs of a window apart. */
export function tailKey({ kind, name, place, stream }: TailTarget): string {
    return [placeName(place), kind, name, ...(stream === undefined ? [] : [stream])].join("/");
}

/** The name of its channel; the place is part of it where it costs money. */
export function channelName({ name, place, stream }: TailTarget): string {
    const host = stream === undefined ? "" : ` [${hostOf(stream)}]`;
    return `SageMaker: ${name}${host}${place.kind === "local" ? "" : ` (${placeName(place)})`}`;
}

/** `job/algo-1-1700000000` → `algo-1`; of an endpoint variant and instance, `AllTraffic/i-0abc`. */
export function hostOf(stream: string): string {
    const host = /\/(algo-\d+)-\d+$/.exec(stream)?.[1];
    return host ?? stream;
}

/** The targets that were remembered; what an older version remembered was all Local, from the start. */
export function rememberedTargets(remembered: readonly unknown[]): readonly TailTarget[] {
    return remembered.flatMap((one) => (isRecord(one) ? targetOf(one) : []));
}

function targetOf({ kind, name, place, from, stream }: Record<string, unknown>): readonly TailTarget[] {
    if ((kind !== "trainingJob" && kind !== "endpoint") || typeof name !== "string") {
        return [];
    }
    const known = { kind, name, place: isPlace(place) ? place : LOCAL, from: typeof from === "number" ? from : "start" } as const;
    return [typeof stream === "string" ? { ...known, stream } : known];
}
