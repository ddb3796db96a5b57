import { isRecord } from "../../../core/json.ts";
import { isPlace, type Place, placeName } from "../../../core/place.ts";
import type { Memory } from "./lastLaunch.ts";

/**
 * A job that waits for its instances, and what is to be taken where AWS has none. Its plan is not kept: the environment may hold what should be
 * written nowhere, and SageMaker has it all.
 */
export interface KeptWatch {
    readonly place: Place;
    /** Twelve digits. */
    readonly account: string;
    readonly name: string;
    /** The name that was meant for it before another instance type was taken. */
    readonly firstName: string;
    readonly fallbackTypes: readonly string[];
}

/** The jobs of a workspace that wait for their instances; it survives a reload of the window. */
export interface KeptWatches {
    all(): readonly KeptWatch[];
    /** Takes the place of what is kept of the same launch. */
    put(watch: KeptWatch): void;
    remove(watch: KeptWatch): void;
}

const KEY = "capacityWatches";

/** Keeps them in the memory of the workspace, whose content is judged as it is read. */
export function keptWatches(memory: Memory): KeptWatches {
    const all = () => {
        const kept = memory.get(KEY);
        return Array.isArray(kept) ? kept.filter(isWatch) : [];
    };
    const others = (watch: KeptWatch) => all().filter((one) => keyOf(one) !== keyOf(watch));
    return {
        all,
        put: (watch) => void memory.update(KEY, [...others(watch), watch]),
        remove: (watch) => void memory.update(KEY, others(watch)),
    };
}

function keyOf({ place, account, firstName }: KeptWatch): string {
    return `${placeName(place)} ${account} ${firstName}`;
}

function isWatch(value: unknown): value is KeptWatch {
    if (!isRecord(value)) {
        return false;
    }
    const { place, account, name, firstName, fallbackTypes } = value;
    return (
        isPlace(place) &&
        place.kind === "aws" &&
        [account, name, firstName].every(isText) &&
        Array.isArray(fallbackTypes) &&
        fallbackTypes.every(isText)
    );
}

const isText = (value: unknown): boolean => typeof value === "string";
