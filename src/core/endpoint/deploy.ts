import { onceRoleIsKnown } from "../job/onceRoleIsKnown.ts";
import { SPEC_HASH_TAG } from "../job/trainingPlan.ts";
import type { OpenOperation } from "../journal/journal.ts";
import { Problem } from "../problem.ts";
import { type Deployment, type DeploymentRequest, deploymentRequests } from "./deployment.ts";
import { type Creation, type Hosting, HOSTING_WORDS } from "./hosting.ts";
import type { Waiting } from "./waiting.ts";

/** How long a name that was just made may stay unknown to SageMaker. */
const SETTLING_MS = 60_000;

interface Needs {
    readonly hosting: Hosting;
    readonly waiting: Waiting;
    /** Whether a role was made a moment ago: only then is that nobody can assume it no last word. */
    readonly isNewRole: (roleArn: string, signal: AbortSignal) => Promise<boolean>;
}

/**
 * Makes model, endpoint config and endpoint in turn, each written into the journal before it is sent; answers once SageMaker has taken the
 * endpoint, which is then Creating. What is there of this very plan is gone on with. Nothing is undone here.
 */
export async function deploy(
    { hosting, waiting, isNewRole }: Needs,
    open: OpenOperation,
    plan: Deployment,
    report: (message: string) => void,
    signal: AbortSignal,
): Promise<void> {
    const role = {
        isNewRole: () => isNewRole(plan.roleArn, signal),
        now: waiting.now,
        rest: () => waiting.rest(signal),
    };
    for (const request of deploymentRequests(plan, open.operation.id)) {
        report(HOSTING_WORDS[request.resource]);
        if (request.resource === "endpoint") {
            // SageMaker reads the config eventually: asking for it first costs a call, a refused endpoint a minute.
            await seen(request.input.EndpointConfigName ?? plan.name);
        }
        await open.step({ action: "create", resource: request.resource, name: request.name });
        await onceRoleIsKnown(() => make(request), role, signal);
    }

    async function seen(config: string): Promise<void> {
        const until = waiting.now() + SETTLING_MS;
        while ((await hosting.find("endpointConfig", config, signal)) === undefined && waiting.now() < until) {
            await waiting.rest(signal);
        }
    }

    /** A name is a token: sent again, it cannot make a second one. */
    async function make(request: DeploymentRequest): Promise<void> {
        const until = waiting.now() + SETTLING_MS;
        for (;;) {
            const creation = await hosting.create(request, signal);
            if (creation.kind === "made" || (await isMadeAlready(request, creation))) {
                return;
            }
            if (waiting.now() >= until) {
                throw creation.cause;
            }
            await waiting.rest(signal);
        }
    }

    async function isMadeAlready({ resource, name }: DeploymentRequest, creation: Creation): Promise<boolean> {
        const found = creation.kind === "notYet" ? undefined : await hosting.find(resource, name, signal);
        if (found !== undefined && found.tags[SPEC_HASH_TAG] !== plan.specHash) {
            throw new Problem(
                "nameTaken",
                `${HOSTING_WORDS[resource].replace(/^./, (first) => first.toUpperCase())} of this name exists already, and another plan made it; choose another name: ${name}.`,
            );
        }
        return found !== undefined;
    }
}
