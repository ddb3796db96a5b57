import type { EndpointStatus } from "@aws-sdk/client-sagemaker";
import type { EndpointConfigRecord } from "../sagemaker/endpointConfigs.ts";
import type { ModelRecord } from "../sagemaker/models.ts";

// Hosting: endpoints, the processes behind their variants, and the requests that are sent to them.

/** A variant of an endpoint, bound when the endpoint was created: later deletions of the model or the configuration do not reach it. */
export interface HostedVariant {
    readonly variant: EndpointConfigRecord["ProductionVariants"][number];
    readonly model: ModelRecord;
    /** The image by its digest; undefined until it has been found. */
    readonly resolvedImage?: string;
}

/** An endpoint as it is stored. Times in milliseconds since 1970. */
export interface EndpointRecord {
    readonly EndpointName: string;
    readonly EndpointArn: string;
    readonly EndpointConfigName: string;
    readonly EndpointStatus: EndpointStatus;
    readonly FailureReason?: string;
    readonly variants: readonly HostedVariant[];
    readonly CreationTime: number;
    readonly LastModifiedTime: number;
}
