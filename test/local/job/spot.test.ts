import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
    DeleteTrainingJobCommand,
    ListTrainingJobsCommand,
    StopTrainingJobCommand,
    UpdateTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { clientsOf } from "../clients.ts";
import { deploy, eventually, reaches, serveProgram } from "../hosting/deploy.ts";
import { BUCKET } from "../programs.ts";
import { send } from "../server/http.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { create, describe as describeJob, ended, line, logLines, putTrainingData, request, until } from "./jobs.ts";

const SPOT = {
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 120 },
    CheckpointConfig: { S3Uri: `s3://${BUCKET}/checkpoints` },
};
const RESOURCES = request("", "").ResourceConfig;

/** Counts in its checkpoints folder, and ends at the second run. */
const COUNTING = `
    const fs = require("node:fs"), file = process.env.SAGEMAKER_BASE_DIR + "/checkpoints/count";
    const count = fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0;
    fs.writeFileSync(file, String(count + 1));
    console.log("[metric] epoch=" + count);
    console.log("run " + count);
    if (count === 0) setInterval(() => {}, 1000);
`;

describe("training jobs as AWS's capacity makes them", () => {
    const directory = temporaryDirectory();
    const data = path.join(directory.path, "data");
    let server: ServerProcess;
    let clients: ReturnType<typeof clientsOf>;
    const order = async (body: object) => send(server.url, { path: "/_local/control", body: JSON.stringify(body) });
    const names = async (name: string) =>
        (await describeJob(clients, name)).SecondaryStatusTransitions?.map(({ Status }) => Status);

    before(async () => {
        server = await startServerProcess(data, "--control");
        clients = clientsOf(server.url);
        await putTrainingData(clients);
    });
    after(async () => {
        await server.end("SIGTERM");
        directory[Symbol.dispose]();
    });

    it("F19: an interrupted spot job starts again with its checkpoints, in a log stream of its own", async () => {
        await create(clients, "spot", COUNTING, SPOT);
        await line(clients, "spot", "run 0");
        assert.equal((await order({ type: "interrupt", trainingJob: "spot" })).status, 204);
        const job = await ended(clients, "spot");
        assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
        const phases = ["Starting", "Downloading", "Training"];
        assert.deepEqual(await names("spot"), [...phases, "Interrupted", ...phases, "Uploading", "Completed"]);
        assert.ok((job.BillableTimeInSeconds ?? 0) <= (job.TrainingTimeInSeconds ?? 0));
        assert.deepEqual(
            job.FinalMetricDataList?.map(({ MetricName, Value }) => [MetricName, Value]),
            [["epoch", 1]],
        );
        const { logStreams } = await clients.logs.send(
            new DescribeLogStreamsCommand({ logGroupName: "/aws/sagemaker/TrainingJobs", logStreamNamePrefix: "spot/" }),
        );
        assert.equal(logStreams?.length, 2);
    });

    it("F19: a spot job that was interrupted starts again although the server was killed meanwhile", async () => {
        await create(clients, "killed", COUNTING, { ...SPOT, CheckpointConfig: { S3Uri: `s3://${BUCKET}/killed` } });
        await line(clients, "killed", "run 0");
        await order({ type: "interrupt", trainingJob: "killed" });
        await server.end("SIGKILL");
        server = await startServerProcess(data, "--control");
        clients = clientsOf(server.url);
        const job = await ended(clients, "killed");
        assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
        assert.equal((await names("killed"))?.filter((name) => name === "Training").length, 2);
    });

    it("F19: a spot job that waits too long ends as MaxWaitTimeExceeded", async () => {
        await create(clients, "waits", "setInterval(() => {}, 1000)", {
            ...SPOT,
            StoppingCondition: { MaxRuntimeInSeconds: 2, MaxWaitTimeInSeconds: 2 },
        });
        const job = await ended(clients, "waits");
        assert.deepEqual([job.TrainingJobStatus, job.SecondaryStatus], ["Stopped", "MaxWaitTimeExceeded"]);
    });

    it("only a spot job can be interrupted, and one with a wait that is long enough can be made", async () => {
        await create(clients, "plain", "console.log('runs'); setInterval(() => {}, 1000)");
        await line(clients, "plain", "runs");
        assert.equal((await order({ type: "interrupt", trainingJob: "plain" })).status, 400);
        await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "plain" }));
        for (const [MaxWaitTimeInSeconds, spot] of [
            [59, true],
            [undefined, true],
            [120, false],
        ] as const) {
            const StoppingCondition = { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds };
            const refused = create(clients, "refused", "", { EnableManagedSpotTraining: spot, StoppingCondition });
            await assert.rejects(refused, { name: "ValidationException", message: /MaxWaitTimeInSeconds/ });
        }
    });

    it("F18: a lack of capacity shows in the create call or in the failure reason, and once", async () => {
        const lack = { type: "capacity", purpose: "training job", instanceType: "ml.m5.large" };
        await order({ ...lack, moment: "create" });
        await assert.rejects(create(clients, "lacking", ""), { name: "InsufficientInstanceCapacity" });
        await order({ ...lack, moment: "start" });
        await create(clients, "lacking", "");
        const { FailureReason } = await ended(clients, "lacking");
        assert.match(FailureReason ?? "", /^CapacityError: Unable to provision requested ML compute capacity\./);
        await create(clients, "there", "");
        assert.equal((await ended(clients, "there")).TrainingJobStatus, "Completed");
    });

    it("F18: a job gets the first of its preferred types that there is", async () => {
        await order({ type: "capacity", purpose: "training job", instanceType: "ml.g5.xlarge", moment: "start" });
        const InstancePreferences = [{ InstanceType: "ml.g5.xlarge" as const }, { InstanceType: "ml.g4dn.xlarge" as const }];
        await create(clients, "prefers", "", { ResourceConfig: { InstanceCount: 1, VolumeSizeInGB: 1, InstancePreferences } });
        const { ResourceConfig } = await ended(clients, "prefers");
        assert.deepEqual([ResourceConfig?.SelectedInstanceType, ResourceConfig?.SelectedInstanceCount], ["ml.g4dn.xlarge", 1]);
        for (const wrong of [
            { InstanceType: "ml.m5.large" as const, InstanceCount: 1, InstancePreferences },
            { InstancePreferences },
            { InstanceCount: 1, InstancePreferences: [...InstancePreferences, ...InstancePreferences] },
        ]) {
            await assert.rejects(create(clients, "refused", "", { ResourceConfig: { VolumeSizeInGB: 1, ...wrong } }), {
                name: "ValidationException",
            });
        }
    });

    it("F18: an endpoint without capacity is Failed and says so", async () => {
        const lack = { type: "capacity", purpose: "endpoint", instanceType: "ml.m5.large" };
        const serve = serveProgram("response.end()");
        await order({ ...lack, moment: "start" });
        await deploy(clients, "lacking", { AllTraffic: { serve } });
        await eventually(async () => {
            await assert.rejects(reaches(clients, "lacking", "InService"), /InsufficientInstanceCapacity/);
        });
    });

    it("keep a warm pool on record, which a job like them takes over", async () => {
        const warm = { ResourceConfig: { ...RESOURCES, KeepAlivePeriodInSeconds: 600 } };
        const pools = async () => {
            const { TrainingJobSummaries } = await clients.sagemaker.send(new ListTrainingJobsCommand({ NameContains: "warm" }));
            return TrainingJobSummaries?.map(({ WarmPoolStatus }) => WarmPoolStatus?.Status);
        };
        await create(clients, "warm-1", "", warm);
        assert.equal((await describeJob(clients, "warm-1")).WarmPoolStatus?.Status, "InUse");
        await ended(clients, "warm-1");
        assert.deepEqual(await pools(), ["Available"]);
        await assert.rejects(clients.sagemaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "warm-1" })), {
            name: "ResourceInUse",
        });
        await create(clients, "warm-2", "", warm);
        const reused = await describeJob(clients, "warm-1");
        assert.deepEqual([reused.WarmPoolStatus?.Status, reused.WarmPoolStatus?.ReusedByJob], ["Reused", "warm-2"]);
        await ended(clients, "warm-2");
        assert.deepEqual(await pools(), ["Reused", "Available"]);
        const { TrainingJobSummaries } = await clients.sagemaker.send(
            new ListTrainingJobsCommand({ NameContains: "warm", WarmPoolStatusEquals: "Available" }),
        );
        assert.deepEqual(
            TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName),
            ["warm-2"],
        );
    });

    it("F20: end a warm pool that is to be kept no longer, as long as there is one", async () => {
        const keep = (TrainingJobName: string, KeepAlivePeriodInSeconds: number) =>
            clients.sagemaker.send(
                new UpdateTrainingJobCommand({ TrainingJobName, ResourceConfig: { KeepAlivePeriodInSeconds } }),
            );
        const pool = async (name: string) => (await describeJob(clients, name)).WarmPoolStatus?.Status;
        await create(clients, "kept", "", { ResourceConfig: { ...RESOURCES, KeepAlivePeriodInSeconds: 600 } });
        await ended(clients, "kept");
        await keep("kept", 3600);
        assert.equal(await pool("kept"), "Available");
        await keep("kept", 0);
        assert.equal(await pool("kept"), "Terminated");
        await assert.rejects(keep("kept", 600), { name: "ValidationException", message: /in status Terminated/ });
        await create(clients, "keeps-none", "");
        await assert.rejects(keep("keeps-none", 600), { name: "ValidationException" });
        await assert.rejects(keep("nobody", 0), { name: "ValidationException" });
        await clients.sagemaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "kept" }));
    });

    it("echo what has no effect on this machine, and say so in their log", async () => {
        const settings = {
            VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] },
            EnableNetworkIsolation: true,
            RetryStrategy: { MaximumRetryAttempts: 3 },
        };
        await create(clients, "recorded", "", { ...settings, ResourceConfig: { ...RESOURCES, VolumeKmsKeyId: "alias/key" } });
        const job = await ended(clients, "recorded");
        assert.deepEqual(
            [job.VpcConfig, job.EnableNetworkIsolation, job.RetryStrategy, job.ResourceConfig?.VolumeKmsKeyId],
            [settings.VpcConfig, true, settings.RetryStrategy, "alias/key"],
        );
        await until(async () => (await logLines(clients, "recorded")).length > 0);
        const [first] = await logLines(clients, "recorded");
        const without = "VpcConfig, EnableNetworkIsolation, VolumeKmsKeyId, RetryStrategy";
        assert.equal(first, `Local SageMaker keeps these settings, and they have no effect here: ${without}.`);
    });

    it("take no orders from a server that was not started for them", async () => {
        using other = temporaryDirectory();
        const plain = await startServerProcess(other.path);
        try {
            const body = JSON.stringify({ type: "interrupt", trainingJob: "spot" });
            assert.notEqual((await send(plain.url, { path: "/_local/control", body })).status, 204);
        } finally {
            await plain.end("SIGTERM");
        }
    });
});
