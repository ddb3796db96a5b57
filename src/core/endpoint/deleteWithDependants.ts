import type { OpenOperation } from "../journal/journal.ts";
import { type DeletionPlan, type Doomed, oldestUser, reasonToKeep } from "./deletion.ts";
import type { Hosting, HostingKind } from "./hosting.ts";
import { deleteEndpoint } from "./undo.ts";
import type { Waiting } from "./waiting.ts";

interface Needs {
    readonly hosting: Hosting;
    readonly waiting: Waiting;
}

/** What a deletion left where it was, for the sentence that tells the user. */
export interface Spared {
    readonly kind: HostingKind;
    readonly name: string;
    readonly why: string;
}

/**
 * Carries out a plan in the order that SageMaker asks for: inference components, the endpoint, its config, its models. Each deletion is in the
 * journal before it is sent, and may be repeated. What was made anew under one of the names, or got another user since, is spared.
 */
export async function deleteWithDependants(
    { hosting, waiting }: Needs,
    open: OpenOperation,
    plan: DeletionPlan,
    report: (message: string) => void,
    signal: AbortSignal,
): Promise<readonly Spared[]> {
    const spared: Spared[] = [];
    const { endpoint, config } = plan;
    if (await isStill("endpoint", endpoint)) {
        await deleteComponents();
        await open.step({ action: "delete", resource: "endpoint", name: endpoint.name });
        await deleteEndpoint(endpoint.name, { hosting, waiting }, report, signal);
    }
    if (config !== undefined) {
        await remove("endpointConfig", config, "endpoint", endpoint);
        for (const model of plan.models) {
            await remove("model", model, "endpoint config", config);
        }
    }
    if (plan.logGroup !== undefined) {
        report("deleting its log");
        await open.step({ action: "delete", resource: "logGroup", name: plan.logGroup });
        await hosting.deleteLogGroup(plan.logGroup, signal);
    }
    return spared;

    async function deleteComponents(): Promise<void> {
        // More may have been made since the plan, and SageMaker deletes no endpoint that has one.
        for (;;) {
            const components = await hosting.inferenceComponentsOf(endpoint.name, signal);
            if (components.length === 0) {
                return;
            }
            for (const name of components) {
                report(`deleting inference component ${name}`);
                await open.step({ action: "delete", resource: "inferenceComponent", name });
                await hosting.delete("inferenceComponent", name, signal);
            }
            await waiting.rest(signal);
        }
    }

    async function remove(kind: "endpointConfig" | "model", doomed: Doomed, user: string, own: Doomed): Promise<void> {
        if (!(await isStill(kind, doomed))) {
            return;
        }
        const { name } = doomed;
        const one = { name, createdAt: oldestUser(new Date(doomed.createdAt), new Date(own.createdAt)) };
        const users = await (kind === "endpointConfig" ? hosting.endpointsWith(one, signal) : hosting.configsWith(one, signal));
        const why = reasonToKeep(user, users, undefined);
        if (why !== undefined) {
            spared.push({ kind, name, why });
            return;
        }
        report(`deleting ${name}`);
        await open.step({ action: "delete", resource: kind, name });
        await hosting.delete(kind, name, signal);
    }

    async function isStill(kind: HostingKind, { name, createdAt }: Doomed): Promise<boolean> {
        return (await hosting.find(kind, name, signal))?.createdAt.getTime() === createdAt;
    }
}
