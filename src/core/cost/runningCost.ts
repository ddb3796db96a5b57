import type { EndpointDetail } from "../endpoint/endpoint.ts";
import type { Billed } from "../instance/prices.ts";
import type { TrainingJobDetail } from "../job/trainingJob.ts";

/** Something that is billed while it is there. */
export interface Running {
    readonly kind: "trainingJob" | "warmPool" | "endpoint";
    readonly name: string;
    readonly arn: string;
    readonly instances: readonly { readonly type: string; readonly count: number }[];
    /** When billing began, as far as can be told; undefined while the instances are not there yet. */
    readonly since: Date | undefined;
    /** On spot instances it costs at most what on-demand ones do. */
    readonly isSpot: boolean;
}

/** What something costs, in US dollars, as far as the prices of its instance types are known. */
export interface RunningCost {
    readonly running: Running;
    readonly usdPerHour: number;
    readonly usdSoFar: number;
    /** The instance types without a known price, which are not part of the sums. */
    readonly unknown: readonly string[];
}

/** A job while SageMaker bills its instances: from the end of their start to the end of its upload. */
export function runningJob(job: TrainingJobDetail): Running {
    return {
        kind: "trainingJob",
        name: job.name,
        arn: job.arn,
        instances: [{ type: job.instanceType, count: job.instanceCount }],
        since: job.startedAt,
        isSpot: job.isSpot,
    };
}

/** The instances that a job of the past has kept for the next one; they are billed as if it still trained. */
export function warmPoolOf(job: TrainingJobDetail): Running {
    return { ...runningJob(job), kind: "warmPool", since: job.endedAt, isSpot: false };
}

/** What a job that has ended has cost: what SageMaker bills of its time, on each of its instances. Undefined where it does not say. */
export function usdOfEnded({ billableSeconds, instanceCount }: TrainingJobDetail, usdPerHour: number): number | undefined {
    return billableSeconds === undefined ? undefined : (billableSeconds / 3600) * instanceCount * usdPerHour;
}

/** An endpoint, whose instances are billed until it is deleted. Variants without instances are billed by use, and left out. */
export function runningEndpoint({ name, arn, variants, createdAt }: EndpointDetail): Running {
    const instances = variants.flatMap(({ instanceType, instanceCount }) =>
        instanceType === undefined ? [] : [{ type: instanceType, count: instanceCount }],
    );
    return { kind: "endpoint", name, arn, instances, since: createdAt, isSpot: false };
}

/** By which price list it is billed. */
export function billedAs({ kind }: Pick<Running, "kind">): Billed {
    return kind === "endpoint" ? "endpoint" : "training";
}

/** What something costs; `now` in milliseconds since 1970. The instances are taken to be as many since the beginning as they are now. */
export function costOf(running: Running, usdPerHourOf: (instanceType: string) => number | undefined, now: number): RunningCost {
    const prices = running.instances.map(({ type, count }) => ({ type, usd: usdPerHourOf(type), count }));
    const usdPerHour = prices.reduce((sum, { usd = 0, count }) => sum + usd * count, 0);
    const hours = running.since === undefined ? 0 : Math.max(0, now - running.since.getTime()) / 3_600_000;
    const unknown = [...new Set(prices.flatMap(({ type, usd }) => (usd === undefined ? [type] : [])))];
    return { running, usdPerHour, usdSoFar: usdPerHour * hours, unknown };
}
