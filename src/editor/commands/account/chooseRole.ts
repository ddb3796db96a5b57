import { ageText } from "../../../core/text/ageText.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Reach } from "../../../core/preflight/newRole.ts";
import type { Role, Roles } from "../../../core/preflight/roles.ts";
import { ROLE_ARN } from "../../../core/workspace/projectTraining.ts";
import type { Ask, Choice } from "../../ask.ts";
import type { Progress } from "../../progress.ts";

interface Needs {
    readonly rolesIn: (place: Place) => Promise<Pick<Roles, "forSageMaker">>;
    /** Makes a role; undefined when the user turned back. */
    readonly create: (place: Place, signal: AbortSignal, reach?: Reach) => Promise<string | undefined>;
    readonly chosen: () => string;
    readonly save: (roleArn: string) => Promise<void>;
    readonly ask: Pick<Ask, "steps" | "tell">;
    readonly progress: Progress;
    readonly now: () => number;
}

const CREATE = "create";

/**
 * Lets the user choose the role that their jobs and endpoints run under: one that trusts SageMaker, one that they type, or a new one, to which is proposed what it
 * is to reach.
 */
export function chooseRole({ rolesIn, create, chosen, save, ask, progress, now }: Needs) {
    return async (place: Place, signal: AbortSignal, reach?: Reach): Promise<string | undefined> => {
        if (place.kind === "local") {
            void ask.tell("Local SageMaker asks for no role. Choose one when you are connected to AWS.");
            return undefined;
        }
        const { choices, note } = await progress("Listing the roles that trust SageMaker", (cancelled) =>
            choicesIn(place, AbortSignal.any([signal, cancelled])),
        );
        const answers = await ask.steps(`Execution Role on ${placeName(place)}`, [
            {
                kind: "pick",
                key: "role",
                prompt: `${note}Choose a role, or type the ARN of one`,
                choices: [
                    ...choices,
                    { label: "$(add) Create a Role…", description: "its policy is shown first", value: CREATE },
                ],
                typed: (text) => (ROLE_ARN.test(text) ? { label: text, description: "as typed", value: text } : undefined),
            },
        ]);
        const answer = answers?.get("role");
        const role = answer === CREATE ? await create(place, signal, reach) : answer;
        if (role !== undefined) {
            await save(role);
        }
        return role;
    };

    /** Whoever may not list roles may know the name of theirs. */
    async function choicesIn(place: Place, signal: AbortSignal) {
        try {
            const roles = await (await rolesIn(place)).forSageMaker(signal);
            const first = roles.toSorted((a, b) => Number(b.arn === chosen()) - Number(a.arn === chosen()));
            return { choices: first.map((role) => choiceOf(role)), note: roles.length === 0 ? "No role trusts SageMaker. " : "" };
        } catch (error) {
            if (Problem.is(error, "accessDenied")) {
                return { choices: [], note: "You may not list roles. " };
            }
            throw error;
        }
    }

    function choiceOf({ name, arn, createdAt }: Role): Choice<string> {
        const current = arn === chosen() ? "chosen, " : "";
        return { label: name, description: `${current}made ${ageText(createdAt, now())}`, detail: arn, value: arn };
    }
}
