import type { HostingKind, Hosting, Users } from "./hosting.ts";
import { endpointLogGroup } from "./endpoint.ts";
import { DEPLOYMENT_TAG } from "./deployment.ts";

/** Something that is to be deleted, known by its name and by when it was made: what gets the name later is something else. */
export interface Doomed {
    readonly name: string;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
}

/** Something that stays, and why. */
export interface Kept {
    readonly kind: HostingKind;
    readonly name: string;
    readonly why: string;
}

/** What goes with an endpoint. As JSON it is what the journal keeps. */
export interface DeletionPlan {
    readonly endpoint: Doomed;
    readonly inferenceComponents: readonly string[];
    readonly config: Doomed | undefined;
    readonly models: readonly Doomed[];
    readonly kept: readonly Kept[];
    /** Set where this extension made the endpoint: only then its log group may go, too. */
    readonly logGroup: string | undefined;
}

/** Finds what an endpoint stands on and what of it nothing else uses; undefined where the endpoint is gone. Names are asked for, never guessed. */
export async function planDeletion(name: string, hosting: Hosting, signal: AbortSignal): Promise<DeletionPlan | undefined> {
    const endpoint = await hosting.endpoint(name, signal);
    const found = await hosting.find("endpoint", name, signal);
    if (endpoint === undefined || found === undefined) {
        return undefined;
    }
    const kept: Kept[] = [];
    const models = (await hosting.modelsOf(endpoint.configName, signal)) ?? [];
    const doomed: Doomed[] = [];
    for (const model of new Set(models)) {
        const unshared = await unsharedModel(model, endpoint.configName, hosting, kept, signal);
        doomed.push(...(unshared === undefined ? [] : [unshared]));
    }
    const config = await unsharedConfig(endpoint.configName, name, hosting, kept, signal);
    return {
        endpoint: { name, createdAt: endpoint.createdAt.getTime() },
        inferenceComponents: await hosting.inferenceComponentsOf(name, signal),
        config,
        // A config that stays needs its models.
        models: config === undefined ? [] : doomed,
        kept: config === undefined ? [...kept, ...doomed.map((model) => keptFor(model, endpoint.configName))] : kept,
        logGroup: found.tags[DEPLOYMENT_TAG] === undefined ? undefined : endpointLogGroup(name),
    };
}

function keptFor({ name }: Doomed, config: string): Kept {
    return { kind: "model", name, why: `endpoint config ${config} uses it` };
}

async function unsharedConfig(name: string, endpoint: string, hosting: Hosting, kept: Kept[], signal: AbortSignal) {
    const found = await hosting.find("endpointConfig", name, signal);
    if (found === undefined) {
        return undefined;
    }
    const why = reasonToKeep("endpoint", await hosting.endpointsWith(found, signal), endpoint);
    if (why !== undefined) {
        kept.push({ kind: "endpointConfig", name, why });
        return undefined;
    }
    return { name, createdAt: found.createdAt.getTime() };
}

async function unsharedModel(name: string, config: string, hosting: Hosting, kept: Kept[], signal: AbortSignal) {
    const found = await hosting.find("model", name, signal);
    if (found === undefined) {
        return undefined;
    }
    const why = reasonToKeep("endpoint config", await hosting.configsWith(found, signal), config);
    if (why !== undefined) {
        kept.push({ kind: "model", name, why });
        return undefined;
    }
    return { name, createdAt: found.createdAt.getTime() };
}

/** Why something stays that one user is about to lose; undefined where it has no other. */
export function reasonToKeep(kind: string, { names, isComplete }: Users, butFor: string | undefined): string | undefined {
    const others = names.filter((name) => name !== butFor);
    if (others.length > 0) {
        const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
        return `${kind} ${others[0]}${more} uses it`.replace(/(more) uses/, "$1 use");
    }
    return isComplete ? undefined : `there are too many ${kind}s to tell whether another one uses it`;
}
