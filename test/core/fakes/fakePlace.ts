import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import type { Endpoint, EndpointDetail } from "../../../src/core/endpoint/endpoint.ts";
import type { Endpoints } from "../../../src/core/endpoint/endpoints.ts";
import type { ListPage, ListQuery } from "../../../src/core/listing.ts";
import type { TrainingJob, TrainingJobDetail } from "../../../src/core/job/trainingJob.ts";
import type { TrainingJobs } from "../../../src/core/job/trainingJobs.ts";
import { createTrainingJobRequest, type TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import { Problem } from "../../../src/core/problem.ts";

/** A training job of this name, completed unless told otherwise. */
export function job(name: string, over: Partial<TrainingJobDetail> = {}): TrainingJobDetail {
    return {
        name,
        arn: `arn:aws:sagemaker:us-east-1:000000000000:training-job/${name}`,
        status: "Completed",
        secondaryStatus: "Completed",
        createdAt: new Date("2026-11-20T12:00:00Z"),
        endedAt: undefined,
        warmPool: undefined,
        image: `image-of-${name}`,
        roleArn: "role",
        instanceType: "ml.m5.large",
        instanceCount: 1,
        isSpot: false,
        startedAt: undefined,
        trainingSeconds: undefined,
        billableSeconds: undefined,
        hyperparameters: {},
        metricNames: [],
        modelArtifact: `s3://b/${name}/output/model.tar.gz`,
        failureReason: undefined,
        transitions: [],
        finalMetrics: [],
        ...over,
    };
}

/** An endpoint of this name, in service unless told otherwise. */
export function endpoint(name: string, over: Partial<EndpointDetail> = {}): EndpointDetail {
    return {
        name,
        arn: `arn:aws:sagemaker:us-east-1:000000000000:endpoint/${name}`,
        status: "InService",
        createdAt: new Date("2026-11-20T12:00:00Z"),
        modifiedAt: new Date("2026-11-20T12:00:00Z"),
        configName: `config-of-${name}`,
        variants: [{ name: "AllTraffic", instanceType: "ml.m5.large", instanceCount: 1, model: `model-of-${name}` }],
        failureReason: undefined,
        modelArtifact: undefined,
        ...over,
    };
}

/** A plan with nothing but what a plan needs. */
export function planNamed(name: string, over: Partial<TrainingPlan> = {}): TrainingPlan {
    return {
        name,
        specHash: `hash-of-${name}`,
        crate: "iris",
        image: `image-of-${name}`,
        roleArn: "role",
        instanceType: "ml.m5.large",
        inputs: new Map([["training", { uri: "s3://b/training/" }]]),
        output: "s3://b/iris/jobs",
        hyperparameters: { epochs: "6" },
        metrics: [],
        maxRuntimeSeconds: 3600,
        ...over,
    };
}

/** Training jobs in an array that a test may change; it remembers what was started and stopped. */
export function fakeJobs(jobs: TrainingJobDetail[]) {
    const started: TrainingPlan[] = [];
    const stopped: string[] = [];
    const endedPools: string[] = [];
    const described: string[] = [];
    const requests = new Map<string, CreateTrainingJobRequest>();
    return {
        jobs,
        /** What requestOf answers of jobs that are not those of a plain plan. */
        requests,
        started,
        stopped,
        endedPools,
        described,
        start: async (plan) => void started.push(plan),
        list: async (): Promise<readonly TrainingJob[]> => [...jobs],
        page: async (query): Promise<ListPage<TrainingJob>> => pageOf(jobs, query),
        async describe(name) {
            described.push(name);
            return found(jobs, name);
        },
        requestOf: async (name) => requests.get(name) ?? { ...createTrainingJobRequest(planNamed(name)) },
        stop: async (name) => void stopped.push(name),
        endWarmPool: async (name) => void endedPools.push(name),
    } satisfies TrainingJobs & Record<string, unknown>;
}

/** Endpoints in an array that a test may change. */
export function fakeEndpoints(endpoints: EndpointDetail[]) {
    return {
        endpoints,
        list: async (): Promise<readonly Endpoint[]> => [...endpoints],
        page: async (query): Promise<ListPage<Endpoint>> => pageOf(endpoints, query),
        describe: async (name) => found(endpoints, name),
        describeAgain: async ({ name }) => found(endpoints, name),
    } satisfies Endpoints & Record<string, unknown>;
}

/** A page of a hundred, as SageMaker cuts it before it looks at the state; the token says how many there were before. */
export function pageOf<T extends { readonly name: string; readonly status?: string; readonly createdAt: Date }>(
    all: readonly T[],
    { nameContains = "", createdBefore, status, next = "0" }: ListQuery<string>,
): ListPage<T> {
    const chosen = all
        .filter(({ name }) => name.includes(nameContains))
        .filter(({ createdAt }) => createdBefore === undefined || createdAt < createdBefore)
        .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    const end = Number(next) + 100;
    const items = chosen.slice(Number(next), end).filter((one) => status === undefined || one.status === status);
    return { items, next: end < chosen.length ? String(end) : undefined };
}

function found<T extends { readonly name: string }>(all: readonly T[], name: string): T {
    const one = all.find((candidate) => candidate.name === name);
    if (one === undefined) {
        throw new Problem("resourceGone", `It does not exist any more: ${name}`);
    }
    return one;
}
