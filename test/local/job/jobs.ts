import fs from "node:fs";
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { DescribeLogStreamsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
    CreateTrainingJobCommand,
    type CreateTrainingJobCommandInput,
    DescribeTrainingJobCommand,
    type DescribeTrainingJobCommandOutput,
} from "@aws-sdk/client-sagemaker";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { clientsOf } from "../clients.ts";
import { BUCKET, nodeProgram, pushImage } from "../programs.ts";

type Clients = ReturnType<typeof clientsOf>;

/** A request with everything that a job needs, its data under data/training/. */
export function request(name: string, image: string): CreateTrainingJobCommandInput {
    return {
        TrainingJobName: name,
        RoleArn: "arn:aws:iam::000000000000:role/local",
        AlgorithmSpecification: {
            TrainingImage: image,
            TrainingInputMode: "File",
            MetricDefinitions: [
                { Name: "epoch", Regex: "\\[metric\\].*\\bepoch=([-+0-9.eE]+)" },
                { Name: "train_loss", Regex: "\\[metric\\].*\\btrain_loss=([-+0-9.eE]+)" },
            ],
        },
        HyperParameters: { epochs: "3" },
        InputDataConfig: [channel("training")],
        OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out` },
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 30 },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
    };
}

/** An input of a job from a prefix of the bucket. */
export function channel(name: string, prefix = "data/training/") {
    return {
        ChannelName: name,
        DataSource: { S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri: `s3://${BUCKET}/${prefix}` } },
    };
}

/** Makes the bucket of the tests, with a file where jobs look for their data. */
export async function putTrainingData({ s3 }: Pick<Clients, "s3">): Promise<void> {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "data/training/rows.csv", Body: "1" }));
}

/** Starts a job whose train is JavaScript for Node, or a whole executable file when it begins with `#!`. */
export async function create(
    { s3, sagemaker }: Clients,
    name: string,
    source: string,
    change: Partial<CreateTrainingJobCommandInput> = {},
): Promise<void> {
    const image = await pushImage(s3, { train: source.startsWith("#!") ? source : nodeProgram(source) });
    const plain = request(name, image);
    const AlgorithmSpecification = {
        ...plain.AlgorithmSpecification,
        ...change.AlgorithmSpecification,
        TrainingImage: image,
        TrainingInputMode: "File" as const,
    };
    await sagemaker.send(new CreateTrainingJobCommand({ ...plain, ...change, AlgorithmSpecification }));
}

/** A job as it is now. */
export async function describe({ sagemaker }: Clients, name: string): Promise<DescribeTrainingJobCommandOutput> {
    return sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
}

/** A job once it has ended. */
export async function ended(clients: Clients, name: string): Promise<DescribeTrainingJobCommandOutput> {
    let job = await describe(clients, name);
    await until(async () => {
        job = await describe(clients, name);
        return ["Completed", "Failed", "Stopped"].includes(job.TrainingJobStatus ?? "");
    });
    return job;
}

/** All lines of a job so far. */
export async function logLines({ logs }: Clients, name: string): Promise<string[]> {
    const group = { logGroupName: "/aws/sagemaker/TrainingJobs" };
    const found = await logs
        .send(new DescribeLogStreamsCommand({ ...group, logStreamNamePrefix: `${name}/` }))
        .catch(() => undefined);
    const stream = found?.logStreams?.[0]?.logStreamName;
    if (stream === undefined) {
        return [];
    }
    const { events = [] } = await logs.send(new GetLogEventsCommand({ ...group, logStreamName: stream, startFromHead: true }));
    return events.map(({ message }) => message ?? "");
}

/** Waits until a job has written a line. */
export async function line(clients: Clients, name: string, text: string): Promise<void> {
    await until(async () => (await logLines(clients, name)).includes(text));
}

/** Waits until something is so, but not for ever. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
    for (const end = Date.now() + 20_000; !(await condition());) {
        assert.ok(Date.now() < end, "it did not happen within 20 s");
        await delay(50);
    }
}

/** The processes of this machine that belong to the jobs and endpoints of a data directory; none where the system hides environments. */
export function processesOf(dataDirectory: string): string[] {
    if (process.platform !== "linux") {
        return [];
    }
    return fs.readdirSync("/proc").filter((pid) => {
        try {
            const environment = fs.readFileSync(`/proc/${pid}/environ`, "utf8");
            return /^\d+$/.test(pid) && environment.includes(`SAGEMAKER_BASE_DIR=${dataDirectory}`);
        } catch {
            return false; // Ended, or somebody else's.
        }
    });
}
