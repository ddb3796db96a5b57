import { ListModelsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { clientOf } from "../../host/aws/clientOf.ts";

// A process of its own, so that a test can have it sleep in the middle of a call.
const client = clientOf("dev")(SageMakerClient);
await client.send(new ListModelsCommand({}));
await client.send(new ListModelsCommand({}));
console.log("listed twice");
