import { ACCOUNT_CAUSES } from "./causes/account.ts";
import { COURSE_CAUSES } from "./causes/course.ts";
import { GPU_CAUSES } from "./causes/gpu.ts";
import { IMAGE_CAUSES } from "./causes/image.ts";
import { PROGRAM_CAUSES } from "./causes/program.ts";
import { cluesOf, DEPLOY, type KnownCause, PREFLIGHT, type Way, WITH_CHANGES } from "./clues.ts";
import type { Evidence } from "./evidence.ts";

/** A cause that was found, and what gave it away. */
export interface FoundCause extends KnownCause {
    readonly id: string;
    readonly found: string;
}

/** All failures that are known by what they leave behind, the telling ones first: a panic about a full disk is about a full disk. */
const RULES = [...ACCOUNT_CAUSES, ...IMAGE_CAUSES, ...GPU_CAUSES, ...PROGRAM_CAUSES, ...COURSE_CAUSES];

/** What can be explained; each has a test with a line that was seen. */
export const CAUSE_IDS: readonly string[] = RULES.map(({ id }) => id);

/** Why something failed, the likeliest cause first; none where nothing is known. */
export function knownCauses(evidence: Evidence): readonly FoundCause[] {
    const clues = cluesOf(evidence);
    return RULES.flatMap(({ id, find, explain }) => {
        const found = find(clues);
        if (found === undefined) {
            return [];
        }
        const { way, ...cause } = explain(found, clues);
        const own = evidence.kind === "endpoint" ? wayOfEndpoint(way) : way;
        return [{ id, found, ...cause, ...(own !== undefined && { way: own }) }];
    });
}

/** An endpoint is deployed anew where a job is run again; what else takes a job is no way out of its failure. */
function wayOfEndpoint(way: Way | undefined): Way | undefined {
    if (way === WITH_CHANGES || way === PREFLIGHT) {
        return DEPLOY;
    }
    return way?.takes === "trainingJob" ? undefined : way;
}
