import type { Found, FoundEndpoint, Hosting, HostingKind, Users } from "./hosting.ts";
import { endpointLogGroup } from "./endpoint.ts";
import { DEPLOYMENT_TAG } from "./deployment.ts";

/** Something that is to be deleted, known by its name and by when it was made: what gets the name later is something else. */
export interface Doomed {
    readonly name: string;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** Set where not all could be looked at that is older: it may use what had the name before. */
    readonly mayHaveOlderUsers?: boolean;
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
    const used = await hosting.find("endpointConfig", endpoint.configName, signal);
    const models = used === undefined ? [] : await unsharedModels(used, hosting, kept, signal);
    const config = used && (await unsharedConfig(used, endpoint, hosting, kept, signal));
    return {
        endpoint: { name, createdAt: endpoint.createdAt.getTime() },
        inferenceComponents: await hosting.inferenceComponentsOf(name, signal),
        config,
        // A config that stays needs its models.
        models: config === undefined ? [] : models,
        kept: config === undefined ? [...kept, ...models.map((model) => keptFor(model, endpoint.configName))] : kept,
        logGroup: found.tags[DEPLOYMENT_TAG] === undefined ? undefined : endpointLogGroup(name),
    };
}

function keptFor({ name }: Doomed, config: string): Kept {
    return { kind: "model", name, why: `endpoint config ${config} uses it` };
}

async function unsharedConfig(config: Found, endpoint: FoundEndpoint, hosting: Hosting, kept: Kept[], signal: AbortSignal) {
    const { name, createdAt } = config;
    const users = await hosting.endpointsWith({ name, createdAt: oldestUser(createdAt, endpoint.createdAt) }, signal);
    const why = reasonToKeep("endpoint", users, endpoint.name);
    if (why !== undefined) {
        kept.push({ kind: "endpointConfig", name, why });
        return undefined;
    }
    return doomedOf(config, users);
}

async function unsharedModels(config: Found, hosting: Hosting, kept: Kept[], signal: AbortSignal): Promise<readonly Doomed[]> {
    const doomed: Doomed[] = [];
    for (const model of new Set(await hosting.modelsOf(config.name, signal))) {
        const unshared = await unsharedModel(model, config, hosting, kept, signal);
        doomed.push(...(unshared === undefined ? [] : [unshared]));
    }
    return doomed;
}

async function unsharedModel(name: string, config: Found, hosting: Hosting, kept: Kept[], signal: AbortSignal) {
    const found = await hosting.find("model", name, signal);
    if (found === undefined) {
        return undefined;
    }
    const users = await hosting.configsWith({ name, createdAt: oldestUser(found.createdAt, config.createdAt) }, signal);
    const why = reasonToKeep("endpoint config", users, config.name);
    if (why !== undefined) {
        kept.push({ kind: "model", name, why });
        return undefined;
    }
    return doomedOf(found, users);
}

function doomedOf({ name, createdAt }: Found, { unseen }: Users): Doomed {
    return { name, createdAt: createdAt.getTime(), ...(unseen === "older" && { mayHaveOlderUsers: true }) };
}

/**
 * Since when all that may use something has to be looked at: since it was made, unless its own user is older. Then it took the place of an earlier
 * one of its name, which others have used for any time.
 */
export function oldestUser(madeAt: Date, userMadeAt: Date): Date {
    return userMadeAt < madeAt ? new Date(0) : madeAt;
}

/** Why something stays that one user is about to lose; undefined where it has no other. */
export function reasonToKeep(kind: string, { names, unseen }: Users, butFor: string | undefined): string | undefined {
    const others = names.filter((name) => name !== butFor);
    if (others.length > 0) {
        const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
        return `${kind} ${others[0]}${more} uses it`.replace(/(more) uses/, "$1 use");
    }
    return unseen !== "more" ? undefined : `there are too many ${kind}s to tell whether another one uses it`;
}
