import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CreateTrainingJobRequest } from "../../src/local/job/createTrainingJobRequest.ts";
import type { TrainingJobRecord } from "../../src/local/job/trainingJobRecord.ts";
import { parse } from "../../src/local/protocol/validation.ts";
import { arnOf } from "../../src/local/sagemaker/arn.ts";
import { fileNameOf } from "../../src/local/store/fileName.ts";
import { type ServerProcess, startServerProcess } from "./serverProcess.ts";

/** What the jobs of a past are like. */
interface Past {
    readonly count: number;
    /** When the newest was created, in milliseconds since 1970, and how long before it the next one. */
    readonly newest: number;
    readonly everyMs: number;
    /** One in so many has failed. */
    readonly failedEvery: number;
    /** The names of jobs beside the ordinary `job-00001`, by their place from the newest on. */
    readonly names?: Readonly<Record<number, string>>;
}

/** Starts a Local SageMaker with a past of thousands of jobs, which would take an hour to run. It ends with this process at the latest. */
export async function startWithPast(dataDirectory: string, past: Past): Promise<ServerProcess> {
    seedTrainingJobs(dataDirectory, past);
    const server = await startServerProcess(dataDirectory);
    const endNow = () => process.kill(server.pid, "SIGKILL");
    process.once("exit", endNow);
    return {
        ...server,
        end: (signal) => {
            process.off("exit", endNow);
            return server.end(signal);
        },
    };
}

function seedTrainingJobs(dataDirectory: string, { count, newest, everyMs, failedEvery, names = {} }: Past): void {
    const directory = path.join(dataDirectory, "tables/trainingJobs");
    mkdirSync(directory, { recursive: true });
    for (let index = 0; index < count; index++) {
        const name = names[index] ?? `job-${String(index).padStart(5, "0")}`;
        const value = endedJob(name, newest - index * everyMs, (index + 1) % failedEvery === 0);
        writeFileSync(path.join(directory, `${fileNameOf(name)}.json`), JSON.stringify({ name, value }));
    }
}

function endedJob(name: string, at: number, hasFailed: boolean): TrainingJobRecord {
    const status = hasFailed ? "Failed" : "Completed";
    const phase = (Status: TrainingJobRecord["transitions"][number]["Status"], from: number, to: number) => {
        return { Status, StartTime: at + from * 1000, EndTime: at + to * 1000, StatusMessage: "" };
    };
    return {
        request: parse(CreateTrainingJobRequest, {
            TrainingJobName: name,
            RoleArn: "arn:aws:iam::000000000000:role/local",
            AlgorithmSpecification: {
                TrainingImage: "000000000000.dkr.ecr.us-east-1.amazonaws.com/sample:v1",
                TrainingInputMode: "File",
            },
            OutputDataConfig: { S3OutputPath: "s3://sample/output" },
            ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 },
        }),
        arn: arnOf("training-job", name),
        status,
        transitions: [phase("Starting", 0, 60), phase("Training", 60, 600), phase(status, 600, 600)],
        creationTime: at,
        lastModifiedTime: at + 600_000,
        logStream: `${name}/algo-1-${Math.floor(at / 1000)}`,
        ...(hasFailed && { failureReason: "AlgorithmError: no data, exit code: 1" }),
    };
}
