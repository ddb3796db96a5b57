import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../../src/core/job/trainingJob.ts";
import { LOCAL } from "../../src/core/place.ts";
import type { Project } from "../../src/core/workspace/project.ts";
import { deployments } from "./deployments.ts";
import { startPlace, until } from "./place.ts";
import { tailOfJob } from "./tail.ts";

const never = new AbortController().signal;
const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe("the adapters of the extension, against Local SageMaker", () => {
    let place: Awaited<ReturnType<typeof startPlace>>;
    let project: Project;

    before(async () => {
        place = await startPlace();
        project = await place.moody();
    });
    after(() => place.stop());

    const ended = (name: string) =>
        until(
            () => place.jobs.describe(name, never),
            (job) => !isRunning(job),
        );
    const settled = (name: string) =>
        until(
            () => place.endpoints.describe(name, never),
            ({ status }) => status !== "Creating",
        );
    const deploy = async (name: string, jobName: string) => {
        const { image, modelArtifact, roleArn, instanceType } = await place.jobs.describe(jobName, never);
        await deployments(place).deploy({ name, image, modelArtifact, roleArn, instanceType });
    };
    const logOf = async (jobName: string) => {
        const lines: string[] = [];
        const streams = await place.streamsIn(LOCAL);
        const hasEnded = async () => !isRunning(await place.jobs.describe(jobName, never));
        for await (const { events } of tailOfJob(streams, jobName, hasEnded, never)) {
            lines.push(...events.map(({ message }) => message));
        }
        return lines;
    };

    it("train, tail, measure, deploy, ask and delete", async () => {
        await place.launch(project, "good-1", { mood: "good", seconds: "1.5" });
        const lines = await logOf("good-1");
        assert.equal(lines[0], "training in the mood good");
        assert.equal(lines.at(-1), "done");
        const job = await ended("good-1");
        assert.equal(job.status, "Completed");
        assert.deepEqual(job.transitions.map(({ status }) => status).slice(-3), ["Training", "Uploading", "Completed"]);
        const dimensions = { TrainingJobName: "good-1" };
        const queries = job.metricNames.map((name) => {
            return { namespace: "/aws/sagemaker/TrainingJobs", name, dimensions, statistic: "Average" as const };
        });
        const span = { from: job.createdAt, to: new Date(Date.now() + 60_000), now: new Date(), mostPoints: 1000 };
        const { points } = await (await place.metricsIn(LOCAL)).read(queries, span, never);
        assert.deepEqual(job.metricNames.toSorted(), ["epoch", "train_loss"]);
        assert.ok(points.every(({ values }) => values.length >= 2));

        await deploy("good-1", "good-1");
        const endpoint = await settled("good-1");
        assert.equal(endpoint.status, "InService", endpoint.failureReason);
        assert.equal(endpoint.modelArtifact, job.modelArtifact);
        const invoke = await place.invokeIn(LOCAL);
        const request = { endpointName: "good-1", contentType: "application/json", accept: undefined };
        const answer = await invoke({ ...request, body: new TextEncoder().encode('{"x":1}') }, never);
        assert.deepEqual([answer.from, answer.status, text(answer.body)], ["model", 200, '{"x":1}']);
        const refusal = await invoke({ ...request, body: new TextEncoder().encode("bad") }, never);
        assert.deepEqual([refusal.from, refusal.status, text(refusal.body)], ["model", 400, '{"error":"this body is bad"}']);

        const gone = await deployments(place).delete("good-1");
        assert.deepEqual([gone?.config?.name, gone?.models.map(({ name }) => name)], ["good-1", ["good-1"]]);
        assert.deepEqual(await place.endpoints.list(never), []);
        await assert.rejects(invoke({ ...request, body: new Uint8Array() }, never), { code: "endpointGone" });
    });

    it("adopt a job whose answer was lost, and refuse another of the same name", async () => {
        await place.launch(project, "twice", { mood: "good" });
        await place.launch(project, "twice", { mood: "good" });
        await assert.rejects(place.launch(project, "twice", { mood: "panic" }), { code: "nameTaken" });
    });

    for (const [mood, reason] of [
        ["exit1", /^AlgorithmError: .*exit code: 1$/],
        ["failure-file", /^AlgorithmError: the data has no labels, exit code: 3$/],
        ["panic", /exit code: 101$/],
        ["abort", /exit code: 134$/],
    ] as const) {
        it(`say why a job failed in the mood ${mood}`, async () => {
            await place.launch(project, `failed-${mood}`, { mood });
            const job = await ended(`failed-${mood}`);
            assert.equal(job.status, "Failed");
            assert.match(job.failureReason ?? "", reason);
        });
    }

    it("stop a job", async () => {
        await place.launch(project, "stopped", { seconds: "60" });
        await until(
            () => place.jobs.describe("stopped", never),
            ({ secondaryStatus }) => secondaryStatus === "Training",
        );
        await place.jobs.stop("stopped", never);
        assert.equal((await ended("stopped")).status, "Stopped");
    });

    for (const mood of ["no-model", "unloadable"]) {
        it(`say why an endpoint failed whose model is ${mood}`, async () => {
            await place.launch(project, mood, { mood });
            assert.equal((await ended(mood)).status, "Completed");
            await deploy(mood, mood);
            const endpoint = await settled(mood);
            assert.equal(endpoint.status, "Failed");
            assert.match(endpoint.failureReason ?? "", /exit|ping/);
            await deployments(place).delete(mood);
        });
    }

    it("leave nothing behind when a deployment fails half-way", async () => {
        await place.launch(project, "half", { mood: "good" });
        await ended("half");
        await deploy("half", "half");
        await assert.rejects(deploy("half", "no-model"), { name: "Problem", code: "nameTaken" });
        const { image, modelArtifact, roleArn } = await place.jobs.describe("half", never);
        const broken = { name: "half-2", image, modelArtifact, roleArn, instanceType: "ml.m5.large" };
        await assert.rejects(deployments(place).deploy({ ...broken, modelArtifact: "s3://nowhere/model.tar.gz" }), {
            name: "Problem",
        });
        await deployments(place).deploy(broken);
        await settled("half-2");
        await deployments(place).delete("half");
        await deployments(place).delete("half-2");
    });

    it("follow a job through the death of the server, without a line lost or doubled", async () => {
        await place.launch(project, "survivor", { seconds: "3", every_ms: "5" });
        await until(
            () => place.jobs.describe("survivor", never),
            ({ secondaryStatus }) => secondaryStatus === "Training",
        );
        const log = logOf("survivor");
        await sleep(500);
        process.kill(place.pid(), "SIGKILL");
        const lines = await log;
        const epochs = lines.flatMap((line) => /epoch=(\d+)/.exec(line)?.[1] ?? []).map(Number);
        assert.deepEqual(
            epochs,
            Array.from({ length: epochs.length }, (_, index) => index + 1),
        );
        assert.ok(epochs.length > 100);
        assert.equal((await ended("survivor")).status, "Completed");
    });

    it("say so of a job that does not exist", async () => {
        await assert.rejects(place.jobs.describe("nobody", never), { code: "resourceGone" });
    });
});
