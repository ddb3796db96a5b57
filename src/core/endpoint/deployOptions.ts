import { hyperparametersText, parseHyperparameters } from "../job/hyperparameters.ts";
import { tagsFault } from "../job/requestLimits.ts";
import type { Deployment } from "./deployment.ts";

/** A value of a deployment that is seldom changed, as a line of text. */
export interface DeployOption {
    readonly key: string;
    readonly label: string;
    readonly prompt: string;
    readonly text: (plan: Deployment) => string;
    /** Says what is wrong with a text; an empty one means SageMaker's default, and nothing is wrong with it. */
    readonly fault: (text: string) => string | undefined;
    readonly apply: (plan: Deployment, text: string) => Deployment;
}

/** All of them, in the order in which they are listed. */
export const DEPLOY_OPTIONS: readonly DeployOption[] = [
    textOption(
        "inferenceAmiVersion",
        "Host Image (InferenceAmiVersion)",
        "Decides which NVIDIA driver a GPU endpoint has",
        /^[a-z0-9-]+$/,
    ),
    secondsOption("startupTimeoutSeconds", "Start-Up Timeout", "Seconds until the container has to answer pings"),
    secondsOption("downloadTimeoutSeconds", "Model Download Timeout", "Seconds that the download of the model may take"),
    {
        ...numberOption("volumeGib", 1, 512),
        label: "Volume",
        prompt: "GiB of each instance's volume; instances with NVMe storage of their own refuse one",
    },
    textOption("volumeKmsKey", "KMS Key of the Volume", "Id or ARN of the key that encrypts the instances' volumes", /^\S+$/),
    {
        key: "vpc",
        label: "VPC",
        prompt: "Subnets and security groups: subnet-1 subnet-2 sg-1",
        text: ({ vpc }) => (vpc ? [...vpc.subnets, ...vpc.securityGroups].join(" ") : ""),
        fault: (text) =>
            text.trim() === "" || vpcOf(text) ? undefined : "At least one subnet-… and one sg-…, with spaces between.",
        apply: (plan, text) => without(plan, "vpc", vpcOf(text)),
    },
    pairsOption("environment", "Environment", "Environment variables, as NAME=value with spaces between; no place for secrets"),
    pairsOption("tags", "Tags", "Tags, as name=value with spaces between", tagsFault),
    {
        key: "isNetworkIsolated",
        label: "Network Isolation",
        prompt: "yes lets nothing in or out of the container but requests",
        text: ({ isNetworkIsolated = false }) => (isNetworkIsolated ? "yes" : "no"),
        fault: (text) => (/^(yes|no)?$/.test(text) ? undefined : "yes or no"),
        apply: (plan, text) => ({ ...plan, isNetworkIsolated: text === "yes" }),
    },
];

type NumberKey = "startupTimeoutSeconds" | "downloadTimeoutSeconds" | "volumeGib";
type TextKey = "inferenceAmiVersion" | "volumeKmsKey";

function numberOption(key: NumberKey, least: number, most: number) {
    return {
        key,
        text: (plan: Deployment) => String(plan[key] ?? ""),
        fault: (text: string) =>
            text === "" || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most)
                ? undefined
                : `A whole number from ${least} to ${most}.`,
        apply: (plan: Deployment, text: string) => without(plan, key, text === "" ? undefined : Number(text)),
    };
}

function secondsOption(key: NumberKey, label: string, prompt: string): DeployOption {
    return { ...numberOption(key, 60, 3600), label, prompt };
}

function textOption(key: TextKey, label: string, prompt: string, pattern: RegExp): DeployOption {
    return {
        key,
        label,
        prompt,
        text: (plan) => plan[key] ?? "",
        fault: (text) => (text === "" || pattern.test(text) ? undefined : "This has not the right form."),
        apply: (plan, text) => without(plan, key, text || undefined),
    };
}

function pairsOption(
    key: "environment" | "tags",
    label: string,
    prompt: string,
    faultOf: (values: Readonly<Record<string, string>>) => string | undefined = () => undefined,
): DeployOption {
    const valuesOf = (text: string) => {
        const parsed = parseHyperparameters(text);
        return "values" in parsed ? parsed.values : {};
    };
    return {
        key,
        label,
        prompt,
        text: (plan) => hyperparametersText(plan[key] ?? {}),
        fault: (text) => {
            const parsed = parseHyperparameters(text);
            return "fault" in parsed ? parsed.fault : faultOf(parsed.values);
        },
        apply: (plan, text) => without(plan, key, text.trim() === "" ? undefined : valuesOf(text)),
    };
}

/** A plan with another value, or without one. */
function without<K extends keyof Deployment>(plan: Deployment, key: K, value: Deployment[K] | undefined): Deployment {
    const kept = Object.entries(plan).filter(([other]) => other !== key);
    const changed: unknown = Object.fromEntries(value === undefined ? kept : [...kept, [key, value]]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler does not follow a key that is taken out and put back
    return changed as Deployment;
}

function vpcOf(text: string): Deployment["vpc"] {
    const ids = text.trim().split(/[\s,]+/);
    const [subnets, securityGroups] = [ids.filter((id) => /^subnet-\w+$/.test(id)), ids.filter((id) => /^sg-\w+$/.test(id))];
    const isWhole = subnets.length > 0 && securityGroups.length > 0 && subnets.length + securityGroups.length === ids.length;
    return isWhole ? { subnets, securityGroups } : undefined;
}
