import type { Decided } from "../../core/preflight/preflight.ts";
import type { Ask } from "../ask.ts";

const BACK = "Back to the Checks";

/** What was decided after the checks and, where it was wanted, a look at the request. */
export interface DecidedAtLast<P> {
    readonly action: "launch" | "back";
    readonly plan: P;
}

/** Checks a plan until the user has decided: they may look at its request first, as often as they like, and lose no answer by that. */
export async function afterChecks<P extends { readonly name: string }>(
    plan: P,
    check: (plan: P) => Promise<Decided<P> | undefined>,
    showRequest: (plan: P) => Promise<void>,
    ask: Pick<Ask, "tell">,
): Promise<DecidedAtLast<P> | undefined> {
    for (let current = plan; ;) {
        const decided = await check(current);
        if (decided === undefined) {
            return undefined;
        }
        const { action, plan: checked } = decided;
        if (action !== "showRequest") {
            return { action, plan: checked };
        }
        await showRequest(checked);
        if ((await ask.tell(`This is the request of ${checked.name}. Nothing was sent.`, BACK)) !== BACK) {
            return undefined;
        }
        current = checked;
    }
}
