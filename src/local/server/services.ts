import { cloudWatch } from "../cloudwatch/cloudWatch.ts";
import { cloudWatchLogs } from "../logs/cloudWatchLogs.ts";
import type { JsonServices } from "../protocol/awsJson.ts";
import type { Operations } from "../protocol/operation.ts";
import { endpointConfigOperations } from "../sagemaker/endpointConfigs.ts";
import { modelOperations } from "../sagemaker/models.ts";
import { tagOperations } from "../sagemaker/tags.ts";
import type { Stores } from "./stores.ts";

/** Every service that speaks AWS JSON, under the prefix of its `x-amz-target`. `running` are the operations on jobs and endpoints. */
export function jsonServices(stores: Stores, running: Operations, now: () => number): JsonServices {
    const operations = {
        ...modelOperations({ ...stores, now }),
        ...endpointConfigOperations({ ...stores, now }),
        ...tagOperations(stores.tags),
        ...running,
    };
    return new Map([
        ["SageMaker", { operations }],
        ["Logs_20140328", cloudWatchLogs(stores.logs)],
        ["GraniteServiceVersion20100801", cloudWatch(stores.metrics, now)],
    ]);
}
