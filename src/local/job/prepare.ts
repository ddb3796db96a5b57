import fs from "node:fs";
import type { Launch } from "../runners/runner.ts";
import { downloadChannel } from "./channels.ts";
import { restoreCheckpoints } from "./checkpoints.ts";
import { checkpointFolder, HOST, mlDirectory, mlPaths, writeMlDirectory } from "./mlDirectory.ts";
import { instancesOf } from "./instances.ts";
import type { Advance, RunNeeds } from "./runNeeds.ts";
import { secondsLeft } from "./timeLimits.ts";
import type { TrainingJobRecord } from "./trainingJobRecord.ts";

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
    const launch = await image.launchOf({
        name: "train",
        of: request.TrainingJobName,
        mlDirectory: base,
        environment: { ...request.Environment, TRAINING_JOB_NAME: request.TrainingJobName, TRAINING_JOB_ARN: job.arn },
        host: HOST,
        instanceType: instancesOf(request).instanceType,
        maxRuntimeSeconds: secondsLeft(job, Date.now()),
        graceSeconds: STOP_GRACE_SECONDS,
    });
    return { ...launch, notes: [...(launch.notes ?? []), ...notesOn(request)] };
}

/** Says in the job's log what of its request has no effect on this machine. */
function notesOn(request: TrainingJobRecord["request"]): readonly string[] {
    const { ResourceConfig: resources, OutputDataConfig, VpcConfig, EnableNetworkIsolation, RetryStrategy } = request;
    const without = Object.entries({
        VpcConfig: VpcConfig !== undefined,
        EnableNetworkIsolation,
        EnableInterContainerTrafficEncryption: request.EnableInterContainerTrafficEncryption,
        VolumeKmsKeyId: resources?.VolumeKmsKeyId !== undefined,
        "OutputDataConfig.KmsKeyId": OutputDataConfig.KmsKeyId !== "",
        KeepAlivePeriodInSeconds: (resources?.KeepAlivePeriodInSeconds ?? 0) > 0,
        RetryStrategy: RetryStrategy !== undefined,
    }).flatMap(([name, set]) => (set ? [name] : []));
    return without.length === 0
        ? []
        : [`Local SageMaker keeps these settings, and they have no effect here: ${without.join(", ")}.`];
}
