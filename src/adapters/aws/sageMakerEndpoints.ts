import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    DeleteEndpointCommand,
    DeleteEndpointConfigCommand,
    DeleteModelCommand,
    DescribeEndpointCommand,
    DescribeEndpointConfigCommand,
    DescribeModelCommand,
    type EndpointSummary,
    ListEndpointsCommand,
    SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import {
    createEndpointConfigRequest,
    createEndpointRequest,
    createModelRequest,
    type Deployment,
} from "../../core/endpoint/deployment.ts";
import type { Endpoint, EndpointDetail } from "../../core/endpoint/endpoint.ts";
import type { Deleted, Endpoints } from "../../core/endpoint/endpoints.ts";
import type { ListPage, ListQuery } from "../../core/listing.ts";
import { inWords, isMissing } from "./awsProblem.ts";
import type { ClientOf } from "./clients.ts";
import { listRequest, newestFirst } from "./listRequest.ts";

/** The endpoints of a place, through SageMaker's API. */
export function sageMakerEndpoints(clientOf: ClientOf): Endpoints {
    const client = clientOf(SageMakerClient);
    return {
        deploy: (deployment, signal) =>
            inWords(`Deploying endpoint ${deployment.name}`, () => deploy(client, deployment, signal)),
        list: async (signal) => (await page(client, {}, signal)).items,
        page: (query, signal) => page(client, query, signal),
        describe: (name, signal) => inWords(`Describing endpoint ${name}`, () => describe(client, name, signal)),
        delete: (name, signal) => inWords(`Deleting endpoint ${name}`, () => remove(client, name, signal)),
    };
}

async function page(client: SageMakerClient, query: ListQuery, signal: AbortSignal): Promise<ListPage<Endpoint>> {
    return inWords("Listing endpoints", async () => {
        const command = new ListEndpointsCommand(listRequest(query));
        const { Endpoints: summaries, NextToken } = await client.send(command, { abortSignal: signal });
        return { items: newestFirst((summaries ?? []).map(endpointOf)), next: NextToken };
    });
}

/** A step of a deployment and its undoing. */
interface Step {
    readonly make: () => Promise<unknown>;
    readonly undo: () => Promise<unknown>;
}

/** Makes model, config and endpoint in turn. When one fails, those that this call made are removed again, the last one first. */
async function deploy(client: SageMakerClient, deployment: Deployment, signal: AbortSignal): Promise<void> {
    const options = { abortSignal: signal };
    const { name } = deployment;
    const steps: readonly Step[] = [
        {
            make: () => client.send(new CreateModelCommand(createModelRequest(deployment)), options),
            undo: () => client.send(new DeleteModelCommand({ ModelName: name })),
        },
        {
            make: () => client.send(new CreateEndpointConfigCommand(createEndpointConfigRequest(deployment)), options),
            undo: () => client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })),
        },
        {
            make: () => client.send(new CreateEndpointCommand(createEndpointRequest(deployment)), options),
            undo: () => client.send(new DeleteEndpointCommand({ EndpointName: name })),
        },
    ];
    const made: Step[] = [];
    try {
        for (const step of steps) {
            // Counted before it is known: a call that is cancelled on its way may have had its effect.
            made.unshift(step);
            await step.make();
        }
    } catch (error) {
        if (!signal.aborted) {
            made.shift(); // It was refused, so what is there under this name is not ours.
        }
        const leftovers = await Promise.allSettled(made.map(({ undo }) => unlessMissing(undo())));
        const failed = leftovers.find((result) => result.status === "rejected");
        throw failed === undefined
            ? error
            : new AggregateError([error, failed.reason], `${String(error)}, and ${name} could not be removed again`);
    }
}

async function describe(client: SageMakerClient, name: string, signal: AbortSignal): Promise<EndpointDetail> {
    const options = { abortSignal: signal };
    const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: name }), options);
    const configName = endpoint.EndpointConfigName ?? "";
    const config = await unlessMissing(
        client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: configName }), options),
    );
    const counts = new Map((endpoint.ProductionVariants ?? []).map((one) => [one.VariantName, one.CurrentInstanceCount]));
    const variants = (config?.ProductionVariants ?? []).map(({ VariantName, InstanceType, ModelName, InitialInstanceCount }) => ({
        name: VariantName ?? "",
        instanceType: InstanceType,
        // None is there yet while the endpoint is made, and what was asked for is what will be billed.
        instanceCount: counts.get(VariantName) || (InitialInstanceCount ?? 1),
        model: ModelName ?? "",
    }));
    const first = variants[0]?.model;
    const model = first ? await unlessMissing(client.send(new DescribeModelCommand({ ModelName: first }), options)) : undefined;
    return {
        ...endpointOf(endpoint),
        configName,
        variants,
        failureReason: endpoint.FailureReason,
        modelArtifact: model?.PrimaryContainer?.ModelDataUrl,
    };
}

/** Deletes in the order that SageMaker asks for: the endpoint, its config, the models that the config names. */
async function remove(client: SageMakerClient, name: string, signal: AbortSignal): Promise<Deleted> {
    const options = { abortSignal: signal };
    const { configName, variants } = await describe(client, name, signal);
    const models = [...new Set(variants.map(({ model }) => model))].filter((model) => model !== "");
    await client.send(new DeleteEndpointCommand({ EndpointName: name }), options);
    const config = await unlessMissing(client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: configName }), options));
    for (const model of models) {
        await unlessMissing(client.send(new DeleteModelCommand({ ModelName: model }), options));
    }
    return { endpoint: name, config: config && configName, models };
}

/** What is gone already needs no deleting, and what is missing cannot be described. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (isMissing(error)) {
            return undefined;
        }
        throw error;
    }
}

/** The SDK types every member as optional; SageMaker always answers name, ARN, status and creation time. */
function endpointOf(summary: EndpointSummary): Endpoint {
    const { EndpointName: name, EndpointArn: arn, EndpointStatus: status, CreationTime: createdAt } = summary;
    if (name === undefined || arn === undefined || status === undefined || createdAt === undefined) {
        throw new Error("SageMaker answered an endpoint without its name, ARN, status or time.");
    }
    return { name, arn, status, createdAt, modifiedAt: summary.LastModifiedTime ?? createdAt };
}
