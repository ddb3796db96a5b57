import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { EndpointDetail } from "../../../src/core/endpoint/endpoint.ts";
import type { TrainingJobDetail } from "../../../src/core/job/trainingJob.ts";
import type { MetricPoints, MetricQuery, MetricSpan } from "../../../src/core/job/metrics.ts";
import { Problem } from "../../../src/core/problem.ts";
import type { Answer, Invoke } from "../../../src/core/request/invocation.ts";
import type { PlaceClients } from "../../../src/editor/panels/panelNeeds.ts";

const STARTED = new Date(Date.now() - 60_000);

const job: TrainingJobDetail = {
    name: "fashion-1",
    arn: "arn:aws:sagemaker:us-east-1:000000000000:training-job/fashion-1",
    status: "Completed",
    secondaryStatus: "Completed",
    createdAt: STARTED,
    endedAt: new Date(),
    warmPool: undefined,
    image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/fashion@sha256:00",
    roleArn: "arn:aws:iam::000000000000:role/local",
    instanceType: "ml.m5.large",
    instanceCount: 1,
    isSpot: false,
    startedAt: STARTED,
    trainingSeconds: 60,
    billableSeconds: 60,
    hyperparameters: {},
    metricNames: ["epoch", "train_loss", "validation_loss", "validation_accuracy"],
    modelArtifact: "s3://bucket/fashion-1/output/model.tar.gz",
    failureReason: undefined,
    transitions: [],
    finalMetrics: [],
};

const endpoint: EndpointDetail = {
    name: "fashion",
    arn: "arn:aws:sagemaker:us-east-1:000000000000:endpoint/fashion",
    status: "InService",
    createdAt: new Date(),
    modifiedAt: new Date(),
    configName: "fashion",
    variants: [{ name: "AllTraffic", instanceType: "ml.m5.large", instanceCount: 1, model: "fashion" }],
    failureReason: undefined,
    modelArtifact: job.modelArtifact,
};

const VALUES: Readonly<Record<string, readonly number[]>> = {
    epoch: [1, 2, 3],
    train_loss: [0.9, 0.5, 0.25],
    validation_loss: [0.95, 0.6, 0.4],
    validation_accuracy: [0.7, 0.8, 0.875],
};

/** So many points has every curve of an instance. */
const POINTS = 60;

function lengthOf({ from, to }: MetricSpan): number {
    return to.getTime() - from.getTime();
}

/** What the job reported in three epochs, and a day in the life of an instance. */
function pointsOf({ name, statistic }: MetricQuery, span: MetricSpan): MetricPoints {
    const reported = VALUES[name];
    if (reported !== undefined) {
        return { times: [1, 2, 3].map((epoch) => STARTED.getTime() + epoch * 10_000), values: reported };
    }
    const heights: Readonly<Record<string, number>> = {
        CPUUtilization: 180,
        MemoryUtilization: 40,
        DiskUtilization: 12,
        Invocations: 90,
        ModelLatency: statistic === "p99" ? 90_000 : 20_000,
    };
    const height = heights[name];
    const count = height === undefined ? 0 : POINTS;
    const times = Array.from({ length: count }, (_, at) => span.from.getTime() + (lengthOf(span) * at) / POINTS);
    return { times, values: times.map((_, at) => (height ?? 0) * (0.6 + 0.4 * Math.sin(at / 6))) };
}

/** A place with one job and one endpoint, whose model answers in the way that the text of the request asks for. */
export function scriptedPlace() {
    let deleted = false;
    const clients: PlaceClients = {
        jobs: { describe: async (name) => (name === job.name ? job : gone(name)) },
        metrics: {
            read: async (queries, span) => ({
                periodSeconds: lengthOf(span) / POINTS / 1000,
                points: queries.map((query) => pointsOf(query, span)),
            }),
        },
        endpoints: {
            list: async () => (deleted ? [] : [endpoint]),
            describe: async (name) => (deleted || name !== endpoint.name ? gone(name) : endpoint),
            describeAgain: async ({ name }) => (deleted ? gone(name) : endpoint),
        },
        invoke,
    };
    return { clients, deleteEndpoint: () => (deleted = true) };
}

const invoke: Invoke = async ({ contentType, body }, signal) => {
    const text = new TextDecoder().decode(body);
    if (text === "slow") {
        await setTimeout(60_000, undefined, { signal });
    }
    if (text === "unavailable") {
        const remedy = { kind: "openSetting", label: "Open Settings", key: "editor.fontSize" } as const;
        throw new Problem("wrongState", "The endpoint is not in service.", { remedy });
    }
    const refused = {
        status: 400,
        contentType: "application/json",
        body: Buffer.from('{"error":"expected 784 numbers, found 1"}'),
    };
    const script = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>";
    const html = { contentType: "text/html", body: Buffer.from(script) };
    const csv = { contentType: "text/csv", body: Buffer.from('label,score\n"Ankle, boot",0.91\n') };
    const ways: Readonly<Record<string, Partial<Answer>>> = { refuse: refused, script: html, csv };
    const echo = { contentType, body: Buffer.from(body) };
    const digest = { predictions: [{ sha256: createHash("sha256").update(body).digest("hex"), length: body.length }] };
    const json = { contentType: "application/json", body: Buffer.from(JSON.stringify(digest)) };
    const way = ways[text] ?? (contentType === "application/octet-stream" ? echo : json);
    return { from: "model", status: 200, headers: { "x-amzn-RequestId": "r-1" }, latencyMs: 12, ...echo, ...way };
};

function gone(name: string): never {
    throw new Problem("resourceGone", `It does not exist any more: ${name}.`);
}
