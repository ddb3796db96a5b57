import { DescribeModelCommand, ListModelsCommand, type ModelSummary, SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Model, Models } from "../../../core/endpoint/models.ts";
import { inWords } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";
import { listRequest, newestFirst } from "./listRequest.ts";

/** The models of a place, through SageMaker's API. */
export function sageMakerModels(clientOf: ClientOf): Models {
    const client = clientOf(SageMakerClient);
    return {
        page: (query, signal) =>
            inWords("Listing models", async () => {
                const { Models: summaries, NextToken } = await client.send(new ListModelsCommand(listRequest(query)), {
                    abortSignal: signal,
                });
                return { items: newestFirst((summaries ?? []).map(modelOf)), next: NextToken };
            }),
        describe: (name, signal) =>
            inWords(`Describing model ${name}`, async () => {
                const model = await client.send(new DescribeModelCommand({ ModelName: name }), { abortSignal: signal });
                const container = model.PrimaryContainer ?? model.Containers?.[0];
                const { Image: image = "", ModelDataUrl: modelArtifact = "" } = container ?? {};
                return { ...modelOf(model), image, modelArtifact, roleArn: model.ExecutionRoleArn ?? "" };
            }),
    };
}

/** The SDK types every member as optional; SageMaker always answers these three. */
function modelOf({ ModelName: name, ModelArn: arn, CreationTime: createdAt }: ModelSummary): Model {
    if (name === undefined || arn === undefined || createdAt === undefined) {
        throw new Error("SageMaker answered a model without its name, ARN or time.");
    }
    return { name, arn, createdAt };
}
