import type { Deployment } from "../endpoint/deployment.ts";
import type { TrainingPlan } from "../job/trainingPlan.ts";
import type { Place } from "../place.ts";

/** What an endpoint is checked by before it is created. */
export type EndpointPlan = Pick<
    Deployment,
    | "name"
    | "image"
    | "modelArtifact"
    | "roleArn"
    | "instanceType"
    | "instanceCount"
    | "inferenceAmiVersion"
    | "vpc"
    | "volumeKmsKey"
>;

/** What the user decided after the checks, and the plan with the fixes that were taken; its digest is to be made anew where it differs. */
export interface Decided<P> {
    readonly action: "launch" | "back" | "showRequest";
    readonly plan: P;
}

/** Where a plan is to be carried out, and what is done before its request is sent: that it is not there yet is no finding. */
export interface Upcoming {
    readonly place: Place;
    /** Channel → bytes on this machine that the launch will upload. */
    readonly uploads?: ReadonlyMap<string, number>;
    /** A bucket that the launch will make. */
    readonly newBucket?: string;
    /** The model artifact of the endpoint is a file of this machine, which is uploaded first. */
    readonly uploadsModel?: boolean;
    /** The repository of ECR that the launch will push its image to. */
    readonly newRepository?: string;
    /** Instance types that the launch goes on with by itself where AWS has none of the plan's own. */
    readonly fallbackTypes?: readonly string[];
    /** The most that this launch may cost, in US dollars. */
    readonly budgetUsd?: number;
}

/**
 * Checks a plan before it costs money, shows what was found, and asks how to go on; undefined when the user gave up. Nothing is created. An
 * image that is yet to be built is the empty string.
 */
export interface Preflight {
    training(plan: TrainingPlan, upcoming: Upcoming, signal: AbortSignal): Promise<Decided<TrainingPlan> | undefined>;
    endpoint<P extends EndpointPlan>(plan: P, upcoming: Upcoming, signal: AbortSignal): Promise<Decided<P> | undefined>;
}
