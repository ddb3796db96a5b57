import { MAX_RUNTIME_SECONDS } from "../workspace/projectTraining.ts";

/** What instances cost in US dollars: by the hour, each of them. */
export interface Rate {
    readonly usdPerHour: number;
    readonly count: number;
}

/** What instances cost that run for so long. */
export function costOf({ usdPerHour, count }: Rate, seconds: number): number {
    return (usdPerHour * count * seconds) / 3600;
}

/** The MaxRuntimeInSeconds that costs at most so many dollars: whole seconds, at least one, at most what SageMaker takes. */
export function runtimeWithin(usd: number, { usdPerHour, count }: Rate): number {
    const seconds = Math.floor((usd * 3600) / (usdPerHour * count));
    return Math.min(MAX_RUNTIME_SECONDS, Math.max(1, seconds));
}
