import type { Remedy } from "../problem.ts";

/** `unknown` where whoever was asked did not answer: nothing speaks against it, and nothing for it. */
export type Light = "ok" | "warn" | "fail" | "unknown";

/** A way to mend what a finding says: a remedy, another plan, or a question whose answer changes the plan. */
export type Fix<P> =
    | Remedy
    | { readonly kind: "changePlan"; readonly label: string; readonly plan: P }
    | { readonly kind: "chooseRole"; readonly label: string };

/** What one check has found. */
export interface Finding<P> {
    readonly light: Light;
    readonly sentence: string;
    readonly fixes?: readonly Fix<P>[];
}

/** A check of a plan. It may fail, and it may take for ever; whoever runs it sees to both. */
export interface Check<P> {
    readonly id: string;
    /** What is checked, in a word or two: it stands before the sentence. */
    readonly title: string;
    readonly find: (signal: AbortSignal) => Promise<Finding<P>>;
}

/** A check and its finding; undefined while it is awaited. */
export interface Row<P> {
    readonly id: string;
    readonly title: string;
    readonly finding: Finding<P> | undefined;
}
