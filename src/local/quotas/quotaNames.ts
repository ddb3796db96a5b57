import { createHash } from "node:crypto";
import { usualInstanceTypes } from "../../core/instance/catalogue.ts";
import type { InstanceUse } from "../../core/instance/instanceType.ts";
import type { Billed } from "../../core/instance/prices.ts";

const USES: Readonly<Record<Billed, readonly InstanceUse[]>> = {
    training: ["training job", "spot training job", "training warm pool"],
    endpoint: ["endpoint"],
};

/** Codes that are known to be AWS's own. */
const KNOWN_CODES: Readonly<Record<string, string>> = { "ml.m5.large for training job usage": "L-611FA074" };

/** The name of the quota on the instances of a type for one use, in the words of Service Quotas and of ResourceLimitExceeded. */
export function quotaName(instanceType: string, use: InstanceUse): string {
    return `${instanceType} for ${use} usage`;
}

/** The code of a quota: AWS's own where it is known, else one of the same shape that the name alone decides. */
export function quotaCode(name: string): string {
    return KNOWN_CODES[name] ?? `L-${createHash("sha256").update(name).digest("hex").slice(0, 8).toUpperCase()}`;
}

/** The names of the quotas that there are without anybody's doing: those of the usual instance types. Any other type has quotas all the same. */
export const QUOTA_NAMES: readonly string[] = Object.entries(USES).flatMap(([billed, uses]) =>
    usualInstanceTypes(billed === "training" ? "training" : "endpoint").flatMap(({ name }) =>
        uses.map((use) => quotaName(name, use)),
    ),
);
