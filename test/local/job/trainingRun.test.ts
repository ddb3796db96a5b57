import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { CreateTrainingJobRequest } from "../../../src/local/job/createTrainingJobRequest.ts";
import { runTrainingJob } from "../../../src/local/job/trainingRun.ts";
import type { TrainingJobRecord } from "../../../src/local/job/trainingJobRecord.ts";
import { parse } from "../../../src/local/protocol/validation.ts";
import { fileLogStore } from "../../../src/local/store/fileLogStore.ts";
import { fileMetricStore } from "../../../src/local/store/fileMetricStore.ts";
import { fileObjects } from "../../../src/local/store/fileObjects.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { request } from "./jobs.ts";

const IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/sample:1";

test("a job that is stopped before its program was started is Stopped and starts none", async () => {
    using directory = temporaryDirectory();
    const image = Promise.withResolvers<{ reference: string; directory: string }>();
    const job = newJob();
    const run = runTrainingJob(
        path.join(directory.path, "job"),
        job,
        needs(directory.path, async () => image.promise),
    );
    run.stop();
    image.resolve({ reference: IMAGE, directory: directory.path });
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
                throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
            }
            job.put(next);
        },
    };
    const noImage = async () =>
        Promise.reject(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
    await runTrainingJob(path.join(directory.path, "job"), row, needs(directory.path, noImage)).ended;
    assert.equal(job.get().status, "Failed");
    assert.match(job.get().failureReason ?? "", /^InternalServerError: Downloading failed\. No space is left on the disk/);
});

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

function needs(directory: string, resolve: () => Promise<{ reference: string; directory: string }>) {
    const noProgram = (): never => assert.fail("no program may be started");
    return {
        runner: { start: noProgram, adopt: noProgram },
        images: { resolve },
        objects: fileObjects(path.join(directory, "s3"), assert.fail),
        logs: fileLogStore(path.join(directory, "logs"), Date.now),
        metrics: fileMetricStore(path.join(directory, "metrics"), assert.fail),
        environment: {},
        report: () => {},
    };
}
