import * as z from "zod/mini";
import { jsonFile } from "../jsonFile.ts";

/** The quotas of the one account. */
export interface Quotas {
    /** The quotas that were applied to the account; all others have their default. */
    applied(): Readonly<Record<string, number>>;
    /** What counts for a quota, by its name. */
    valueOf(name: string): number;
}

/** A laptop is not limited: more instances than anybody starts on one. */
export const DEFAULT_QUOTA = 1000;

/** As large as a quota can be by the model of Service Quotas. */
const Applied = z.record(z.string(), z.number().check(z.gte(0), z.lte(10_000_000_000)));

/** Quotas of a file, `{"ml.g5.xlarge for training job usage": 0}`, which is read again when it changes; without a file all have their default. */
export function quotas(file: string | undefined, report: (failure: unknown) => void): Quotas {
    const content = file === undefined ? undefined : jsonFile(file, {}, (json) => Applied.parse(json), report);
    const applied = (): Readonly<Record<string, number>> => content?.read() ?? {};
    return { applied, valueOf: (name) => applied()[name] ?? DEFAULT_QUOTA };
}
