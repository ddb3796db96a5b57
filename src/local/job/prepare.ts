import fs from "node:fs";
import type { Launch } from "../runners/runner.ts";
import { downloadChannel } from "./channels.ts";
import { restoreCheckpoints } from "./checkpoints.ts";
import { checkpointFolder, HOST, mlDirectory, mlPaths, writeMlDirectory } from "./mlDirectory.ts";
import type { TrainingJobRecord } from "./trainingJobRecord.ts";
import type { Advance, RunNeeds } from "./runNeeds.ts";

/** How long SageMaker waits between SIGTERM and SIGKILL. */
export const STOP_GRACE_SECONDS = 120;

/** Brings everything to its place that the program needs, and answers how to start it. A half-made tree of an earlier try is made anew. */
export async function prepare(
    directory: string,
    job: TrainingJobRecord,
    needs: Pick<RunNeeds, "images" | "objects">,
    step: Advance,
    signal: AbortSignal,
): Promise<Launch> {
    const { request } = job;
    const base = mlDirectory(directory);
    signal.throwIfAborted();
    fs.rmSync(directory, { recursive: true, force: true });
    step({ status: "InProgress", secondaryStatus: "Downloading", message: "Downloading the training image" });
    const image = await needs.images.resolve(request.AlgorithmSpecification.TrainingImage ?? "");
    writeMlDirectory(base, request, image.networkInterface);
    for (const channel of request.InputDataConfig) {
        await downloadChannel(channel, mlPaths(base).channel(channel.ChannelName), needs.objects, signal);
    }
    const { CheckpointConfig: checkpoints } = request;
    if (checkpoints !== undefined) {
        await restoreCheckpoints(checkpoints.S3Uri, checkpointFolder(base, checkpoints.LocalPath), needs.objects, signal);
    }
    signal.throwIfAborted();
    return image.launchOf({
        name: "train",
        of: request.TrainingJobName,
        mlDirectory: base,
        environment: { ...request.Environment, TRAINING_JOB_NAME: request.TrainingJobName, TRAINING_JOB_ARN: job.arn },
        host: HOST,
        instanceType: request.ResourceConfig?.InstanceType,
        maxRuntimeSeconds: request.StoppingCondition.MaxRuntimeInSeconds,
        graceSeconds: STOP_GRACE_SECONDS,
    });
}
