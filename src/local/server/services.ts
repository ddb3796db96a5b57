import { cloudWatch } from "../cloudwatch/cloudWatch.ts";
import { inferenceComponentOperations } from "../hosting/inferenceComponents.ts";
import { cloudWatchLogs } from "../logs/cloudWatchLogs.ts";
import { priceList } from "../pricing/priceList.ts";
import type { JsonServices } from "../protocol/awsJson.ts";
import type { Operations } from "../protocol/operation.ts";
import type { Report } from "../protocol/failure.ts";
import type { QuotaChange } from "../quotas/changeRequests.ts";
import type { Quotas } from "../quotas/quotas.ts";
import { serviceQuotas } from "../quotas/serviceQuotas.ts";
import { endpointConfigOperations } from "../sagemaker/endpointConfigs.ts";
import { modelOperations } from "../sagemaker/models.ts";
import { tagOperations } from "../sagemaker/tags.ts";
import type { Stores } from "./stores.ts";

/** What the services work on. */
export interface ServiceNeeds {
    readonly stores: Stores;
    /** The operations on jobs and endpoints. */
    readonly running: Operations;
    readonly quotas: Quotas;
    /** The file of prices; undefined for none. */
    readonly prices: string | undefined;
    readonly now: () => number;
    readonly report: Report;
}

/** Every service that speaks AWS JSON, under the prefix of its `x-amz-target`. */
export function jsonServices({ stores, running, quotas, prices, now, report }: ServiceNeeds): JsonServices {
    const operations = {
        ...modelOperations({ ...stores, now }),
        ...endpointConfigOperations({ ...stores, now }),
        ...inferenceComponentOperations,
        ...tagOperations(stores.tags),
        ...running,
    };
    return new Map([
        ["SageMaker", { operations }],
        ["Logs_20140328", cloudWatchLogs(stores.logs)],
        ["GraniteServiceVersion20100801", cloudWatch(stores.metrics, now)],
        ["ServiceQuotasV20190624", serviceQuotas(quotas, stores.table<QuotaChange>("quotaChanges"), now)],
        ["AWSPriceListService", priceList(prices, report)],
    ]);
}
