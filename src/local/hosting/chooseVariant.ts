import type { EndpointRecord } from "./endpointRecord.ts";

/** A variant that could serve, and its share of the requests. */
export interface Candidate {
    readonly name: string;
    readonly weight: number;
    readonly port: number;
}

/** Chooses by weight; `random` lies in [0, 1). When no candidate has any weight, all have the same. */
export function chooseVariant(candidates: readonly Candidate[], random: number): Candidate | undefined {
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) {
        return candidates[Math.floor(random * candidates.length)];
    }
    let rest = random * total;
    return candidates.find(({ weight }) => (rest -= weight) < 0) ?? candidates.at(-1);
}

/** Whether requests are let through to an endpoint; its containers may be down all the same. */
export function takesRequests({ EndpointStatus }: EndpointRecord): boolean {
    return (["InService", "Updating", "SystemUpdating", "RollingBack", "OutOfService"] as string[]).includes(EndpointStatus);
}
