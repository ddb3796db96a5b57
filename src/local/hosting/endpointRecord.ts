import type { EndpointStatus } from "@aws-sdk/client-sagemaker";
import type { Instances } from "../quotas/checkQuota.ts";
import type { ModelRecord } from "../sagemaker/models.ts";
import type { ProductionVariant } from "../sagemaker/productionVariant.ts";

// Hosting: endpoints, the processes behind their variants, and the requests that are sent to them.

/** One run of a variant's program. It has a log stream of its own, as an instance of SageMaker's has. */
export interface InstanceRecord {
    readonly id: string;
    readonly port: number;
}

/** A variant of an endpoint, bound when the endpoint is created: later deletions of the model or the configuration do not reach it. */
export interface HostedVariant {
    readonly variant: ProductionVariant;
    readonly model: ModelRecord;
    /** The image by its digest; undefined until it has been found. */
    readonly resolvedImage?: string;
    /** The instance that runs, or ran last. */
    readonly instance?: InstanceRecord;
}

/** An endpoint as it is stored. Times in milliseconds since 1970. */
export interface EndpointRecord {
    readonly EndpointName: string;
    readonly EndpointArn: string;
    readonly EndpointConfigName: string;
    readonly EndpointStatus: EndpointStatus;
    readonly FailureReason?: string | undefined;
    readonly variants: readonly HostedVariant[];
    readonly CreationTime: number;
    readonly LastModifiedTime: number;
}

/** The instances that an endpoint asks for. */
export function instancesOf({ variants }: EndpointRecord): readonly Instances[] {
    return variants.map(({ variant }) => ({ instanceType: variant.InstanceType, count: variant.InitialInstanceCount }));
}

/** The log group of an endpoint. */
export function logGroupOf(endpointName: string): string {
    return `/aws/sagemaker/Endpoints/${endpointName}`;
}

/** The endpoint with other facts about one of its variants. */
export function withVariant(endpoint: EndpointRecord, name: string, facts: Partial<HostedVariant>): EndpointRecord {
    const variants = endpoint.variants.map((hosted) => (hosted.variant.VariantName === name ? { ...hosted, ...facts } : hosted));
    return { ...endpoint, variants };
}
