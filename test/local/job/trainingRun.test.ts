import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { capacity } from "../../../src/local/control/capacity.ts";
import { trainingMetricId } from "../../../src/local/capture/metricFeed.ts";
import type { RunnableImage } from "../../../src/local/images/images.ts";
import { CreateTrainingJobRequest } from "../../../src/local/job/createTrainingJobRequest.ts";
import { LOG_GROUP } from "../../../src/local/job/runNeeds.ts";
import { runTrainingJob } from "../../../src/local/job/trainingRun.ts";
import { trainingJobRuns } from "../../../src/local/job/trainingJobRuns.ts";
import type { TrainingJobRecord } from "../../../src/local/job/trainingJobRecord.ts";
import { parse } from "../../../src/local/protocol/validation.ts";
import type { Exit, RunningProgram, StopCause } from "../../../src/local/runners/runner.ts";
import { fileLogStore } from "../../../src/local/store/fileLogStore.ts";
import { fileMetricStore } from "../../../src/local/store/fileMetricStore.ts";
import { fileObjects } from "../../../src/local/store/fileObjects.ts";
import { BUCKET } from "../programs.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { request, until } from "./jobs.ts";

const IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/sample:1";

const runnable: RunnableImage = {
    reference: IMAGE,
    networkInterface: "lo",
    launchOf: async ({ name, mlDirectory, environment, graceSeconds }) => ({
        program: `/${name}`,
        name,
        args: [],
        directory: mlDirectory,
        environment,
        graceSeconds,
    }),
};

test("a job that is stopped before its program was started is Stopped and starts none", async () => {
    using directory = temporaryDirectory();
    const image = Promise.withResolvers<RunnableImage>();
    const job = newJob();
    const run = runTrainingJob(
        path.join(directory.path, "job"),
        job,
        needs(directory.path, async () => image.promise),
    );
    run.stop();
    image.resolve(runnable);
    await run.ended;
    assert.deepEqual(
        job.get().transitions.map(({ Status }) => Status),
        ["Starting", "Downloading", "Stopping", "Stopped"],
    );
});

test("a job whose record could not be written for want of space is written as soon as there is some", async () => {
    using directory = temporaryDirectory();
    const job = newJob();
    let full = 2;
    const row = {
        get: job.get,
        put(next: TrainingJobRecord) {
            if (next.status === "Failed" && full-- > 0) {
                throw noSpace();
            }
            job.put(next);
        },
    };
    const noImage = async () => Promise.reject(noSpace());
    await runTrainingJob(path.join(directory.path, "job"), row, needs(directory.path, noImage)).ended;
    assert.equal(job.get().status, "Failed");
    assert.match(job.get().failureReason ?? "", /^InternalServerError: Downloading failed\. No space is left on the disk/);
});

test("a job that fills the disk can be stopped, though its status cannot be written until it has ended", async () => {
    using directory = temporaryDirectory();
    const job = newJob();
    const program = fakeProgram();
    const row = {
        get: job.get,
        put(next: TrainingJobRecord) {
            if (next.status === "Stopping") {
                throw noSpace();
            }
            job.put(next);
        },
    };
    const all = needs(directory.path, async () => runnable);
    const run = runTrainingJob(path.join(directory.path, "job"), row, { ...all, runner: program.runner });
    await program.started;
    assert.throws(() => run.stop(), { code: "ENOSPC" });
    await run.ended;
    assert.equal(job.get().status, "Stopped");
});

test("a server that ends on a full disk stops every job", async () => {
    using directory = temporaryDirectory();
    const all = needs(directory.path, async () => runnable);
    const jobs = new Map(["one", "two"].map((name) => [name, newJob()]));
    const table = {
        get: (name: string) => jobs.get(name)?.get(),
        all: () => [...jobs.values()].map((job) => job.get()),
        put(name: string, next: TrainingJobRecord) {
            if (next.status === "Stopping") {
                throw noSpace();
            }
            jobs.get(name)?.put(next);
        },
        delete: () => {},
    };
    const programs = [fakeProgram(), fakeProgram()];
    const left = [...programs];
    const start = () => left.shift()?.runner.start() ?? assert.fail("there are two jobs");
    const runs = trainingJobRuns(directory.path, table, { ...all, runner: { start, adopt: start } });
    runs.start("one");
    runs.start("two");
    await Promise.all(programs.map(async ({ started }) => started));
    await runs.stopAll();
    assert.deepEqual(
        table.all().map(({ status }) => status),
        ["Stopped", "Stopped"],
    );
});

test("a job that is stopped while its model is packed is Stopped", async () => {
    using directory = temporaryDirectory();
    const job = newJob();
    const program = fakeProgram();
    const all = needs(directory.path, async () => runnable);
    all.objects.createBucket(BUCKET);
    const put: typeof all.objects.put = async (...object) => {
        run.stop();
        return all.objects.put(...object);
    };
    const folder = path.join(directory.path, "job");
    const run = runTrainingJob(folder, job, { ...all, runner: program.runner, objects: { ...all.objects, put } });
    await program.started;
    fs.writeFileSync(path.join(folder, "ml", "model", "weights"), "1");
    program.exit({ code: 0, signal: null, at: Date.now() });
    await run.ended;
    assert.deepEqual(
        job.get().transitions.map(({ Status }) => Status),
        ["Starting", "Downloading", "Training", "Uploading", "Stopping", "Stopped"],
    );
});

