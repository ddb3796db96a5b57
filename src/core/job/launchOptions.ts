import { INSTANCE_TYPE } from "../resourceName.ts";
import {
    BUCKET,
    MAX_RUNTIME_SECONDS,
    MAX_WARM_POOL_SECONDS,
    ROLE_ARN,
    S3_URI,
    type Training,
} from "../workspace/projectTraining.ts";
import { hyperparametersText, parseHyperparameters } from "./hyperparameters.ts";
import { environmentFault, tagsFault } from "./requestLimits.ts";

/** What few launches say, and sagemaker.json may: each as the text that stands for it; empty is what happens without. */
export interface LaunchOption {
    readonly key: string;
    readonly label: string;
    /** What an empty text means, in a word or two. */
    readonly without: string;
    /** What to type. */
    readonly prompt: string;
    /** What sagemaker.json says. */
    readonly value: (training: Training) => string;
    /** Says what is wrong with a text; undefined when nothing is. */
    readonly fault: (text: string) => string | undefined;
}

const MAX_METRICS = 40;

/** Every option, in the order in which they are offered. */
export const LAUNCH_OPTIONS: readonly LaunchOption[] = [
    {
        key: "spot",
        label: "Managed Spot Training",
        without: "on demand",
        prompt: "Longest wait in seconds from launch to end, at least the run time; empty for on-demand instances",
        value: ({ spot }) => numberText(spot?.maxWaitSeconds),
        fault: orEmpty(wholeNumber(1, MAX_RUNTIME_SECONDS)),
    },
    {
        key: "checkpoints",
        label: "Checkpoints",
        without: "none",
        prompt: 'S3 URI that /opt/ml/checkpoints is kept in, or "yes" for one of its own; empty for none',
        value: ({ checkpoints }) => (typeof checkpoints === "string" ? checkpoints : checkpoints === true ? "yes" : ""),
        fault: orEmpty((text) =>
            text === "yes" ? undefined : pattern(S3_URI, "An S3 URI looks like s3://bucket/prefix/.")(text),
        ),
    },
    {
        key: "volumeGib",
        label: "Volume",
        without: "30 GiB",
        prompt: "Size of each instance's volume in GiB; empty for 30",
        value: ({ volumeGib }) => numberText(volumeGib),
        fault: orEmpty(wholeNumber(1, 65_536)),
    },
    {
        key: "warmPool",
        label: "Warm Pool",
        without: "none",
        prompt: "Seconds for which the instances are kept for the next job, which are billed; empty for none",
        value: ({ warmPoolSeconds }) => numberText(warmPoolSeconds),
        fault: orEmpty(wholeNumber(0, MAX_WARM_POOL_SECONDS)),
    },
    {
        key: "budget",
        label: "Budget",
        without: "none",
        prompt: "The most that the job may cost in US dollars; it shortens the run time. Empty for none",
        value: ({ budgetUsd }) => numberText(budgetUsd),
        fault: orEmpty((text) =>
            /^\d{1,7}(\.\d{1,2})?$/.test(text) && Number(text) > 0 ? undefined : "An amount such as 12.50.",
        ),
    },
    {
        key: "instanceTypes",
        label: "Fallback Instance Types",
        without: "none",
        prompt: "Instance types to try in turn where AWS has no capacity, with spaces between; empty for none",
        value: ({ instanceTypes }) => (instanceTypes ?? []).slice(1).join(" "),
        fault: orEmpty(everyWord(INSTANCE_TYPE, "Instance types look like ml.g5.xlarge.")),
    },
    {
        key: "metrics",
        label: "Metrics",
        without: "none",
        prompt: 'What SageMaker finds in the log, as name="regular expression" with spaces between; empty for none',
        value: ({ metrics }) => hyperparametersText(Object.fromEntries(metrics.map(({ name, regex }) => [name, regex]))),
        fault: pairs(metricsFault),
    },
    {
        key: "environment",
        label: "Environment Variables",
        without: "none",
        prompt: "Variables of the job, as NAME=value with spaces between; no place for secrets",
        value: ({ environment = {} }) => hyperparametersText(environment),
        fault: pairs(environmentFault),
    },
    {
        key: "tags",
        label: "Tags",
        without: "none",
        prompt: "Tags of the job, as name=value with spaces between",
        value: ({ tags = {} }) => hyperparametersText(tags),
        fault: pairs(tagsFault),
    },
    {
        key: "vpc",
        label: "VPC",
        without: "SageMaker's own network",
        prompt: "Ids of subnets and security groups, with spaces between; empty for SageMaker's own network",
        value: ({ vpc }) => [...(vpc?.subnets ?? []), ...(vpc?.securityGroups ?? [])].join(" "),
        fault: orEmpty(vpcFault),
    },
    {
        key: "isolation",
        label: "Network Isolation",
        without: "off",
        prompt: 'Type "yes" to let nothing in or out of the job\'s containers; empty for no isolation',
        value: ({ networkIsolation }) => (networkIsolation === true ? "yes" : ""),
        fault: orEmpty((text) => (text === "yes" ? undefined : 'Type "yes" or nothing.')),
    },
    {
        key: "outputKmsKey",
        label: "KMS Key of the Model",
        without: "S3's own key",
        prompt: "Id, alias or ARN of the key that encrypts the model in S3; empty for S3's own",
        value: ({ outputKmsKey = "" }) => outputKmsKey,
        fault: kmsFault,
    },
    {
        key: "volumeKmsKey",
        label: "KMS Key of the Volumes",
        without: "none",
        prompt: "Id, alias or ARN of the key that encrypts the instances' volumes; empty for none",
        value: ({ volumeKmsKey = "" }) => volumeKmsKey,
        fault: kmsFault,
    },
    {
        key: "role",
        label: "Execution Role",
        without: "the one in your settings",
        prompt: "ARN of the role that the job runs under; empty for the one in your settings",
        value: ({ role = "" }) => role,
        fault: orEmpty(pattern(ROLE_ARN, "The ARN of a role looks like arn:aws:iam::123456789012:role/name.")),
    },
    {
        key: "bucket",
        label: "Bucket",
        without: "sagemaker-REGION-ACCOUNT",
        prompt: "Bucket for data and models; empty for sagemaker-REGION-ACCOUNT",
        value: ({ bucket = "" }) => bucket,
        fault: orEmpty(pattern(BUCKET, "A bucket's name is of lower-case letters, digits, dots and hyphens.")),
    },
];

