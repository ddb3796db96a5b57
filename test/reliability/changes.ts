import type { startAwsPlace } from "./awsPlace.ts";
import { hostingChanges } from "./hostingChanges.ts";
import { jobChanges } from "./jobChanges.ts";
import { setUpChanges } from "./setUpChanges.ts";
import { storeChanges } from "./storeChanges.ts";

/** The extension's way to AWS, as tests of changes have it. */
export type Place = Awaited<ReturnType<typeof startAwsPlace>>;

/** Something that the extension changes, by a call whose answer is to be lost. */
export interface Change {
    readonly prepare?: () => Promise<unknown>;
    /** Makes the change; it fails where the extension tells of a failure. */
    readonly act: () => Promise<unknown>;
    /** Says whether it is there once. */
    readonly check: () => Promise<void>;
}

/** A change by the name of what it is about, which no other change has. */
export type Changing = (at: Place, name: string) => Change;

/** For each operation that changes something, what the extension does by it. */
export const changes: Readonly<Record<string, Changing>> = {
    ...jobChanges,
    ...hostingChanges,
    ...storeChanges,
    ...setUpChanges,
};
