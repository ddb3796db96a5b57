import type { OpenOperation } from "../journal/journal.ts";
import type { Operation, Step } from "../journal/operation.ts";
import { DEPLOYMENT_TAG } from "./deployment.ts";
import { type FoundEndpoint, type Hosting, type HostingKind } from "./hosting.ts";
import { isSettling } from "./endpoint.ts";
import type { Waiting } from "./waiting.ts";

/** Something that a deployment made and that could not be removed, or that something else stands on that could not. */
export interface Leftover {
    readonly kind: HostingKind;
    readonly name: string;
    readonly why: unknown;
}

/** What a deployment made and what is still there of it, in the order in which it was made. What others made under these names is not. */
export async function madeBy(
    { id, steps }: Operation,
    hosting: Hosting,
    signal: AbortSignal,
): Promise<readonly { readonly kind: HostingKind; readonly name: string }[]> {
    const made: { kind: HostingKind; name: string }[] = [];
    for (const { resource, name } of steps.filter(isOfHosting)) {
        const found = await hosting.find(resource, name, signal);
        if (found?.tags[DEPLOYMENT_TAG] === id && !made.some((one) => one.kind === resource)) {
            made.push({ kind: resource, name });
        }
    }
    return made;
}

/** Whether a deployment is on its way back: what is left of it goes, whichever window finds it. */
export function isBeingUndone({ steps }: Operation): boolean {
    return steps.at(-1)?.action === "delete";
}

/** Writes down that a deployment goes back, before anything is asked: SageMaker may take longer to let it go than this window is open. */
export async function beginUndo(open: OpenOperation): Promise<void> {
    if (!isBeingUndone(open.operation)) {
        await open.step({ action: "delete", resource: "endpoint", name: open.operation.subject.name });
    }
}

/**
 * Removes what a deployment made, the last first, and waits where SageMaker deletes no endpoint yet. Only what carries the deployment's own
 * tag goes. Answers what is left because it could not be removed, and with it what that stands on: an endpoint must not lose its config.
 */
export async function undoDeployment(
    operation: Operation,
    { hosting, waiting }: { readonly hosting: Hosting; readonly waiting: Waiting },
    report: (message: string) => void,
    signal: AbortSignal,
): Promise<readonly Leftover[]> {
    const made = (await madeBy(operation, hosting, signal)).toReversed();
    for (const [index, { kind, name }] of made.entries()) {
        try {
            report(`removing ${name}`);
            await (kind === "endpoint"
                ? deleteEndpoint(name, { hosting, waiting }, report, signal)
                : hosting.delete(kind, name, signal));
        } catch (why) {
            signal.throwIfAborted();
            return made
                .slice(index)
                .map((one) => ({ ...one, why }))
                .toReversed();
        }
    }
    return [];
}

/** Deletes an endpoint as soon as SageMaker lets one, and waits until it is gone. Another one that got its name meanwhile stays. */
export async function deleteEndpoint(
    name: string,
    { hosting, waiting }: { readonly hosting: Hosting; readonly waiting: Waiting },
    report: (message: string) => void,
    signal: AbortSignal,
): Promise<void> {
    const first = await hosting.endpoint(name, signal);
    const isThere = (endpoint: FoundEndpoint | undefined): endpoint is FoundEndpoint =>
        endpoint !== undefined && endpoint.createdAt.getTime() === first?.createdAt.getTime();
    for (let endpoint = first; isThere(endpoint); endpoint = await hosting.endpoint(name, signal)) {
        report(sentenceOf(endpoint));
        if (!isSettling(endpoint)) {
            await hosting.delete("endpoint", name, signal);
        }
        await waiting.rest(signal);
    }
}

function sentenceOf({ name, status }: FoundEndpoint): string {
    return status === "Creating" || status === "Updating" || status === "SystemUpdating" || status === "RollingBack"
        ? `${name} is ${status}; SageMaker deletes it after that`
        : `deleting ${name}`;
}

function isOfHosting(step: Step): step is Step & { readonly resource: HostingKind } {
    return step.action === "create" && ["model", "endpointConfig", "endpoint"].includes(step.resource);
}
