import type { TrainingPlan } from "../../core/job/trainingPlan.ts";
import { type Place, placeName } from "../../core/place.ts";
import type { Check, Fix } from "../../core/preflight/finding.ts";
import { type Reach, reachOf } from "../../core/preflight/newRole.ts";
import type { Decided, EndpointPlan, Preflight, Upcoming } from "../../core/preflight/preflight.ts";
import type { Remedy } from "../../core/problem.ts";
import type { Ask } from "../ask.ts";
import { endpointChecks } from "./endpointChecks.ts";
import { fixLabel } from "./preflightItems.ts";
import type { Sources } from "./sources.ts";
import { trainingChecks, urisOf } from "./trainingChecks.ts";

/** What a list of checks is made of. */
export interface Asked<P> {
    readonly title: string;
    /** What going on is called: `Launch`. */
    readonly verb: string;
    readonly checks: (signal: AbortSignal) => readonly Check<P>[];
}

/** What the user chose in the list. */
export type PreflightChoice<P> =
    | { readonly kind: "launch" | "back" | "showRequest" }
    /** One of these, all of the same row. */
    | { readonly kind: "fixes"; readonly fixes: readonly Fix<P>[] };

/** Runs checks and shows them; undefined when the user gave up. */
export type ShowPreflight = <P>(asked: Asked<P>, signal: AbortSignal) => Promise<PreflightChoice<P> | undefined>;

interface Needs {
    readonly sources: Sources;
    readonly show: ShowPreflight;
    readonly ask: Pick<Ask, "steps">;
    readonly applyRemedy: (remedy: Remedy) => Promise<void>;
    /** Lets the user choose an execution role; undefined when they turned back. */
    readonly chooseRole: (place: Place, signal: AbortSignal, reach: Reach) => Promise<string | undefined>;
}

/** Asks before money is spent. Whenever a fix was taken, everything is checked anew. */
export function preflights({ sources, show, ask, applyRemedy, chooseRole }: Needs): Preflight {
    const decide = async <P extends { readonly roleArn: string }>(
        given: P,
        { place }: Upcoming,
        asked: (plan: P) => Asked<P>,
        reach: (plan: P) => Reach,
        signal: AbortSignal,
    ): Promise<Decided<P> | undefined> => {
        let plan = given;
        for (;;) {
            const choice = await show(asked(plan), signal);
            if (choice === undefined) {
                return undefined;
            }
            if (choice.kind !== "fixes") {
                return { action: choice.kind, plan };
            }
            plan = await mended(plan, await oneOf(choice.fixes), (current) => chooseRole(place, signal, reach(current)));
        }
    };

    async function oneOf<P>(fixes: readonly Fix<P>[]): Promise<Fix<P> | undefined> {
        if (fixes.length < 2) {
            return fixes[0];
        }
        const choices = fixes.map((fix, index) => ({ label: fixLabel(fix), value: String(index) }));
        const answers = await ask.steps("Fix", [{ kind: "pick", key: "fix", prompt: "Which way?", choices }]);
        return fixes[Number(answers?.get("fix"))];
    }

    async function mended<P extends { readonly roleArn: string }>(
        plan: P,
        fix: Fix<P> | undefined,
        roleFor: (plan: P) => Promise<string | undefined>,
    ): Promise<P> {
        if (fix?.kind === "changePlan") {
            return fix.plan;
        }
        if (fix?.kind === "chooseRole") {
            const roleArn = await roleFor(plan);
            return roleArn === undefined ? plan : { ...plan, roleArn };
        }
        if (fix !== undefined) {
            await applyRemedy(fix);
        }
        return plan;
    }

    return {
        training: async (plan: TrainingPlan, upcoming, signal) =>
            decide(
                plan,
                upcoming,
                (current) => ({
                    title: `Launch ${current.name} on ${placeName(upcoming.place)}`,
                    verb: "Launch",
                    checks: (until) => trainingChecks(current, upcoming, sources, until),
                }),
                (current) => reachOf(urisOf(current), current, upcoming.newRepository),
                signal,
            ),
        endpoint: async <P extends EndpointPlan>(plan: P, upcoming: Upcoming, signal: AbortSignal) =>
            decide(
                plan,
                upcoming,
                (current) => ({
                    title: `Deploy ${current.name} on ${placeName(upcoming.place)}`,
                    verb: "Deploy",
                    checks: (until) => endpointChecks(current, upcoming, sources, until),
                }),
                (current) => reachOf([current.modelArtifact], current, upcoming.newRepository),
                signal,
            ),
    };
}
