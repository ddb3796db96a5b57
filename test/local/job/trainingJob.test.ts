import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
    CreateTrainingJobCommand,
    type CreateTrainingJobCommandInput,
    DeleteTrainingJobCommand,
    ListTrainingJobsCommand,
    StopTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { clientsOf } from "../clients.ts";
import { channel, create, describe, ended, line, logLines, request } from "./jobs.ts";
import { BUCKET, nodeProgram, pushImage } from "../programs.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";

const data = fs.mkdtempSync(path.join(os.tmpdir(), "local sagemaker 'ü' "));
let server: ServerProcess;
let clients: ReturnType<typeof clientsOf>;

before(async () => {
    server = await startServerProcess(data);
    clients = clientsOf(server.url);
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await put("data/training/part-1.csv", "1,2\n");
    await put("data/training/deep/part-2.csv", "3,4\n");
});
after(async () => {
    await server.end("SIGTERM");
    fs.rmSync(data, { recursive: true, force: true });
});

const TRAIN = `
const fs = require("node:fs"), path = require("node:path");
const base = process.env.SAGEMAKER_BASE_DIR;
const parameters = JSON.parse(fs.readFileSync(path.join(base, "input/config/hyperparameters.json"), "utf8"));
console.log("arguments", process.argv.slice(1).join());
console.log(fs.readdirSync(path.join(base, "input/data/training"), { recursive: true }).sort().join());
for (let epoch = 1; epoch <= Number(parameters.epochs); epoch++) {
    console.log("\\x1b[1m[metric]\\x1b[0m epoch=" + epoch + " train_loss=" + 1 / epoch);
}
console.log(Object.keys(process.env).sort().join());
process.stdout.write("no newline at the end");
fs.writeFileSync(path.join(base, "model/weights.bin"), "weights");
fs.writeFileSync(path.join(base, "output/data/report.txt"), "report");
`;

test("a job runs from its data to a model, with its lines, its metrics and every phase on record", async () => {
    await create(clients, "first", TRAIN);
    const job = await ended(clients, "first");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    assert.deepEqual(
        job.SecondaryStatusTransitions?.map(({ Status }) => Status),
        ["Starting", "Downloading", "Training", "Uploading", "Completed"],
    );
    assert.equal(job.ModelArtifacts?.S3ModelArtifacts, `s3://${BUCKET}/out/first/output/model.tar.gz`);
    assert.deepEqual(tarNames(await get("out/first/output/model.tar.gz")), ["weights.bin"]);
    assert.deepEqual(tarNames(await get("out/first/output/output.tar.gz")), ["report.txt"]);
    const lines = await logLines(clients, "first");
    assert.deepEqual(lines.slice(0, 2), ["arguments train", "deep,deep/part-2.csv,part-1.csv"]);
    assert.equal(lines.at(-1), "no newline at the end");
    assert.equal(job.FinalMetricDataList?.find(({ MetricName }) => MetricName === "train_loss")?.Value, 1 / 3);
    assert.equal(await statistic("first", "train_loss", "Maximum"), 1);
    assert.equal(await statistic("first", "train_loss", "SampleCount"), 3);
});

test("a job sees the variables that SageMaker sets, those of the request, and none of the user's", async () => {
    await create(clients, "variables", TRAIN, { Environment: { RUST_LOG: "debug" } });
    await ended(clients, "variables");
    const names = (await logLines(clients, "variables")).find((text) => text.includes("TRAINING_JOB_ARN"))?.split(",");
    assert.deepEqual(
        names?.filter((name) => !["HOME", "LANG", "PATH", "PWD", "TMPDIR", "OLDPWD", "SHLVL", "_"].includes(name)),
        [
            "AWS_ACCESS_KEY_ID",
            "AWS_DEFAULT_REGION",
            "AWS_ENDPOINT_URL",
            "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY",
            "NO_COLOR",
            "RUST_LOG",
            "SAGEMAKER_BASE_DIR",
            "TRAINING_JOB_ARN",
            "TRAINING_JOB_NAME",
        ],
    );
});

test("a job that fails says why in its own words, with its exit code", async () => {
    const write = `require("node:fs").writeFileSync(process.env.SAGEMAKER_BASE_DIR + "/output/failure", "no data: " + "x".repeat(2000));`;
    await create(clients, "failing", `${write} process.exit(1);`);
    await create(clients, "panicking", "process.exit(101);");
    await create(clients, "killed", `process.kill(process.pid, "SIGKILL");`);
    const failing = await ended(clients, "failing");
    assert.equal(failing.TrainingJobStatus, "Failed");
    assert.match(failing.FailureReason ?? "", /^AlgorithmError: no data: x+, exit code: 1$/);
    assert.equal(failing.FailureReason?.length, 1024);
    assert.equal((await ended(clients, "panicking")).FailureReason, "AlgorithmError: , exit code: 101");
    assert.equal((await ended(clients, "killed")).FailureReason, "AlgorithmError: , exit code: 137");
});

