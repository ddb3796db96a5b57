import type { InstanceUse } from "./instanceType.ts";

/** How many instances of a type an account may run at once for one use. */
export interface Quota {
    /** Service Quotas' own name, such as `ml.g5.xlarge for training job usage`. */
    readonly name: string;
    /** Such as `L-611FA074`; an increase is requested by it. */
    readonly code: string;
    readonly value: number;
    readonly isAdjustable: boolean;
}

/** What became of a request for more. */
export interface QuotaRequest {
    /** `PENDING`, `CASE_OPENED`, `APPROVED`, `DENIED` and others. */
    readonly status: string;
    readonly desired: number;
}

/** The quotas of SageMaker of a place's account and region. */
export interface ServiceQuotas {
    /** All quotas for instances of one use, by instance type; those that the account has none of are missing. */
    forUse(use: InstanceUse, signal: AbortSignal): Promise<ReadonlyMap<string, Quota>>;
    /** The same as of the last minute, for what would stop somebody. */
    forUseNow(use: InstanceUse, signal: AbortSignal): Promise<ReadonlyMap<string, Quota>>;
    /** Asks AWS for more; a request that is open already is answered, not repeated. */
    requestIncrease(code: string, desired: number, signal: AbortSignal): Promise<QuotaRequest>;
}
