import { createHash } from "node:crypto";

/** What instances are used for, each with a quota of its own, as the names of quotas spell it. */
export type QuotaPurpose =
    | "training job"
    | "spot training job"
    | "training warm pool"
    | "endpoint"
    | "transform job"
    | "processing job";

const PURPOSES: readonly QuotaPurpose[] = [
    "training job",
    "spot training job",
    "training warm pool",
    "endpoint",
    "transform job",
    "processing job",
];

/** The instance types whose quotas are listed. SageMaker has more, and more each month: a type that is not here has quotas all the same. */
const SIZES: Readonly<Record<string, string>> = {
    "ml.t3": "medium large xlarge 2xlarge",
    "ml.m5": "large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
    "ml.m7i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
    "ml.c5": "large xlarge 2xlarge 4xlarge 9xlarge 18xlarge",
    "ml.c7i": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
    "ml.c7g": "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
    "ml.r5": "large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
    "ml.p3": "2xlarge 8xlarge 16xlarge",
    "ml.p4d": "24xlarge",
    "ml.p4de": "24xlarge",
    "ml.p5": "4xlarge 48xlarge",
    "ml.p5e": "48xlarge",
    "ml.p5en": "48xlarge",
    "ml.g4dn": "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
    "ml.g5": "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
    "ml.g6": "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
    "ml.g6e": "xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
};

/** Codes that are known to be AWS's own. */
const KNOWN_CODES: Readonly<Record<string, string>> = { "ml.m5.large for training job usage": "L-611FA074" };

/** The name of the quota on the instances of a type for a purpose, in the words of Service Quotas and of ResourceLimitExceeded. */
export function quotaName(instanceType: string, purpose: QuotaPurpose): string {
    return `${instanceType} for ${purpose} usage`;
}

/** The code of a quota: AWS's own where it is known, else one of the same shape that the name alone decides. */
export function quotaCode(name: string): string {
    return KNOWN_CODES[name] ?? `L-${createHash("sha256").update(name).digest("hex").slice(0, 8).toUpperCase()}`;
}

/** The names of all quotas that there are without anybody's doing. */
export const QUOTA_NAMES: readonly string[] = Object.entries(SIZES).flatMap(([family, sizes]) =>
    sizes.split(" ").flatMap((size) => PURPOSES.map((purpose) => quotaName(`${family}.${size}`, purpose))),
);
