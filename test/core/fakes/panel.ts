import type { EndpointDetail } from "../../../src/core/endpoint/endpoint.ts";
import type { MetricQuery, MetricSpan } from "../../../src/core/job/metrics.ts";
import type { TrainingJobDetail } from "../../../src/core/job/trainingJob.ts";
import type { PanelSubject, ToPanel } from "../../../src/protocol/panel.ts";
import type { SessionNeeds } from "../../../src/editor/panels/panelNeeds.ts";
import { PanelSession } from "../../../src/editor/panels/panelSession.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";

export const START = new Date("2026-01-02T03:04:05Z");

/** A training job of two epochs that has just ended, with its model. */
export const completedJob: TrainingJobDetail = {
    name: "iris-1",
    arn: "arn:aws:sagemaker:us-east-1:000000000000:training-job/iris-1",
    status: "Completed",
    secondaryStatus: "Completed",
    createdAt: new Date(START.getTime() - 60_000),
    endedAt: START,
    warmPool: undefined,
    image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:00",
    roleArn: "arn:aws:iam::000000000000:role/local",
    instanceType: "ml.m5.large",
    instanceCount: 1,
    isSpot: false,
    startedAt: undefined,
    trainingSeconds: undefined,
    billableSeconds: undefined,
    hyperparameters: {},
    metricNames: ["epoch", "train_loss"],
    modelArtifact: "s3://bucket/iris-1/output/model.tar.gz",
    failureReason: undefined,
    transitions: [],
    finalMetrics: [],
};

export const runningJob: TrainingJobDetail = {
    ...completedJob,
    status: "InProgress",
    secondaryStatus: "Training",
    endedAt: undefined,
};

/** An endpoint that serves the model of `completedJob`. */
export const endpointInService: EndpointDetail = {
    name: "iris",
    arn: "arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris",
    status: "InService",
    createdAt: START,
    modifiedAt: START,
    configName: "iris",
    variants: [{ name: "AllTraffic", instanceType: "ml.m5.large", instanceCount: 1, model: "iris" }],
    failureReason: undefined,
    modelArtifact: completedJob.modelArtifact,
};

/** A place with these jobs and endpoints; both maps may be changed as the test goes on. */
export function fakePlace(jobs: readonly TrainingJobDetail[], endpoints: readonly EndpointDetail[]) {
    const jobOf = new Map(jobs.map((job) => [job.name, job]));
    const endpointOf = new Map(endpoints.map((endpoint) => [endpoint.name, endpoint]));
    const calls = {
        describeJob: 0,
        readMetrics: new Array<{ queries: readonly MetricQuery[]; span: MetricSpan }>(),
        describeEndpoint: 0,
        describeEndpointAgain: 0,
    };
    const clients = {
        jobs: {
            describe: async (name) => {
                calls.describeJob += 1;
                return jobOf.get(name) ?? gone(name);
            },
        },
        metrics: {
            read: async (queries, span) => {
                calls.readMetrics.push({ queries, span });
                const times = [START.getTime(), START.getTime() + 1000];
                const points = queries.map(({ name }) => ({ times, values: name === "epoch" ? [1, 2] : [0.5, 0.25] }));
                return { periodSeconds: 60, points };
            },
        },
        endpoints: {
            list: async () => [...endpointOf.values()],
            describe: async (name) => {
                calls.describeEndpoint += 1;
                return endpointOf.get(name) ?? gone(name);
            },
            describeAgain: async ({ name }) => {
                calls.describeEndpointAgain += 1;
                return endpointOf.get(name) ?? gone(name);
            },
        },
        invoke: async ({ contentType, body }) => ({
            from: "model",
            status: 200,
            contentType,
            headers: {},
            body,
            latencyMs: 5,
        }),
    } satisfies Awaited<ReturnType<SessionNeeds["clients"]>>;
    return { jobOf, endpointOf, calls, clients };
}

function gone(name: string): never {
    throw new Problem("resourceGone", `It does not exist any more: ${name}.`);
}

/** A session whose page is played by the test, and whose rests end when the test says so. */
export function playedSession(
    subject: Omit<PanelSubject, "place">,
    needs: Partial<SessionNeeds> & Pick<SessionNeeds, "clients">,
) {
    const posted: ToPanel[] = [];
    const asked: unknown[][] = [];
    const rests: { readonly ms: number; readonly end: () => void }[] = [];
    const note =
        (name: string) =>
        (...args: unknown[]) =>
            void asked.push([name, ...args]);
    const session = new PanelSession(
        {
            subject: { place: LOCAL, ...subject },
            placeName: "Local",
            examples: async () => [],
            documents: {
                editorText: () => undefined,
                chooseFile: async () => undefined,
                save: async (...args) => note("save")(...args),
                open: async (...args) => note("open")(...args),
            },
            actions: { deploy: note("deploy"), tailLogs: note("tailLogs"), openPanel: note("openPanel"), follow: note("follow") },
            now: () => START,
            maxPayloadMib: () => 0,
            sleep: (ms, signal) =>
                new Promise((resolve, reject) => {
                    rests.push({ ms, end: () => resolve(undefined) });
                    signal.addEventListener("abort", () => reject(new Error("aborted")));
                }),
            pollMs: 1000,
            metricsMs: 0,
            ...needs,
        },
        (message) => posted.push(message),
    );
    return {
        session,
        posted,
        asked,
        rests,
        /** The messages of one type, in order. */
        of: <T extends ToPanel["type"]>(type: T) =>
            posted.filter((message): message is Extract<ToPanel, { type: T }> => message.type === type),
    };
}

/** Lets everything run that waits for nothing but its turn. */
export async function settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
}
