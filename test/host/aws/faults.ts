import type { AwsCall } from "./awsCall.ts";

/** An answer that stands in for the service's. */
export interface GivenAnswer {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Text, or an object that is sent as JSON. */
    readonly body: string | object;
}

/** What can go wrong on the way to AWS, or there. */
export type FaultKind =
    /** HTTP 400 ThrottlingException, "Rate exceeded" (SlowDown with 503 in S3). */
    | { readonly what: "throttle" }
    /** HTTP 503 in the service's own protocol. */
    | { readonly what: "unavailable" }
    /** The connection is reset, and AWS has heard nothing. */
    | { readonly what: "resetBeforeEffect" }
    /** AWS has done what was asked, and the connection is reset before it says so. */
    | { readonly what: "resetAfterEffect" }
    | { readonly what: "delay"; readonly milliseconds: number }
    /** The connection stays open and nothing comes, until the client goes. */
    | { readonly what: "hang" }
    /** HTTP 200 whose body is the first half of the answer, and complete as HTTP. */
    | { readonly what: "truncate" }
    /** The connection is reset after half of the body. */
    | { readonly what: "cutBody" }
    /** A page in HTML, as a captive portal or a broken proxy sends: status 500 unless said otherwise. */
    | { readonly what: "html"; readonly status?: number }
    /** HTTP 403 in XML, which no client of a JSON protocol expects. */
    | { readonly what: "xmlForbidden" }
    | { readonly what: "expiredToken" }
    | { readonly what: "accessDenied"; readonly message?: string }
    /** The answer to the same request of before, as a store that is consistent only in the end gives. Waits for a request that came before. */
    | { readonly what: "stale" }
    | { readonly what: "answer"; readonly answer: GivenAnswer }
    /** AWS's clock is ahead of this machine's: dates say so, and signatures that are off by more than five minutes are refused. */
    | { readonly what: "clock"; readonly aheadMs: number };

/** Which calls a fault befalls: all, unless it is said. */
export interface FaultTarget {
    readonly service?: string;
    readonly operation?: string | readonly string[];
    /** Only calls whose path or (JSON and query protocols) body contains this. */
    readonly containing?: string;
    /** So many calls of the target pass first. */
    readonly skip?: number;
    /** How often it happens: once unless said otherwise, and with a probability for ever. */
    readonly times?: number | "always";
    /** For each call of the target, from 0 to 1. */
    readonly probability?: number;
}

export type Fault = FaultKind & FaultTarget;

/** A fault that happened, and to what. */
export interface Fired {
    readonly what: Fault["what"];
    readonly service: string;
    readonly operation: string;
}

/** What goes wrong, until it is told otherwise. A fault that happens so many times disarms before the call that it befalls. */
export interface FaultScript {
    add(...faults: readonly Fault[]): void;
    /** Takes away all faults that are still to come, and forgets those that happened. */
    clear(): void;
    /** What happened so far, in order: a test that provokes a fault says that it happened. */
    fired(): readonly Fired[];
    /** Takes the fault of a call, if there is one. `text` is its path and body; `known` tells whether its answer of before is. */
    take(call: AwsCall, text: string, known: boolean): Fault | undefined;
}

interface Armed {
    readonly fault: Fault;
    toSkip: number;
    left: number;
}

/** A script in which chance depends on the seed alone. */
export function faultScript(seed = 1): FaultScript {
    const random = randomOf(seed);
    const armed: Armed[] = [];
    const fired: Fired[] = [];
    return {
        add: (...faults) => {
            armed.push(...faults.map((fault) => ({ fault, toSkip: fault.skip ?? 0, left: timesOf(fault) })));
        },
        clear: () => {
            armed.length = 0;
            fired.length = 0;
        },
        fired: () => [...fired],
        take(call, text, known) {
            const found = armed.find((entry) => happens(entry, call, text, known, random));
            if (found === undefined) {
                return undefined;
            }
            found.left--;
            fired.push({ what: found.fault.what, service: call.service, operation: call.operation });
            return found.fault;
        },
    };
}

function timesOf({ times, probability }: Fault): number {
    return times === "always" || (times === undefined && probability !== undefined) ? Infinity : (times ?? 1);
}

function happens(entry: Armed, call: AwsCall, text: string, known: boolean, random: () => number): boolean {
    const { fault } = entry;
    if (entry.left <= 0 || !isTarget(fault, call, text) || (fault.what === "stale" && !known)) {
        return false;
    }
    if (entry.toSkip > 0) {
        entry.toSkip--;
        return false;
    }
    return fault.probability === undefined || random() < fault.probability;
}

function isTarget({ service, operation, containing }: FaultTarget, call: AwsCall, text: string): boolean {
    return (
        (service === undefined || service === call.service) &&
        (operation === undefined || [operation].flat().includes(call.operation)) &&
        (containing === undefined || text.includes(containing))
    );
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function randomOf(seed: number): () => number {
    let state = seed | 0;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}
