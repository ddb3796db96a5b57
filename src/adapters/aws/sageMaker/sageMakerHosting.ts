import { CloudWatchLogsClient, DeleteLogGroupCommand, ResourceNotFoundException } from "@aws-sdk/client-cloudwatch-logs";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    DeleteEndpointCommand,
    DeleteEndpointConfigCommand,
    DeleteInferenceComponentCommand,
    DeleteModelCommand,
    DescribeEndpointCommand,
    DescribeEndpointConfigCommand,
    DescribeModelCommand,
    ListTagsCommand,
    paginateListInferenceComponents,
    SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { DeploymentRequest } from "../../../core/endpoint/deployment.ts";
import { type Found, type FoundEndpoint, type Hosting, type HostingKind, HOSTING_WORDS } from "../../../core/endpoint/hosting.ts";
import { awsProblem, inWords, isMissing } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";
import { creationOf } from "../creation.ts";
import { configsWith, endpointsWith } from "./hostingUsers.ts";

/** Models, endpoint configs and endpoints of a place, through SageMaker's API. */
export function sageMakerHosting(clientOf: ClientOf): Hosting {
    const client = clientOf(SageMakerClient);
    const logs = clientOf(CloudWatchLogsClient);
    return {
        create: (request, signal) =>
            creationOf(`Creating ${WORDS[request.resource]} ${request.name}`, () => create(client, request, signal), signal),
        find: (kind, name, signal) => inWords(`Looking for ${WORDS[kind]} ${name}`, () => find(client, kind, name, signal)),
        endpoint: (name, signal) => inWords(`Describing endpoint ${name}`, () => describeEndpoint(client, name, signal)),
        modelsOf: (config, signal) => inWords(`Describing endpoint config ${config}`, () => modelsOf(client, config, signal)),
        inferenceComponentsOf: (endpoint, signal) =>
            inWords(`Listing the inference components of ${endpoint}`, () => inferenceComponentsOf(client, endpoint, signal)),
        endpointsWith: (config, signal) => inWords("Listing endpoints", () => endpointsWith(client, config, signal)),
        configsWith: (model, signal) => inWords("Listing endpoint configs", () => configsWith(client, model, signal)),
        delete: (kind, name, signal) => remove(client, kind, name, signal),
        deleteLogGroup: (name, signal) => inWords(`Deleting log group ${name}`, () => deleteLogGroup(logs, name, signal)),
    };
}

const WORDS = { ...HOSTING_WORDS, inferenceComponent: "inference component" };

async function create(client: SageMakerClient, request: DeploymentRequest, signal: AbortSignal): Promise<void> {
    const options = { abortSignal: signal };
    switch (request.resource) {
        case "model":
            await client.send(new CreateModelCommand(request.input), options);
            return;
        case "endpointConfig":
            await client.send(new CreateEndpointConfigCommand(request.input), options);
            return;
        case "endpoint":
            await client.send(new CreateEndpointCommand(request.input), options);
    }
}

async function find(client: SageMakerClient, kind: HostingKind, name: string, signal: AbortSignal): Promise<Found | undefined> {
    return unlessMissing(async () => {
        const { arn, createdAt } = await describe(client, kind, name, signal);
        const { Tags } = await client.send(new ListTagsCommand({ ResourceArn: arn, MaxResults: 50 }), { abortSignal: signal });
        const tags = Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ""]));
        return { name, createdAt: createdAt ?? new Date(Number.NaN), tags };
    });
}

async function describe(client: SageMakerClient, kind: HostingKind, name: string, signal: AbortSignal) {
    const options = { abortSignal: signal };
    switch (kind) {
        case "model": {
            const model = await client.send(new DescribeModelCommand({ ModelName: name }), options);
            return { arn: model.ModelArn, createdAt: model.CreationTime };
        }
        case "endpointConfig": {
            const config = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name }), options);
            return { arn: config.EndpointConfigArn, createdAt: config.CreationTime };
        }
        case "endpoint": {
            const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: name }), options);
            return { arn: endpoint.EndpointArn, createdAt: endpoint.CreationTime };
        }
    }
}

