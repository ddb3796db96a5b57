import type { EndpointDetail } from "../../core/endpoint/endpoint.ts";
import type { TrainingJobDetail } from "../../core/job/trainingJob.ts";
import { type LocalImageNode, imageRows, imageView, type RepositoryImageNode } from "./imageNodes.ts";

/** A tooltip as data: a title, and rows of a name and a value that is not trusted. */
export interface Tooltip {
    readonly title: string;
    readonly rows: readonly (readonly [name: string, value: string])[];
}

export function jobTooltip(job: TrainingJobDetail): Tooltip {
    return {
        title: job.name,
        rows: present([
            ["Status", `${job.status}${job.secondaryStatus ? ` · ${job.secondaryStatus}` : ""}`],
            ["Reason", job.failureReason],
            ["Created", job.createdAt.toLocaleString()],
            ["Phases", job.transitions.map(({ status, startedAt, endedAt }) => phase(status, startedAt, endedAt)).join(", ")],
            ["Instance", job.instanceType],
            ["Hyperparameters", entries(Object.entries(job.hyperparameters))],
            ["Final metrics", entries(job.finalMetrics.map(({ name, value }) => [name, value.toPrecision(4)]))],
            ["Image", job.image],
            ["ARN", job.arn],
        ]),
    };
}

export function endpointTooltip(endpoint: EndpointDetail): Tooltip {
    const variants = endpoint.variants.map(
        ({ name, model, instanceType }) => `${name}: ${model}${instanceType ? ` on ${instanceType}` : ""}`,
    );
    return {
        title: endpoint.name,
        rows: present([
            ["Status", endpoint.status],
            ["Reason", endpoint.failureReason],
            ["Created", endpoint.createdAt.toLocaleString()],
            ["Config", endpoint.configName],
            ["Variants", variants.join(", ")],
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
    return endedAt === undefined ? status : `${status} ${((endedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1)} s`;
}
