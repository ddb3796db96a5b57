import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod/mini";
import type { Capacity } from "../control/capacity.ts";
import { checkQuota } from "../quotas/checkQuota.ts";
import type { Quotas } from "../quotas/quotas.ts";
import { ApiError } from "../protocol/apiError.ts";
import type { Operations } from "../protocol/operation.ts";
import { listPage } from "../protocol/paging.ts";
import { EntityName, LastModifiedFilters, listRequest, Tags } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import { arnOf } from "../sagemaker/arn.ts";
import { type EndpointConfigRecord, existingEndpointConfig } from "../sagemaker/endpointConfigs.ts";
import { existingModel, type ModelRecord } from "../sagemaker/models.ts";
import type { TagSets } from "../sagemaker/tagSets.ts";
import type { Table } from "../store/table.ts";
import { describeEndpoint, summaryOf } from "./describeEndpoint.ts";
import type { EndpointHosts } from "./endpointHosts.ts";
import { type EndpointRecord, instancesOf } from "./endpointRecord.ts";

const DELETION_RETRY_MS = 5000;

const STATUSES = [
    "OutOfService",
    "Creating",
    "Updating",
    "SystemUpdating",
    "RollingBack",
    "InService",
    "Deleting",
    "Failed",
    "UpdateRollbackFailed",
] as const;

const CreateEndpoint = z.object({
    EndpointName: EntityName,
    EndpointConfigName: EntityName,
    Tags: z.optional(Tags),
});
const NamedEndpoint = z.object({ EndpointName: EntityName });
const ListEndpoints = z.object({
    ...listRequest(["Name", "CreationTime", "Status"]),
    ...LastModifiedFilters,
    StatusEquals: z.optional(z.enum(STATUSES)),
});

/** What the operations on endpoints work on. */
export interface EndpointNeeds {
    readonly endpoints: Table<EndpointRecord>;
    readonly endpointConfigs: Table<EndpointConfigRecord>;
    readonly models: Table<ModelRecord>;
    readonly tags: TagSets;
    readonly hosts: EndpointHosts;
    readonly quotas: Quotas;
    readonly capacity: Capacity;
    readonly report: (failure: unknown) => void;
}

/** The operations on endpoints. */
export function endpointOperations(needs: EndpointNeeds): Operations {
    const { endpoints, hosts } = needs;
    return {
        CreateEndpoint(input) {
            const endpoint = create(input, needs);
            hosts.start(endpoint.EndpointName);
            return { EndpointArn: endpoint.EndpointArn };
        },
        DescribeEndpoint: (input) => describeEndpoint(existingEndpoint(endpoints, input)),
        ListEndpoints(input) {
            const { StatusEquals, ...request } = parse(ListEndpoints, input);
            const matching = endpoints.all().filter(({ EndpointStatus }) => EndpointStatus === (StatusEquals ?? EndpointStatus));
            const { items, next } = listPage(matching, listed, request, "Descending");
            return { Endpoints: items.map(summaryOf), ...next };
        },
        DeleteEndpoint(input) {
            const endpoint = existingEndpoint(endpoints, input);
            if (!isSettled(endpoint)) {
                throw invalid(`Cannot update in-progress endpoint "${endpoint.EndpointArn}".`);
            }
            endpoints.put(endpoint.EndpointName, { ...endpoint, EndpointStatus: "Deleting", LastModifiedTime: Date.now() });
            void finishDeletion(endpoint, needs);
            return {};
        },
    };
}

/** The second half of a deletion: the record goes when nothing of the endpoint is left. What is in the way now is tried again later. */
export async function finishDeletion(
    { EndpointName, EndpointArn }: EndpointRecord,
    { endpoints, tags, hosts, report }: Pick<EndpointNeeds, "endpoints" | "tags" | "hosts" | "report">,
): Promise<void> {
    for (;;) {
        try {
            await hosts.remove(EndpointName);
            tags.drop(EndpointArn);
            endpoints.delete(EndpointName);
            return;
        } catch (error) {
            report(error);
            await delay(DELETION_RETRY_MS, undefined, { ref: false });
        }
    }
}

function create(input: unknown, needs: EndpointNeeds): EndpointRecord {
    const { endpoints, endpointConfigs, models, tags } = needs;
    const { EndpointName, EndpointConfigName, Tags: tagSet } = parse(CreateEndpoint, input);
    const config = existingEndpointConfig(endpointConfigs, EndpointConfigName);
    const EndpointArn = arnOf("endpoint", EndpointName);
    // The ARN has the name in lower case, so that two names that differ in case alone are one endpoint.
    if (endpoints.all().some((other) => other.EndpointArn === EndpointArn)) {
        throw invalid(`Cannot create already existing endpoint "${EndpointArn}".`);
    }
    const now = Date.now();
    const endpoint: EndpointRecord = {
        EndpointName,
        EndpointArn,
        EndpointConfigName,
        EndpointStatus: "Creating",
        variants: config.ProductionVariants.map((variant) => ({ variant, model: existingModel(models, variant.ModelName) })),
        CreationTime: now,
        LastModifiedTime: now,
    };
    checkInstances(endpoint, needs);
    tags.create(EndpointArn, tagSet);
    endpoints.put(EndpointName, endpoint);
    return endpoint;
}

/** Refuses an endpoint that there are no instances for. */
function checkInstances(endpoint: EndpointRecord, { endpoints, quotas, capacity }: EndpointNeeds): void {
    const others = endpoints.all().filter(({ EndpointStatus }) => EndpointStatus !== "Failed");
    checkQuota(quotas, "endpoint", instancesOf(endpoint), others.flatMap(instancesOf));
    for (const { instanceType } of instancesOf(endpoint)) {
        if (capacity.isLacking({ purpose: "endpoint", instanceType, moment: "create" })) {
            throw new ApiError(
                "InsufficientInstanceCapacity",
                `We currently do not have sufficient ${instanceType} capacity. Please retry later or use a different instance type.`,
            );
        }
    }
}

function existingEndpoint(endpoints: Table<EndpointRecord>, input: unknown): EndpointRecord {
    const { EndpointName } = parse(NamedEndpoint, input);
    const endpoint = endpoints.get(EndpointName);
    if (endpoint === undefined) {
        throw invalid(`Could not find endpoint "${arnOf("endpoint", EndpointName)}".`);
    }
    return endpoint;
}

/** SageMaker changes an endpoint only when nothing else changes it at the time. */
function isSettled({ EndpointStatus }: EndpointRecord): boolean {
    return EndpointStatus === "InService" || EndpointStatus === "OutOfService" || EndpointStatus === "Failed";
}

function listed(endpoint: EndpointRecord) {
    return {
        name: endpoint.EndpointName,
        creationTime: endpoint.CreationTime,
        lastModifiedTime: endpoint.LastModifiedTime,
        status: endpoint.EndpointStatus,
    };
}

function invalid(message: string): ApiError {
    return new ApiError("ValidationException", message);
}