async function describeEndpoint(client: SageMakerClient, name: string, signal: AbortSignal): Promise<FoundEndpoint | undefined> {
    return unlessMissing(async () => {
        const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: name }), { abortSignal: signal });
        const { EndpointArn: arn, EndpointStatus: status, CreationTime: createdAt } = endpoint;
        if (arn === undefined || status === undefined || createdAt === undefined) {
            throw new Error("SageMaker answered an endpoint without its ARN, status or time.");
        }
        const { EndpointConfigName: configName = "", FailureReason: failureReason } = endpoint;
        return { name, arn, status, createdAt, configName, failureReason };
    });
}

async function modelsOf(client: SageMakerClient, config: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    return unlessMissing(async () => {
        const command = new DescribeEndpointConfigCommand({ EndpointConfigName: config });
        const { ProductionVariants, ShadowProductionVariants } = await client.send(command, { abortSignal: signal });
        return [...(ProductionVariants ?? []), ...(ShadowProductionVariants ?? [])].flatMap(({ ModelName }) => ModelName ?? []);
    });
}

/** Who may not list them has none in the way either, as far as one can tell: SageMaker says so when it is asked to delete the endpoint. */
async function inferenceComponentsOf(client: SageMakerClient, endpoint: string, signal: AbortSignal): Promise<readonly string[]> {
    const names: string[] = [];
    try {
        const pages = paginateListInferenceComponents({ client }, { EndpointNameEquals: endpoint }, { abortSignal: signal });
        for await (const { InferenceComponents } of pages) {
            names.push(...(InferenceComponents ?? []).flatMap(({ InferenceComponentName }) => InferenceComponentName ?? []));
        }
    } catch (error) {
        if (!isMissing(error) && !(error instanceof Error && error.name === "AccessDeniedException")) {
            throw error;
        }
    }
    return names;
}

async function remove(
    client: SageMakerClient,
    kind: HostingKind | "inferenceComponent",
    name: string,
    signal: AbortSignal,
): Promise<"deleted" | "busy"> {
    try {
        await send(client, kind, name, signal);
        return "deleted";
    } catch (error) {
        if (isMissing(error)) {
            return "deleted";
        }
        if (isBusy(error)) {
            return "busy";
        }
        throw awsProblem(`Deleting ${WORDS[kind]} ${name}`, error);
    }
}

async function send(
    client: SageMakerClient,
    kind: HostingKind | "inferenceComponent",
    name: string,
    signal: AbortSignal,
): Promise<void> {
    const options = { abortSignal: signal };
    switch (kind) {
        case "model":
            await client.send(new DeleteModelCommand({ ModelName: name }), options);
            return;
        case "endpointConfig":
            await client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name }), options);
            return;
        case "endpoint":
            await client.send(new DeleteEndpointCommand({ EndpointName: name }), options);
            return;
        case "inferenceComponent":
            await client.send(new DeleteInferenceComponentCommand({ InferenceComponentName: name }), options);
    }
}

async function deleteLogGroup(client: CloudWatchLogsClient, logGroupName: string, signal: AbortSignal): Promise<void> {
    try {
        await client.send(new DeleteLogGroupCommand({ logGroupName }), { abortSignal: signal });
    } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) {
            throw error;
        }
    }
}

/** SageMaker's words for an endpoint that it is at work on are the same for an update and a deletion. */
function isBusy(error: unknown): boolean {
    return error instanceof Error && error.name === "ValidationException" && /in-progress/i.test(error.message);
}

/** What is missing cannot be described. */
async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
        return await ask();
    } catch (error) {
        if (isMissing(error)) {
            return undefined;
        }
        throw error;
    }
}
