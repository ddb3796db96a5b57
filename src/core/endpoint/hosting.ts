import type { EndpointStatus } from "@aws-sdk/client-sagemaker";
import type { DeploymentRequest } from "./deployment.ts";

/** What stands behind an endpoint, in the order in which it is made. */
export type HostingKind = DeploymentRequest["resource"];

/** What each is called within a sentence. */
export const HOSTING_WORDS: Readonly<Record<HostingKind, string>> = {
    model: "model",
    endpointConfig: "endpoint config",
    endpoint: "endpoint",
};

/** What came of a create call that was sent once. What it was refused for otherwise is thrown. */
export type Creation =
    | { readonly kind: "made" }
    /** Something of this name is there: perhaps made by an earlier call of ours whose answer was lost. */
    | { readonly kind: "exists"; readonly cause: unknown }
    /** It names something that SageMaker does not see yet, although it was made a moment ago. */
    | { readonly kind: "notYet"; readonly cause: unknown }
    /** The answer was lost, and it may have had its effect. */
    | { readonly kind: "unknown"; readonly cause: unknown };

/** A model, an endpoint config or an endpoint that is there. */
export interface Found {
    readonly name: string;
    /** Tells it from another one that had or will have the same name. */
    readonly createdAt: Date;
    readonly tags: Readonly<Record<string, string>>;
}

/** An endpoint as far as making and deleting it goes. */
export interface FoundEndpoint extends Omit<Found, "tags"> {
    readonly arn: string;
    readonly status: EndpointStatus;
    readonly configName: string;
    readonly failureReason: string | undefined;
}

/** What uses something, as far as could be looked. */
export interface Users {
    readonly names: readonly string[];
    /** What was not looked at, because there was too much of it or it may not be read: nothing, only what is older than was asked for, or more. */
    readonly unseen: "nothing" | "older" | "more";
}

/** Models, endpoint configs and endpoints of one place, as deployments and deletions handle them. */
export interface Hosting {
    /** Sends a create call once. */
    create(request: DeploymentRequest, signal: AbortSignal): Promise<Creation>;
    /** Undefined where there is none of this name. */
    find(kind: HostingKind, name: string, signal: AbortSignal): Promise<Found | undefined>;
    endpoint(name: string, signal: AbortSignal): Promise<FoundEndpoint | undefined>;
    /** The models of an endpoint config; undefined where the config is gone. */
    modelsOf(config: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
    inferenceComponentsOf(endpoint: string, signal: AbortSignal): Promise<readonly string[]>;
    /** Endpoints with this config: of those that were changed since a moment, mostly that at which it was made, and of older ones as far as can be looked. */
    endpointsWith(config: Pick<Found, "name" | "createdAt">, signal: AbortSignal): Promise<Users>;
    /** Endpoint configs with this model: of those that were made since a moment, mostly that at which it was made, and of older ones as far as can be looked. */
    configsWith(model: Pick<Found, "name" | "createdAt">, signal: AbortSignal): Promise<Users>;
    /** Answers `busy` for an endpoint that SageMaker is at work on. What is gone already counts as deleted. */
    delete(kind: HostingKind | "inferenceComponent", name: string, signal: AbortSignal): Promise<"deleted" | "busy">;
    /** Deletes the log group of an endpoint, if there is one. */
    deleteLogGroup(name: string, signal: AbortSignal): Promise<void>;
}
