import { Problem } from "../problem.ts";

const MAX_LENGTH = 63;
const PATTERN = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

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
        .slice(0, MAX_LENGTH - stamp.length - 1)
        .replace(/^-+|-+$/g, "");
    if (stem === "") {
        throw new Problem("invalidName", `A training job needs a crate name with a letter or digit in it: "${crate}".`);
    }
    return `${stem}-${stamp}`;
}

/** Says what is wrong with the name of a job, endpoint or endpoint config, before SageMaker would refuse it; undefined when nothing is. */
export function nameFault(name: string): string | undefined {
    if (name === "") {
        return "A name is needed.";
    }
    if (name.length > MAX_LENGTH) {
        return `At most ${MAX_LENGTH} characters; this has ${name.length}.`;
    }
    return PATTERN.test(name) ? undefined : "Only letters, digits and hyphens, beginning and ending with a letter or digit.";
}
