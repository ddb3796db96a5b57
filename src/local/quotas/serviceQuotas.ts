import * as z from "zod/mini";
import { LOCAL, LOCAL_ACCOUNT } from "../../core/place.ts";
import { ApiError } from "../protocol/apiError.ts";
import type { JsonService } from "../protocol/awsJson.ts";
import { parse } from "../protocol/validation.ts";
import type { Table } from "../store/table.ts";
import { changeRequests, type QuotaChange } from "./changeRequests.ts";
import { QUOTA_NAMES, quotaCode } from "./quotaNames.ts";
import { DEFAULT_QUOTA, type Quotas } from "./quotas.ts";
import { AppliedLevel, pageOf, Paging, QuotaCode, ServiceCode } from "./shapes.ts";

const ListDefaults = z.object({ ServiceCode, ...Paging });
const ListServiceQuotas = z.object({
    ...Paging,
    ServiceCode,
    QuotaCode: z.optional(QuotaCode),
    QuotaAppliedAtLevel: z.optional(AppliedLevel),
});
const OneQuota = z.object({ ServiceCode, QuotaCode, ContextId: z.optional(z.string()) });

/**
 * Service Quotas, with SageMaker's quotas on instances. Applied ones are those of the quotas file: a client has to put them together with
 * the defaults, as on AWS. `now` answers milliseconds since 1970.
 */
export function serviceQuotas(quotas: Quotas, changes: Table<QuotaChange>, now: () => number): JsonService {
    const names = (): readonly string[] => [...new Set([...QUOTA_NAMES, ...Object.keys(quotas.applied())])];
    const named = (code: string): string => {
        const name = names().find((one) => quotaCode(one) === code);
        if (name === undefined) {
            throw noSuchQuota();
        }
        return name;
    };
    return {
        operations: {
            ListAWSDefaultServiceQuotas(input) {
                const request = parse(ListDefaults, input);
                checkService(request.ServiceCode);
                const { items, next } = pageOf(names(), quotaCode, request);
                return { Quotas: items.map((name) => quotaOf(name, DEFAULT_QUOTA)), ...next };
            },
            ListServiceQuotas(input) {
                const request = parse(ListServiceQuotas, input);
                checkService(request.ServiceCode);
                const applied = request.QuotaAppliedAtLevel === "RESOURCE" ? [] : Object.keys(quotas.applied());
                const chosen = applied.filter((name) => quotaCode(name) === (request.QuotaCode ?? quotaCode(name)));
                const { items, next } = pageOf(chosen, quotaCode, request);
                return { Quotas: items.map((name) => appliedQuota(name, quotas)), ...next };
            },
            GetServiceQuota(input) {
                const request = parse(OneQuota, input);
                checkService(request.ServiceCode);
                const name = named(request.QuotaCode);
                if (!Object.hasOwn(quotas.applied(), name)) {
                    throw noSuchQuota();
                }
                return { Quota: appliedQuota(name, quotas) };
            },
            GetAWSDefaultServiceQuota(input) {
                const request = parse(OneQuota, input);
                checkService(request.ServiceCode);
                return { Quota: quotaOf(named(request.QuotaCode), DEFAULT_QUOTA) };
            },
            ...changeRequests({ named, checkService, quotas, changes, now }),
        },
    };
}

/** Refuses every service but SageMaker. */
function checkService(code: string): void {
    if (code !== "sagemaker") {
        throw new ApiError("NoSuchResourceException", "The request failed because the specified service does not exist.");
    }
}

function noSuchQuota(): ApiError {
    return new ApiError("NoSuchResourceException", "The request failed because the specified service quota does not exist.");
}

function appliedQuota(name: string, quotas: Quotas): object {
    return { ...quotaOf(name, quotas.valueOf(name)), QuotaAppliedAtLevel: "ACCOUNT" };
}

function quotaOf(name: string, value: number): object {
    return {
        ServiceCode: "sagemaker",
        ServiceName: "Amazon SageMaker",
        QuotaArn: `arn:aws:servicequotas:${LOCAL.region}:${LOCAL_ACCOUNT}:sagemaker/${quotaCode(name)}`,
        QuotaCode: quotaCode(name),
        QuotaName: name,
        Value: value,
        Unit: "None",
        Adjustable: true,
        GlobalQuota: false,
    };
}
