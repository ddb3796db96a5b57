import {
    DescribeEndpointCommand,
    DescribeEndpointConfigCommand,
    DescribeModelCommand,
    SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { Json, ServiceRequest } from "../../../core/copyAs/serviceRequest.ts";
import { inWords } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";

/** Reads back by which requests an endpoint was made: those of its models, its endpoint config and itself. */
export type EndpointRequests = (name: string, signal: AbortSignal) => Promise<readonly ServiceRequest[]>;

const MODEL = ["ModelName", "PrimaryContainer", "Containers", "ExecutionRoleArn", "VpcConfig", "EnableNetworkIsolation"] as const;
const CONFIG = [
    "EndpointConfigName",
    "ProductionVariants",
    "DataCaptureConfig",
    "KmsKeyId",
    "AsyncInferenceConfig",
    "VpcConfig",
    "EnableNetworkIsolation",
] as const;

/** The requests of a place's endpoints, through SageMaker's API. */
export function endpointRequests(clientOf: ClientOf): EndpointRequests {
    const client = clientOf(SageMakerClient);
    return (name, signal) =>
        inWords(`Describing endpoint ${name}`, async () => {
            const options = { abortSignal: signal };
            const { EndpointConfigName = "" } = await client.send(new DescribeEndpointCommand({ EndpointName: name }), options);
            const config = await client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }), options);
            const models = new Set((config.ProductionVariants ?? []).flatMap(({ ModelName }) => ModelName ?? []));
            const described = await Promise.all(
                Array.from(models, (ModelName) => client.send(new DescribeModelCommand({ ModelName }), options)),
            );
            return [
                ...described.map((model) => ({ operation: "CreateModel", input: only(model, MODEL) }) as const),
                { operation: "CreateEndpointConfig", input: only(config, CONFIG) },
                { operation: "CreateEndpoint", input: { EndpointName: name, EndpointConfigName } },
            ];
        });
}

/** What the request had: nothing that is empty, or false because it was left out. */
function only<T extends object>(described: T, members: readonly (keyof T)[]): { readonly [name: string]: Json } {
    const kept = members.flatMap((name) => {
        const value = described[name];
        return isEmpty(value) ? [] : [[name, value] as const];
    });
    return JSON.parse(JSON.stringify(Object.fromEntries(kept), (_name, value: unknown) => (isEmpty(value) ? undefined : value)));
}

function isEmpty(value: unknown): boolean {
    return (
        value === undefined ||
        value === null ||
        value === "" ||
        value === false ||
        (typeof value === "object" && Object.keys(value).length === 0)
    );
}
