import {
    paginateListAWSDefaultServiceQuotas,
    paginateListRequestedServiceQuotaChangeHistoryByQuota,
    paginateListServiceQuotas,
    RequestServiceQuotaIncreaseCommand,
    ResourceAlreadyExistsException,
    type ServiceQuota,
    ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { InstanceUse } from "../../core/instance/instanceType.ts";
import type { Quota, QuotaRequest, ServiceQuotas } from "../../core/instance/quotas.ts";
import { inWords } from "./transport/awsProblem.ts";
import type { ClientOf } from "./clients.ts";
import { keptAnswer } from "./keptAnswer.ts";

const SERVICE = "sagemaker";
const MAX_RESULTS = 100;
const KEPT_MS = 600_000;
/** What is asked for as it is now is listed once a minute at the most: a listing takes many pages. */
const NEW_MS = 60_000;
const OPEN = new Set(["PENDING", "CASE_OPENED"]);

/** The quotas of a place, through Service Quotas; a listing is kept for ten minutes. */
export function serviceQuotas(clientOf: ClientOf, now?: () => number): ServiceQuotas {
    const client = clientOf(ServiceQuotasClient);
    const all = keptAnswer((signal) => quotas(client, signal), now);
    const forUse = (use: InstanceUse, oldestMs: number, signal: AbortSignal) =>
        inWords("Reading the quotas of SageMaker", async () => {
            const pattern = new RegExp(`^(ml\\.\\S+) for ${use} usage$`);
            const found = await all(oldestMs, signal);
            return new Map(
                found.flatMap((quota) => (pattern.exec(quota.name) ?? []).slice(1).map((type) => [type, quota] as const)),
            );
        });
    return {
        forUse: (use, signal) => forUse(use, KEPT_MS, signal),
        forUseNow: (use, signal) => forUse(use, NEW_MS, signal),
        requestIncrease: (code, desired, signal) =>
            inWords(`Requesting the quota ${code}`, () => request(client, code, desired, signal)),
    };
}

/** An account's own values count; what it has none of keeps AWS's default. */
async function quotas(client: ServiceQuotasClient, signal: AbortSignal): Promise<readonly Quota[]> {
    // A paginator writes its token into its input: two that share one would skip pages.
    const input = () => ({ ServiceCode: SERVICE, MaxResults: MAX_RESULTS });
    const options = { abortSignal: signal };
    const [defaults, applied] = await Promise.all([
        collect(paginateListAWSDefaultServiceQuotas({ client }, input(), options)),
        collect(paginateListServiceQuotas({ client }, input(), options)),
    ]);
    const byName = new Map([...defaults, ...applied].map((quota) => [quota.name, quota]));
    return [...byName.values()];
}

async function collect(pages: AsyncIterable<{ readonly Quotas?: ServiceQuota[] | undefined }>): Promise<readonly Quota[]> {
    const found: Quota[] = [];
    for await (const { Quotas = [] } of pages) {
        found.push(...Quotas.map(quotaOf));
    }
    return found;
}

function quotaOf({ QuotaName = "", QuotaCode = "", Value = 0, Adjustable = false }: ServiceQuota): Quota {
    return { name: QuotaName, code: QuotaCode, value: Value, isAdjustable: Adjustable };
}

/** Sent again where its answer was lost: a request that is open already, this one's or another, is what the user wanted, whatever number it names. */
async function request(client: ServiceQuotasClient, code: string, desired: number, signal: AbortSignal): Promise<QuotaRequest> {
    const options = { abortSignal: signal };
    try {
        const command = new RequestServiceQuotaIncreaseCommand({ ServiceCode: SERVICE, QuotaCode: code, DesiredValue: desired });
        const { RequestedQuota } = await client.send(command, options);
        return { status: RequestedQuota?.Status ?? "PENDING", desired: RequestedQuota?.DesiredValue ?? desired };
    } catch (error) {
        if (!(error instanceof ResourceAlreadyExistsException)) {
            throw error;
        }
        const input = { ServiceCode: SERVICE, QuotaCode: code };
        for await (const { RequestedQuotas = [] } of paginateListRequestedServiceQuotaChangeHistoryByQuota(
            { client },
            input,
            options,
        )) {
            const open = RequestedQuotas.find(({ Status = "" }) => OPEN.has(Status));
            if (open !== undefined) {
                return { status: open.Status ?? "PENDING", desired: open.DesiredValue ?? desired };
            }
        }
        throw error;
    }
}
