import { costText, instancesText } from "../../core/cost/costText.ts";
import { costOf, runningEndpoint, runningJob, usdOfEnded } from "../../core/cost/runningCost.ts";
import { durationText } from "../../core/text/durationText.ts";
import { type EndpointDetail, isBilled } from "../../core/endpoint/endpoint.ts";
import { dollarsText } from "../../core/instance/priceText.ts";
import { isRunning, type TrainingJobDetail } from "../../core/job/trainingJob.ts";
import { type LocalImageNode, imageRows, imageView, type RepositoryImageNode } from "./imageNodes.ts";

/** A tooltip as data: a title, and rows of a name and a value that is not trusted. */
export interface Tooltip {
    readonly title: string;
    readonly rows: readonly (readonly [name: string, value: string])[];
}

/** What a tooltip needs beside the description: the time, in milliseconds since 1970, and prices, where something costs anything. */
export interface TooltipFacts {
    readonly now: number;
    /** US dollars for an hour of one instance. */
    readonly usdPerHourOf?: (instanceType: string) => number | undefined;
}

export function jobTooltip(job: TrainingJobDetail, facts: TooltipFacts): Tooltip {
    return {
        title: job.name,
        rows: present([
            ["Status", `${job.status}${job.secondaryStatus ? ` · ${job.secondaryStatus}` : ""}`],
            ["Reason", job.failureReason],
            ["Created", job.createdAt.toLocaleString()],
            ["Phases", job.transitions.map(({ status, startedAt, endedAt }) => phase(status, startedAt, endedAt)).join(", ")],
            ["Instances", `${instancesText(runningJob(job))}${job.isSpot ? ", spot" : ""}`],
            ["Billed", billedText(job)],
            ["Cost", jobCost(job, facts)],
            ["Warm pool", job.warmPool],
            ["Hyperparameters", entries(Object.entries(job.hyperparameters))],
            ["Final metrics", entries(job.finalMetrics.map(({ name, value }) => [name, value.toPrecision(4)]))],
            ["Image", job.image],
            ["ARN", job.arn],
        ]),
    };
}

export function endpointTooltip(endpoint: EndpointDetail, { now, usdPerHourOf }: TooltipFacts): Tooltip {
    const variants = endpoint.variants.map(({ name, model, instanceType, instanceCount }) => {
        const on = instanceType && ` on ${instanceCount === 1 ? "" : `${instanceCount} × `}${instanceType}`;
        return `${name}: ${model}${on ?? ""}`;
    });
    return {
        title: endpoint.name,
        rows: present([
            ["Status", endpoint.status],
            ["Reason", endpoint.failureReason],
            ["Created", endpoint.createdAt.toLocaleString()],
            ["Config", endpoint.configName],
            ["Variants", variants.join(", ")],
            [
                "Cost",
                usdPerHourOf && isBilled(endpoint) ? costText(costOf(runningEndpoint(endpoint), usdPerHourOf, now)) : undefined,
            ],
            ["Model artifact", endpoint.modelArtifact],
            ["ARN", endpoint.arn],
        ]),
    };
}

/** All that is known of an image came with its row. */
export function imageTooltip(node: LocalImageNode | RepositoryImageNode): Tooltip {
    return { title: imageView(node).label, rows: present(imageRows(node)) };
}

function present(rows: readonly (readonly [string, string | undefined])[]): Tooltip["rows"] {
    return rows.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

function entries(pairs: readonly (readonly [string, string])[]): string {
    return pairs.map(([name, value]) => `${name}=${value}`).join(", ");
}

function phase(status: string, startedAt: Date, endedAt: Date | undefined): string {
    if (endedAt === undefined) {
        return status;
    }
    const seconds = (endedAt.getTime() - startedAt.getTime()) / 1000;
    return `${status} ${seconds < 60 ? `${seconds.toFixed(1)} s` : durationText(seconds)}`;
}

function jobCost(job: TrainingJobDetail, { now, usdPerHourOf }: TooltipFacts): string | undefined {
    if (usdPerHourOf === undefined) {
        return undefined;
    }
    if (isRunning(job)) {
        return costText(costOf(runningJob(job), usdPerHourOf, now));
    }
    const usdPerHour = usdPerHourOf(job.instanceType);
    const usd = usdPerHour === undefined ? undefined : usdOfEnded(job, usdPerHour);
    return usd === undefined ? undefined : `${job.isSpot ? "at most" : "about"} ${dollarsText(usd)}`;
}

/** How long, and what of it spot instances saved. */
function billedText({ billableSeconds: billed, trainingSeconds: trained }: TrainingJobDetail): string | undefined {
    if (billed === undefined) {
        return undefined;
    }
    const saved = trained !== undefined && trained > billed ? 1 - billed / trained : 0;
    const note = saved > 0 ? ` of ${durationText(trained ?? 0)}: ${Math.round(saved * 100)} % saved by spot instances` : "";
    return `${durationText(billed)}${note}`;
}