test("a job without a model completes as on SageMaker, and its log says so", async () => {
    await create(clients, "empty", "");
    assert.equal((await ended(clients, "empty")).TrainingJobStatus, "Completed");
    assert.match((await logLines(clients, "empty")).at(-1) ?? "", /Nothing was written to \/opt\/ml\/model/);
    assert.deepEqual(tarNames(await get("out/empty/output/model.tar.gz")), []);
});

test("a stopped job keeps what it wrote in time", async () => {
    await create(
        clients,
        "stopped",
        `process.on("SIGTERM", () => { require("node:fs").writeFileSync(process.env.SAGEMAKER_BASE_DIR + "/model/m", "1"); process.exit(0); });
         setInterval(() => {}, 1000); console.log("up");`,
    );
    await line(clients, "stopped", "up");
    await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stopped" }));
    const job = await ended(clients, "stopped");
    assert.deepEqual(
        job.SecondaryStatusTransitions?.map(({ Status }) => Status),
        ["Starting", "Downloading", "Training", "Stopping", "Uploading", "Stopped"],
    );
    assert.deepEqual(tarNames(await get("out/stopped/output/model.tar.gz")), ["m"]);
    await assert.rejects(clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stopped" })), {
        name: "ValidationException",
        message: "The request was rejected because the training job is in status Stopped.",
    });
});

test("a job whose time is over is Stopped, not Failed, and says that it exceeded its runtime", async () => {
    await create(clients, "long", "setInterval(() => {}, 1000);", { StoppingCondition: { MaxRuntimeInSeconds: 1 } });
    const job = await ended(clients, "long");
    assert.deepEqual([job.TrainingJobStatus, job.SecondaryStatus], ["Stopped", "MaxRuntimeExceeded"]);
});

test("a job of an image that was never pushed fails and says what to push", async () => {
    const image = `000000000000.dkr.ecr.us-east-1.amazonaws.com/sample@sha256:${"0".repeat(64)}`;
    await clients.sagemaker.send(new CreateTrainingJobCommand(request("imageless", image)));
    assert.match(
        (await ended(clients, "imageless")).FailureReason ?? "",
        /does not exist\. Push its executables to s3:\/\/local-images\/sample\/sha256\/0+\/ first/,
    );
});

test("a job of an image whose content was changed fails", async () => {
    const image = await pushImage(clients.s3, { train: nodeProgram("/* changed */") });
    const key = `sample/sha256/${image.slice(-64)}/train`;
    await clients.s3.send(new PutObjectCommand({ Bucket: "local-images", Key: key, Body: "other" }));
    await clients.sagemaker.send(new CreateTrainingJobCommand(request("changed", image)));
    assert.match((await ended(clients, "changed")).FailureReason ?? "", /does not match its digest/);
});

test("an image without train fails as a container would", async () => {
    const image = await pushImage(clients.s3, { serve: nodeProgram("") });
    await clients.sagemaker.send(new CreateTrainingJobCommand(request("trainless", image)));
    assert.equal(
        (await ended(clients, "trainless")).FailureReason,
        `AlgorithmError: exec: "train": executable file not found in $PATH, exit code: 127`,
    );
});

test("a name can be used once, until its job is deleted", async () => {
    const says = (text: string): string => `#!/bin/sh\necho ${text}\n`;
    await create(clients, "once", says("first"));
    await ended(clients, "once");
    await assert.rejects(create(clients, "once", says("other")), {
        name: "ResourceInUse",
        message: /must be unique .*\(arn:aws:sagemaker:us-east-1:000000000000:training-job\/once\)/,
    });
    await clients.sagemaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "once" }));
    await assert.rejects(describe(clients, "once"), { name: "ValidationException", message: "Requested resource not found." });
    await create(clients, "once", says("second"));
    assert.equal((await ended(clients, "once")).TrainingJobStatus, "Completed");
    const streams = await clients.logs.send(
        new DescribeLogStreamsCommand({ logGroupName: "/aws/sagemaker/TrainingJobs", logStreamNamePrefix: "once/" }),
    );
    assert.equal(streams.logStreams?.length, 2, "each job has a stream of its own, even within a second");
});

