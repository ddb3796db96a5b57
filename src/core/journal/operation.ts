import type { Place } from "../place.ts";

/** What this extension sets in motion step by step, and what a crash may therefore leave half done. */
export type OperationKind = "launch" | "deploy" | "delete";

/** A kind of resource in SageMaker's words, and the log group of one. */
export type ResourceKind = "trainingJob" | "model" | "endpointConfig" | "endpoint" | "inferenceComponent" | "logGroup";

/** What is about to be sent. Whether it had its effect only the place can tell. */
export interface Step {
    readonly action: "create" | "delete";
    readonly resource: ResourceKind;
    readonly name: string;
}

/** What is to be done, written down before any of it is. */
export interface Intent {
    readonly kind: OperationKind;
    readonly place: Place;
    /** Twelve digits: the profile of a place may lead into another account tomorrow. */
    readonly account: string;
    /** The training job or the endpoint that this is about. Of one name in one account and region, one operation is in the journal. */
    readonly subject: { readonly resource: "trainingJob" | "endpoint"; readonly name: string };
    /** The value of the tag by which what this operation made is known; empty where it makes nothing. */
    readonly specHash: string;
    /** What it takes to go on later, as JSON, without secrets: it is written to disk. Whoever reads it back judges it anew. */
    readonly plan: unknown;
}

/** An intent in the journal. */
export interface Operation extends Intent {
    /** Tells this operation from every other one. */
    readonly id: string;
    /** ISO 8601. */
    readonly startedAt: string;
    readonly steps: readonly Step[];
}

/** What an operation is about, as one key: two that have the same exclude each other. */
export function subjectKey({ place, account, subject }: Pick<Intent, "place" | "account" | "subject">): string {
    return [place.kind, account, place.region, subject.resource, subject.name].join("/");
}
