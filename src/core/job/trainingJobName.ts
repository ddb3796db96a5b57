import { Problem } from "../problem.ts";
import { MAX_NAME_LENGTH } from "../resourceName.ts";

/** Another job of the account and region has the name. */
export function jobNameTaken(name: string, cause?: unknown): Problem {
    return new Problem("nameTaken", `A training job of this name exists already; choose another name: ${name}.`, { cause });
}

/**
 * Names a training job after its crate and the moment it was planned (UTC), so that jobs sort by age; short enough that the sidebar has
 * room for the status beside it.
 * SageMaker allows letters, digits and inner hyphens, and requires the name to be unique in the account and region.
 * Made once for a plan: a retry sends the same name and cannot start a second job.
 */
export function trainingJobName(crate: string, plannedAt: Date): string {
    const digits = plannedAt.toISOString().replace(/\D/g, "");
    const stamp = `${digits.slice(2, 8)}-${digits.slice(8, 14)}`;
    const stem = crate
        .replace(/[^a-zA-Z0-9]+/g, "-")
        .slice(0, MAX_NAME_LENGTH - stamp.length - 1)
        .replace(/^-+|-+$/g, "");
    if (stem === "") {
        throw new Problem("invalidName", `A training job needs a crate name with a letter or digit in it: "${crate}".`);
    }
    return `${stem}-${stamp}`;
}
