import {
    DescribeEndpointCommand,
    DescribeEndpointConfigCommand,
    type DescribeEndpointConfigOutput,
    DescribeModelCommand,
    type EndpointSummary,
    ListEndpointsCommand,
    SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { BilledStatus, Endpoint, EndpointDetail } from "../../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../../core/endpoint/endpoints.ts";
import type { ListPage, ListQuery } from "../../../core/listing.ts";
import { inWords, isMissing } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";
import { listRequest, newestFirst } from "./listRequest.ts";

/** The endpoints of a place, through SageMaker's API. */
export function sageMakerEndpoints(clientOf: ClientOf): Endpoints {
    const client = clientOf(SageMakerClient);
    return {
        list: async (signal) => (await page(client, {}, signal)).items,
        page: (query, signal) => page(client, query, signal),
        describe: (name, signal) => inWords(`Describing endpoint ${name}`, () => describe(client, name, undefined, signal)),
        describeAgain: (earlier, signal) =>
            inWords(`Describing endpoint ${earlier.name}`, () => describe(client, earlier.name, earlier, signal)),
    };
}

async function page(client: SageMakerClient, query: ListQuery<BilledStatus>, signal: AbortSignal): Promise<ListPage<Endpoint>> {
    return inWords("Listing endpoints", async () => {
        const command = new ListEndpointsCommand(listRequest(query));
        const { Endpoints: summaries, NextToken } = await client.send(command, { abortSignal: signal });
        return { items: newestFirst((summaries ?? []).map(endpointOf)), next: NextToken };
    });
}

/** What an endpoint is made of, as its config and the first model tell. */
type Made = Pick<EndpointDetail, "configName" | "variants" | "modelArtifact" | "serving">;

async function describe(
    client: SageMakerClient,
    name: string,
    earlier: EndpointDetail | undefined,
    signal: AbortSignal,
): Promise<EndpointDetail> {
    const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: name }), { abortSignal: signal });
    const summary = endpointOf(endpoint);
    const configName = endpoint.EndpointConfigName ?? "";
    const { variants, modelArtifact, serving } =
        earlier !== undefined && isMadeOf(configName, summary, earlier) ? earlier : await madeOf(client, configName, signal);
    const counts = new Map((endpoint.ProductionVariants ?? []).map((one) => [one.VariantName, one.CurrentInstanceCount]));
    return {
        ...summary,
        configName,
        // None is there yet while the endpoint is made, and what was asked for is what will be billed.
        variants: variants.map((one) => ({ ...one, instanceCount: counts.get(one.name) || one.instanceCount })),
        failureReason: endpoint.FailureReason,
        modelArtifact,
        ...(serving !== undefined && { serving }),
    };
}

/** A config cannot be changed, and an endpoint keeps what it was made of when its config is deleted. */
function isMadeOf(configName: string, { arn, createdAt }: Endpoint, earlier: EndpointDetail): boolean {
    const isSameEndpoint = earlier.arn === arn && earlier.createdAt.getTime() === createdAt.getTime();
    return isSameEndpoint && earlier.configName === configName && earlier.variants.length > 0;
}

async function madeOf(client: SageMakerClient, configName: string, signal: AbortSignal): Promise<Made> {
    const options = { abortSignal: signal };
    const config = await unlessMissing(
        client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: configName }), options),
    );
    const variants = (config?.ProductionVariants ?? []).map(({ VariantName, InstanceType, ModelName, InitialInstanceCount }) => ({
        name: VariantName ?? "",
        instanceType: InstanceType,
        instanceCount: InitialInstanceCount ?? 1,
        model: ModelName ?? "",
    }));
    const first = variants[0]?.model;
    const model = first ? await unlessMissing(client.send(new DescribeModelCommand({ ModelName: first }), options)) : undefined;
    return { configName, variants, modelArtifact: model?.PrimaryContainer?.ModelDataUrl, ...servingOf(config) };
}

function servingOf(config: DescribeEndpointConfigOutput | undefined): Pick<EndpointDetail, "serving"> {
    if (config?.AsyncInferenceConfig !== undefined) {
        return { serving: "asynchronous" };
    }
    return config?.ProductionVariants?.some(({ ServerlessConfig }) => ServerlessConfig) ? { serving: "serverless" } : {};
}

/** What is missing cannot be described. */
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
