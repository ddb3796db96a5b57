import * as z from "zod/mini";
import { randomUUID } from "node:crypto";
import { LOCAL, LOCAL_ACCOUNT } from "../../core/place.ts";
import { ApiError } from "../protocol/apiError.ts";
import type { Operations } from "../protocol/operation.ts";
import { parse } from "../protocol/validation.ts";
import type { Table } from "../store/table.ts";
import { quotaCode } from "./quotaNames.ts";
import type { Quotas } from "./quotas.ts";
import { AppliedLevel, pageOf, Paging, QuotaCode, ServiceCode } from "./shapes.ts";

const STATUSES = ["PENDING", "CASE_OPENED", "APPROVED", "DENIED", "CASE_CLOSED", "NOT_APPROVED", "INVALID_REQUEST"] as const;
const RequestIncrease = z.object({
    ServiceCode,
    QuotaCode,
    DesiredValue: z.number().check(z.gte(0), z.lte(10_000_000_000)),
    ContextId: z.optional(z.string()),
    SupportCaseAllowed: z.optional(z.boolean()),
});
const ListHistory = z.object({
    ...Paging,
    ServiceCode,
    QuotaCode,
    Status: z.optional(z.enum(STATUSES)),
    QuotaRequestedAtLevel: z.optional(AppliedLevel),
});

/** A request for a higher quota as it is stored. */
export interface QuotaChange {
    readonly id: string;
    readonly name: string;
    readonly desired: number;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
}

/** What requests for higher quotas work on. */
export interface ChangeRequestNeeds {
    /** The name of a quota, refused when there is none of this code. */
    readonly named: (code: string) => string;
    readonly checkService: (code: string) => void;
    readonly quotas: Quotas;
    readonly changes: Table<QuotaChange>;
    readonly now: () => number;
}

/** Requests for higher quotas. Nobody decides on them here: one is approved when the quotas file says so. */
export function changeRequests({ named, checkService, quotas, changes, now }: ChangeRequestNeeds): Operations {
    const statusOf = ({ name, desired }: QuotaChange) => (quotas.valueOf(name) >= desired ? "APPROVED" : "PENDING");
    const described = (change: QuotaChange): object => ({
        Id: change.id,
        ServiceCode: "sagemaker",
        ServiceName: "Amazon SageMaker",
        QuotaCode: quotaCode(change.name),
        QuotaName: change.name,
        DesiredValue: change.desired,
        Status: statusOf(change),
        Created: change.createdAt / 1000,
        LastUpdated: change.createdAt / 1000,
        Requester: JSON.stringify({ accountId: LOCAL_ACCOUNT, callerArn: `arn:aws:iam::${LOCAL_ACCOUNT}:root` }),
        QuotaArn: `arn:aws:servicequotas:${LOCAL.region}:${LOCAL_ACCOUNT}:sagemaker/${quotaCode(change.name)}`,
        GlobalQuota: false,
        Unit: "None",
        QuotaRequestedAtLevel: "ACCOUNT",
    });
    return {
        RequestServiceQuotaIncrease(input) {
            const request = parse(RequestIncrease, input);
            checkService(request.ServiceCode);
            const name = named(request.QuotaCode);
            if (request.DesiredValue <= quotas.valueOf(name)) {
                // The service's own words could not be confirmed.
                throw new ApiError(
                    "IllegalArgumentException",
                    "You must provide a quota value greater than the current quota value.",
                );
            }
            if (changes.all().some((change) => change.name === name && statusOf(change) === "PENDING")) {
                throw new ApiError(
                    "ResourceAlreadyExistsException",
                    "Only one open service quota increase request is allowed per quota.",
                );
            }
            const change = { id: randomUUID().replaceAll("-", ""), name, desired: request.DesiredValue, createdAt: now() };
            changes.put(change.id, change);
            return { RequestedQuota: described(change) };
        },
        ListRequestedServiceQuotaChangeHistoryByQuota(input) {
            const request = parse(ListHistory, input);
            checkService(request.ServiceCode);
            const name = named(request.QuotaCode);
            const asked = request.QuotaRequestedAtLevel === "RESOURCE" ? [] : changes.all();
            const chosen = asked.filter(
                (change) => change.name === name && statusOf(change) === (request.Status ?? statusOf(change)),
            );
            const { items, next } = pageOf(chosen, ({ id }) => id, request);
            return { RequestedQuotas: items.map(described), ...next };
        },
    };
}