test("a job that could not run is refused before it exists", async () => {
    const image = await pushImage(clients.s3, { train: nodeProgram("") });
    const refused = async (change: Partial<CreateTrainingJobCommandInput>, message: RegExp): Promise<void> =>
        assert.rejects(clients.sagemaker.send(new CreateTrainingJobCommand({ ...request("refused", image), ...change })), {
            name: "ValidationException",
            message,
        });
    await refused({ InputDataConfig: [channel("training", "data/none")] }, /^No S3 objects found under S3 URL "s3:.*data\/none"/);
    await refused({ OutputDataConfig: { S3OutputPath: "s3://no-such-bucket/" } }, /does not exist/);
    await refused({ TrainingJobName: "a_b" }, /^1 validation error detected: Value 'a_b' at 'trainingJobName'/);
    await refused(
        {
            AlgorithmSpecification: {
                TrainingImage: image,
                TrainingInputMode: "File",
                MetricDefinitions: [{ Name: "loss", Regex: "(?<=x)(.*)" }],
            },
        },
        /metric definition "loss" is invalid/,
    );
    await refused({ InputDataConfig: [channel("a"), channel("a")] }, /unique/);
    await refused({ InputDataConfig: [channel("..")] }, /other than \. and \.\.$/);
    await assert.rejects(describe(clients, "refused"), { message: "Requested resource not found." });
});

test("jobs are listed by name and by page", async () => {
    const { TrainingJobSummaries = [], NextToken } = await clients.sagemaker.send(
        new ListTrainingJobsCommand({ MaxResults: 2, SortBy: "Name", SortOrder: "Ascending" }),
    );
    assert.deepEqual(
        TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName),
        ["changed", "empty"],
    );
    assert.ok(NextToken);
});

test("a job survives a server that is killed, and none of its lines is lost or doubled", async () => {
    const lines = 4000;
    await create(
        clients,
        "surviving",
        `let n = 0; const timer = setInterval(() => {
            for (let i = 0; i < 20; i++) console.log("[metric] step=" + ++n);
            if (n >= ${lines}) { clearInterval(timer); require("node:fs").writeFileSync(process.env.SAGEMAKER_BASE_DIR + "/model/m", "1"); }
         }, 12);`,
        {
            AlgorithmSpecification: {
                TrainingImage: "",
                TrainingInputMode: "File",
                MetricDefinitions: [{ Name: "step", Regex: "step=([0-9]+)" }],
            },
        },
    );
    for (let kill = 0; kill < 3; kill++) {
        await delay(300);
        await server.end("SIGKILL");
        server = await startServerProcess(data);
        clients = clientsOf(server.url);
    }
    const job = await ended(clients, "surviving");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    const expected = Array.from({ length: lines }, (_, index) => `[metric] step=${index + 1}`);
    assert.deepEqual(await logLines(clients, "surviving"), expected);
    assert.equal(await statistic("surviving", "step", "SampleCount"), lines);
    assert.deepEqual(tarNames(await get("out/surviving/output/model.tar.gz")), ["m"]);
});

test("a server that is told to end stops its jobs first", async () => {
    await create(clients, "last", `setInterval(() => {}, 1000); console.log("up");`);
    await line(clients, "last", "up");
    assert.equal(await server.end("SIGTERM"), 0);
    server = await startServerProcess(data);
    clients = clientsOf(server.url);
    assert.equal((await describe(clients, "last")).TrainingJobStatus, "Stopped");
});

async function put(key: string, body: string): Promise<void> {
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
}

async function get(key: string): Promise<Buffer> {
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** A statistic of a metric over an hour, so that all points of a job are in one period. */
async function statistic(job: string, MetricName: string, Stat: string): Promise<number | undefined> {
    const Metric = {
        Namespace: "/aws/sagemaker/TrainingJobs",
        MetricName,
        Dimensions: [{ Name: "TrainingJobName", Value: job }],
    };
    const { MetricDataResults = [] } = await clients.cloudwatch.send(
        new GetMetricDataCommand({
            StartTime: new Date(Date.now() - 3_600_000),
            EndTime: new Date(Date.now() + 3_600_000),
            MetricDataQueries: [{ Id: "m", MetricStat: { Metric, Period: 86_400, Stat } }],
        }),
    );
    return MetricDataResults[0]?.Values?.[0];
}

function tarNames(archive: Buffer): string[] {
    const bytes = gunzipSync(archive);
    const names: string[] = [];
    for (let at = 0; bytes[at] !== 0 && at < bytes.length;) {
        names.push(bytes.toString("utf8", at, at + 100).replace(/\0.*$/s, ""));
        at += 512 + 512 * Math.ceil(Number.parseInt(bytes.toString("latin1", at + 124, at + 135), 8) / 512);
    }
    return names;
}
