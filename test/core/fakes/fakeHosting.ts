import type { EndpointStatus } from "@aws-sdk/client-sagemaker";
import type { DeploymentRequest } from "../../../src/core/endpoint/deployment.ts";
import type { Creation, Hosting, HostingKind, Users } from "../../../src/core/endpoint/hosting.ts";
import type { Waiting } from "../../../src/core/endpoint/waiting.ts";

/** Something that stands behind an endpoint in a place that exists in memory. */
export interface Thing {
    readonly name: string;
    readonly createdAt: Date;
    readonly tags: Readonly<Record<string, string>>;
    /** The models of a config, or the config of an endpoint. */
    uses: string[];
    status: EndpointStatus;
    reason?: string;
}

/** What a create call does instead of answering `made`; the effect, where there is one, comes first. */
export type Mishap = "lost before effect" | "lost after effect" | "notYet" | Error;

/**
 * A place in memory, with SageMaker's rules: names are unique, a config needs its models, an endpoint its config, what is Creating cannot be
 * deleted. Each rest lets it go on: an endpoint is Creating, and Deleting, for `settlesAfter` rests.
 */
export function fakeHosting({
    settlesAfter = 1,
    becomes = "InService",
}: { settlesAfter?: number; becomes?: EndpointStatus } = {}) {
    const world: Record<HostingKind, Map<string, Thing>> = { model: new Map(), endpointConfig: new Map(), endpoint: new Map() };
    const components = new Map<string, string[]>();
    const mishaps: { kind: HostingKind; what: Mishap }[] = [];
    const calls: string[] = [];
    const left = new Map<string, number>();
    let clock = 0;
    let rests = 0;

    const put = (kind: HostingKind, name: string, uses: string[] = [], tags: Record<string, string> = {}): Thing => {
        const thing: Thing = { name, createdAt: new Date((clock += 1000)), tags, uses, status: "InService" };
        world[kind].set(name, thing);
        return thing;
    };
    const create = (request: DeploymentRequest): Creation => {
        const tags = Object.fromEntries((request.input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
        if (world[request.resource].has(request.name)) {
            return { kind: "exists", cause: new Error(`already existing ${request.name}`) };
        }
        const uses = usesOf(request);
        const needed: HostingKind = request.resource === "endpoint" ? "endpointConfig" : "model";
        if (uses.some((name) => !world[needed].has(name))) {
            return { kind: "notYet", cause: new Error(`Could not find ${needed} ${uses.join()}`) };
        }
        const thing = put(request.resource, request.name, uses, tags);
        if (request.resource === "endpoint") {
            thing.status = "Creating";
            left.set(thing.name, settlesAfter);
        }
        return { kind: "made" };
    };
    const users = (kind: "endpoint" | "endpointConfig", used: string): Users => ({
        names: [...world[kind].values()].filter(({ uses }) => uses.includes(used)).map(({ name }) => name),
        unseen: "nothing",
    });
    const settle = () => {
        for (const [name, rest] of left) {
            const endpoint = world.endpoint.get(name);
            if (rest > 1) {
                left.set(name, rest - 1);
            } else {
                left.delete(name);
                if (endpoint?.status === "Deleting") {
                    world.endpoint.delete(name);
                } else if (endpoint !== undefined) {
                    endpoint.status = becomes;
                }
            }
        }
    };
    const waiting: Waiting = {
        now: () => rests * 5000,
        async rest(signal) {
            signal.throwIfAborted();
            rests++;
            settle();
        },
    };
    const hosting: Hosting = {
        async create(request, signal) {
            signal.throwIfAborted();
            calls.push(`create ${request.resource} ${request.name}`);
            const index = mishaps.findIndex(({ kind }) => kind === request.resource);
            const [mishap] = index < 0 ? [] : mishaps.splice(index, 1);
            if (mishap?.what instanceof Error) {
                throw mishap.what;
            }
            const cause = new Error(`no answer for ${request.name}`);
            if (mishap?.what === "notYet") {
                return { kind: "notYet", cause };
            }
            if (mishap?.what === "lost before effect") {
                return { kind: "unknown", cause };
            }
            const creation = create(request);
            return mishap === undefined ? creation : { kind: "unknown", cause };
        },
        async find(kind, name) {
            const thing = world[kind].get(name);
            return thing && { name, createdAt: thing.createdAt, tags: thing.tags };
        },
        async endpoint(name) {
            const thing = world.endpoint.get(name);
            const { status, createdAt, uses: [configName = ""] = [], reason } = thing ?? {};
            return status && createdAt && { name, arn: `arn:${name}`, status, createdAt, configName, failureReason: reason };
        },
        modelsOf: async (config) => world.endpointConfig.get(config)?.uses,
        inferenceComponentsOf: async (endpoint) => components.get(endpoint) ?? [],
        endpointsWith: async ({ name }) => users("endpoint", name),
        configsWith: async ({ name }) => users("endpointConfig", name),
        async delete(kind, name, signal) {
            signal.throwIfAborted();
            calls.push(`delete ${kind} ${name}`);
            if (kind === "inferenceComponent") {
                components.forEach((names, endpoint) =>
                    components.set(
                        endpoint,
                        names.filter((one) => one !== name),
                    ),
                );
                return "deleted";
            }
            const endpoint = kind === "endpoint" ? world.endpoint.get(name) : undefined;
            if (endpoint === undefined) {
                world[kind].delete(name);
                return "deleted";
            }
            if (endpoint.status === "Creating" || endpoint.status === "Deleting" || (components.get(name) ?? []).length > 0) {
                return "busy";
            }
            endpoint.status = "Deleting";
            left.set(name, settlesAfter);
            return "deleted";
        },
        deleteLogGroup: async (name) => void calls.push(`delete logGroup ${name}`),
    };
    return {
        hosting,
        waiting,
        isNewRole: async () => false,
        world,
        calls,
        components,
        put,
        mishap: (kind: HostingKind, what: Mishap) => void mishaps.push({ kind, what }),
        /** All that is there, as `kind name`. */
        all: () => Object.entries(world).flatMap(([kind, things]) => Array.from(things.keys(), (name) => `${kind} ${name}`)),
    };
}

function usesOf(request: DeploymentRequest): string[] {
    switch (request.resource) {
        case "model":
            return [];
        case "endpointConfig":
            return (request.input.ProductionVariants ?? []).map(({ ModelName = "" }) => ModelName);
        case "endpoint":
            return [request.input.EndpointConfigName ?? ""];
    }
}