/** What the options' texts come to; whoever typed one was told of its fault before. */
export interface LaunchOptions {
    readonly spot?: { readonly maxWaitSeconds: number };
    readonly checkpoints?: string;
    readonly volumeGib?: number;
    readonly warmPoolSeconds?: number;
    readonly budgetUsd?: number;
    /** Tried after the instance type itself. */
    readonly fallbackTypes: readonly string[];
    readonly metrics: readonly { readonly name: string; readonly regex: string }[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly tags?: Readonly<Record<string, string>>;
    readonly vpc?: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] };
    readonly isNetworkIsolated?: boolean;
    readonly outputKmsKey?: string;
    readonly volumeKmsKey?: string;
    readonly role?: string;
    readonly bucket?: string;
}

/** Reads the options' texts, of those that were not changed what sagemaker.json says. */
export function launchOptions(training: Training, changed: ReadonlyMap<string, string>): LaunchOptions {
    const texts = new Map(LAUNCH_OPTIONS.map(({ key, value }) => [key, (changed.get(key) ?? value(training)).trim()]));
    const text = (key: string) => texts.get(key) ?? "";
    const number = (key: string) => (text(key) === "" ? undefined : Number(text(key)));
    const words = (key: string) =>
        text(key)
            .split(/[\s,]+/)
            .filter(Boolean);
    const map = (key: string) => {
        const parsed = parseHyperparameters(text(key));
        return "values" in parsed && Object.keys(parsed.values).length > 0 ? parsed.values : undefined;
    };
    const vpc = words("vpc");
    const wait = number("spot");
    return defined({
        spot: wait === undefined ? undefined : { maxWaitSeconds: wait },
        checkpoints: text("checkpoints") || undefined,
        volumeGib: number("volumeGib"),
        warmPoolSeconds: number("warmPool"),
        budgetUsd: number("budget"),
        fallbackTypes: words("instanceTypes"),
        metrics: Object.entries(map("metrics") ?? {}).map(([name, regex]) => ({ name, regex })),
        environment: map("environment"),
        tags: map("tags"),
        vpc: vpc.length === 0 ? undefined : { subnets: vpc.filter(isSubnet), securityGroups: vpc.filter((id) => !isSubnet(id)) },
        isNetworkIsolated: text("isolation") === "yes" || undefined,
        outputKmsKey: text("outputKmsKey") || undefined,
        volumeKmsKey: text("volumeKmsKey") || undefined,
        role: text("role") || undefined,
        bucket: text("bucket") || undefined,
    });
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
    [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined: a plan's options are there or they are not. */
function defined<T extends object>(all: T): Defined<T> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript does not follow what the filter has left out
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function numberText(value: number | undefined): string {
    return value === undefined ? "" : String(value);
}

function orEmpty(fault: (text: string) => string | undefined): (text: string) => string | undefined {
    return (text) => (text.trim() === "" ? undefined : fault(text.trim()));
}

function wholeNumber(least: number, most: number): (text: string) => string | undefined {
    return (text) =>
        /^\d{1,7}$/.test(text) && Number(text) >= least && Number(text) <= most
            ? undefined
            : `A whole number from ${least} to ${most}.`;
}

function pattern(form: RegExp, fault: string): (text: string) => string | undefined {
    return (text) => (form.test(text) ? undefined : fault);
}

function everyWord(form: RegExp, fault: string): (text: string) => string | undefined {
    return (text) => (text.split(/[\s,]+/).every((word) => form.test(word)) ? undefined : fault);
}

function pairs(fault: (values: Readonly<Record<string, string>>) => string | undefined): (text: string) => string | undefined {
    return (text) => {
        const parsed = parseHyperparameters(text);
        return "fault" in parsed ? parsed.fault : fault(parsed.values);
    };
}

function metricsFault(metrics: Readonly<Record<string, string>>): string | undefined {
    const entries = Object.entries(metrics);
    if (entries.length > MAX_METRICS) {
        return `At most ${MAX_METRICS}; these are ${entries.length}.`;
    }
    return entries.some(([name, regex]) => name.length > 255 || regex.length < 1 || regex.length > 500)
        ? "A name has at most 255 characters, a regular expression 1 to 500."
        : undefined;
}

function isSubnet(id: string): boolean {
    return id.startsWith("subnet-");
}

function vpcFault(text: string): string | undefined {
    const ids = text.split(/[\s,]+/);
    const wrong = ids.find((id) => !/^(subnet|sg)-[0-9a-zA-Z]+$/.test(id));
    if (wrong !== undefined) {
        return `Ids look like subnet-0123 and sg-0123: ${wrong}`;
    }
    const subnets = ids.filter(isSubnet).length;
    const groups = ids.length - subnets;
    return subnets >= 1 && subnets <= 16 && groups >= 1 && groups <= 5
        ? undefined
        : "1 to 16 subnets and 1 to 5 security groups are needed.";
}

function kmsFault(text: string): string | undefined {
    return text.length <= 2048 && /^[a-zA-Z0-9:/_-]*$/.test(text.trim()) ? undefined : "The id, alias or ARN of a key.";
}
