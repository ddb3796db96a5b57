/** What an instance is wanted for. */
export type CapacityPurpose = "training job" | "endpoint";

/** When the lack shows: the create call is refused, or what was created fails at its start. */
export type CapacityMoment = "create" | "start";

/** A lack of instances that a test has ordered. */
export interface CapacityFault {
    readonly purpose: CapacityPurpose;
    readonly instanceType: string;
    readonly moment: CapacityMoment;
}

/** AWS's lack of instances, of which this machine has none unless a test orders it. */
export interface Capacity {
    order(fault: CapacityFault): void;
    /** Whether instances are lacking now; each ordered lack is met once. */
    isLacking(fault: CapacityFault): boolean;
}

/** Capacity for everything, until a lack is ordered; orders are forgotten with the server. */
export function capacity(): Capacity {
    const ordered: CapacityFault[] = [];
    return {
        order: (fault) => void ordered.push(fault),
        isLacking({ purpose, instanceType, moment }) {
            const at = ordered.findIndex(
                (fault) => fault.purpose === purpose && fault.instanceType === instanceType && fault.moment === moment,
            );
            return at !== -1 && ordered.splice(at, 1).length > 0;
        },
    };
}

/** A job or an endpoint got no instances; the message is its failure reason. */
export class CapacityError extends Error {}
