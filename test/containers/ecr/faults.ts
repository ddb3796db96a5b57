import { setTimeout as wait } from "node:timers/promises";

/** What goes wrong with a repository, until it is told otherwise. */
export interface Faults {
    /** After so many layers the login has expired, until there is a new one. */
    readonly expireAfterBlobs?: number;
    /** So many connections are closed while a layer is sent or fetched. */
    readonly closeMidLayer?: number;
    /** Connections are reset as soon as they ask for something. */
    readonly refuse?: boolean;
    /** Milliseconds that each request takes longer. */
    readonly slow?: number;
    /** So many requests are answered with status 500. */
    readonly failures?: number;
}

/** Under this name stands what goes wrong with all repositories, and with logins. */
export const everyRepository = "*";

/** The faults that are switched on, and how much of each is still to come. */
export interface FaultState {
    set(repository: string, faults: Faults): void;
    /** Waits where requests are slow; answers how this one is to fail, if so. */
    ofRequest(repository: string): Promise<"refuse" | "fail" | undefined>;
    /** Whether the connection that carries this layer is to be closed. */
    closesLayer(repository: string): boolean;
    blobStored(repository: string): void;
    isExpired(repository: string, method: string | undefined): boolean;
    /** Somebody has logged in anew. */
    renew(): void;
}

interface Remaining {
    refuse: boolean;
    slow: number;
    failures: number;
    closeMidLayer: number;
    blobsUntilExpiry: number | undefined;
}

export function faultState(): FaultState {
    const all = new Map<string, Remaining>();
    const of = (repository: string) => [all.get(everyRepository), all.get(repository)].filter((faults) => faults !== undefined);
    const takeOne = (repository: string, what: "failures" | "closeMidLayer"): boolean => {
        const faults = of(repository).find((found) => found[what] > 0);
        if (faults !== undefined) {
            faults[what]--;
        }
        return faults !== undefined;
    };
    return {
        set: (repository, faults) => all.set(repository, remainingOf(faults)),
        async ofRequest(repository) {
            await wait(Math.max(0, ...of(repository).map(({ slow }) => slow)));
            if (of(repository).some(({ refuse }) => refuse)) {
                return "refuse";
            }
            return takeOne(repository, "failures") ? "fail" : undefined;
        },
        closesLayer: (repository) => takeOne(repository, "closeMidLayer"),
        blobStored(repository) {
            for (const faults of of(repository)) {
                faults.blobsUntilExpiry = faults.blobsUntilExpiry === undefined ? undefined : faults.blobsUntilExpiry - 1;
            }
        },
        // Engines ask by HEAD for some layers before they send them. Answers to that have no words, and they would print
        // "error parsing HTTP 403 response body" instead of what is wrong, but only now and then.
        isExpired: (repository, method) =>
            method !== "HEAD" && of(repository).some(({ blobsUntilExpiry = 1 }) => blobsUntilExpiry <= 0),
        renew() {
            for (const faults of all.values()) {
                if (faults.blobsUntilExpiry !== undefined && faults.blobsUntilExpiry <= 0) {
                    faults.blobsUntilExpiry = undefined;
                }
            }
        },
    };
}

const remainingOf = (faults: Faults): Remaining => ({
    refuse: faults.refuse ?? false,
    slow: faults.slow ?? 0,
    failures: faults.failures ?? 0,
    closeMidLayer: faults.closeMidLayer ?? 0,
    blobsUntilExpiry: faults.expireAfterBlobs,
});
