/** What an hour of one instance costs, in US dollars. */
export interface HourlyPrice {
    readonly usd: number;
    /** `table` is our own, of `asOf`; it serves where the price list cannot be reached, and may be out of date. */
    readonly source: "price list" | "table";
    /** ISO 8601 date of what `source` says. */
    readonly asOf: string;
}

/** What SageMaker bills for. */
export type Billed = "training" | "endpoint";

/** The on-demand prices of SageMaker in a place's region; on this machine nothing costs anything. */
export interface Prices {
    /** Undefined where neither the price list nor the table has the type. */
    perHour(billed: Billed, instanceType: string, signal: AbortSignal): Promise<HourlyPrice | undefined>;
}