test("the metrics of a long log are found again after a restart, a part of the log at a time", async () => {
    using directory = temporaryDirectory();
    const job = newJob();
    const program = fakeProgram();
    const all = needs(directory.path, async () => assert.fail("the image is there already"));
    const events = Array.from({ length: 2500 }, (_, at) => ({
        timestamp: Date.now(),
        ingestionTime: 1,
        message: `[metric] epoch=${at}`,
    }));
    all.logs.append(LOG_GROUP, job.get().logStream, events);
    const read: typeof all.logs.read = (group, stream, from, limit) => {
        assert.ok(limit <= 1000);
        return all.logs.read(group, stream, from, limit);
    };
    const processDirectory = path.join(directory.path, "job", "process");
    fs.mkdirSync(processDirectory, { recursive: true });
    fs.writeFileSync(path.join(processDirectory, "launch.json"), "{}");
    const run = runTrainingJob(path.join(directory.path, "job"), job, {
        ...all,
        runner: program.runner,
        logs: { ...all.logs, read },
    });
    program.exit({ code: 1, signal: null, at: Date.now() });
    await run.ended;
    const points = all.metrics.points(trainingMetricId("job", "epoch"));
    assert.deepEqual(
        points.map(({ value }) => value),
        events.map((_, at) => at),
    );
});

test("the last lines of a job that ended on a full disk are kept as soon as there is room", async () => {
    using directory = temporaryDirectory();
    const job = newJob();
    const program = fakeProgram();
    const all = needs(directory.path, async () => runnable);
    let full = 2;
    const append: typeof all.logs.append = (...lines) => {
        if (full-- > 0) {
            throw noSpace();
        }
        all.logs.append(...lines);
    };
    const folder = path.join(directory.path, "job");
    const run = runTrainingJob(folder, job, { ...all, runner: program.runner, logs: { ...all.logs, append } });
    await program.started;
    writeOutput(folder, "last words");
    program.exit({ code: 3, signal: null, at: Date.now() });
    await run.ended;
    const kept = all.logs.read(LOG_GROUP, job.get().logStream, 0, 10) ?? [];
    assert.deepEqual(
        kept.map(({ message }) => message),
        ["last words"],
    );
    assert.equal(fs.existsSync(path.join(folder, "process", "output.log")), false);
});

test("a job whose program nobody could look after says why", async () => {
    using directory = temporaryDirectory();
    const job = newJob();
    const program = fakeProgram();
    const all = needs(directory.path, async () => runnable);
    const run = runTrainingJob(path.join(directory.path, "job"), job, { ...all, runner: program.runner });
    const fault = { kind: "unsupervised", message: "the process could not be started: spawn EAGAIN" } as const;
    program.exit({ code: null, signal: null, fault, at: Date.now() });
    await run.ended;
    assert.equal(job.get().failureReason, "InternalServerError: the process could not be started: spawn EAGAIN");
});

test("a job whose last lines wait for room can be deleted meanwhile", async () => {
    using directory = temporaryDirectory();
    const job = newJob();
    const program = fakeProgram();
    const all = needs(directory.path, async () => runnable);
    const append = (): never => {
        throw noSpace();
    };
    const table = {
        get: job.get,
        all: () => [job.get()],
        put: (_: string, next: TrainingJobRecord) => job.put(next),
        delete() {},
    };
    const runs = trainingJobRuns(directory.path, table, { ...all, runner: program.runner, logs: { ...all.logs, append } });
    runs.start("job");
    await program.started;
    writeOutput(path.join(directory.path, "job"), "last words");
    program.exit({ code: 3, signal: null, at: Date.now() });
    await until(() => job.get().status === "Failed");
    await runs.forget("job");
    assert.equal(fs.existsSync(path.join(directory.path, "job")), false);
});

/** What a program would have written. */
function writeOutput(folder: string, text: string): void {
    fs.mkdirSync(path.join(folder, "process"), { recursive: true });
    fs.writeFileSync(path.join(folder, "process", "output.log"), text);
}

/** A program that ends when it is told to. */
function fakeProgram() {
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const { promise: exited, resolve: exit } = Promise.withResolvers<Exit>();
    const { promise: stopping, resolve: stop } = Promise.withResolvers<StopCause>();
    const program: RunningProgram = {
        exited,
        stopping,
        stop() {
            stop("stop");
            exit({ code: null, signal: "SIGTERM", stoppedBy: "stop", at: Date.now() });
        },
    };
    const run = (): RunningProgram => {
        setImmediate(start);
        return program;
    };
    return { started, exit, runner: { start: run, adopt: run } };
}

function noSpace(): Error {
    return Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
}

function newJob() {
    const at = Date.now();
    let job: TrainingJobRecord = {
        request: parse(CreateTrainingJobRequest, { ...request("job", IMAGE), InputDataConfig: undefined }),
        arn: "arn:aws:sagemaker:us-east-1:000000000000:training-job/job",
        status: "InProgress",
        transitions: [{ Status: "Starting", StartTime: at, StatusMessage: "" }],
        creationTime: at,
        lastModifiedTime: at,
        logStream: "job/algo-1-1",
    };
    return { get: () => job, put: (next: TrainingJobRecord) => void (job = next) };
}

function needs(directory: string, resolve: () => Promise<RunnableImage>) {
    const noProgram = (): never => assert.fail("no program may be started");
    return {
        runner: { start: noProgram, adopt: noProgram },
        images: { resolve },
        objects: fileObjects(path.join(directory, "s3"), assert.fail),
        logs: fileLogStore(path.join(directory, "logs"), Date.now, assert.fail),
        metrics: fileMetricStore(path.join(directory, "metrics"), assert.fail),
        capacity: capacity(),
        utilization: () => ({ end() {} }),
        report: () => {},
    };
}
