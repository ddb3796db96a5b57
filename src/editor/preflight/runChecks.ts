import type { Check, Finding, Fix, Row } from "../../core/preflight/finding.ts";
import { Problem } from "../../core/problem.ts";
import { errorText } from "../../core/text/errorText.ts";
import { unlessAborted } from "../../core/unlessAborted.ts";

/** Who has not answered by then is not waited for. */
const DEADLINE_MS = 15_000;

/** Without a working sign-in nothing can be launched. */
const HARD = new Set(["credentialsMissing", "loginExpired", "regionMissing"]);

/**
 * Runs all checks at once and shows the rows with each answer. A check that fails to answer is told as such; only the signal ends this with
 * an error.
 */
export async function runChecks<P>(
    checks: readonly Check<P>[],
    show: (rows: readonly Row<P>[]) => void,
    signal: AbortSignal,
    deadlineMs = DEADLINE_MS,
): Promise<readonly Row<P>[]> {
    const findings = new Map<string, Finding<P>>();
    const rows = () => checks.map(({ id, title }) => ({ id, title, finding: findings.get(id) }));
    show(rows());
    await Promise.all(
        checks.map(async (check) => {
            const finding = await findingOf(check, signal, deadlineMs);
            findings.set(check.id, finding);
            show(rows());
        }),
    );
    return rows();
}

async function findingOf<P>(check: Check<P>, signal: AbortSignal, deadlineMs: number): Promise<Finding<P>> {
    const deadline = AbortSignal.timeout(deadlineMs);
    const until = AbortSignal.any([signal, deadline]);
    try {
        signal.throwIfAborted();
        return await unlessAborted(check.find(until), until);
    } catch (error) {
        signal.throwIfAborted();
        return deadline.aborted
            ? { light: "unknown", sentence: `There was no answer within ${Math.round(deadlineMs / 1000)} s.` }
            : unanswered(error);
    }
}

function unanswered(error: unknown): Finding<never> {
    if (!Problem.is(error)) {
        return {
            light: "unknown",
            sentence: `This could not be checked: ${errorText(error)}`,
        };
    }
    const fixes: readonly Fix<never>[] = error.remedy.kind === "showLog" ? [] : [error.remedy];
    return { light: HARD.has(error.code) ? "fail" : "unknown", sentence: error.message, fixes };
}
