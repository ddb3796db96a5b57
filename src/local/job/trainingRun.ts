import fs from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { captureOutput } from "../capture/outputCapture.ts";
import { metricFeed } from "../capture/metricFeed.ts";
import { ImageFault, type ProcessImages } from "../images/processImages.ts";
import { readProcessFile } from "../runners/processFiles.ts";
import type { Exit, Launch, Runner, RunningProgram } from "../runners/runner.ts";
import type { LogStore } from "../store/logStore.ts";
import type { MetricStore } from "../store/metricStore.ts";
import type { Objects } from "../store/objects.ts";
import { systemCode } from "../systemCode.ts";
import { artifactUri, isEmpty, uploadArchive } from "./artifacts.ts";
import { downloadChannel } from "./channels.ts";
import { restoreCheckpoints, syncCheckpoints } from "./checkpoints.ts";
import { failureReason, serverFailure } from "./failureReason.ts";
import { mlPaths, writeMlDirectory } from "./mlDirectory.ts";
import { advanced, secondaryStatus, type Step, type TrainingJobRecord } from "./trainingJobRecord.ts";

/** The log group of all training jobs. */
export const LOG_GROUP = "/aws/sagemaker/TrainingJobs";

/** How long SageMaker waits between SIGTERM and SIGKILL. */
const STOP_GRACE_SECONDS = 120;

/** What running a job needs. */
export interface RunNeeds {
    readonly runner: Runner;
    readonly images: ProcessImages;
    readonly objects: Objects;
    readonly logs: LogStore;
    readonly metrics: MetricStore;
    /** The environment that every program here gets, before the request's own. */
    readonly environment: Readonly<Record<string, string>>;
    readonly report: (failure: unknown) => void;
}

/** Reads and writes the record of the one job that runs. */
export interface JobRow {
    get(): TrainingJobRecord;
    put(job: TrainingJobRecord): void;
}

/** A job on its way from Starting to its end. */
export interface TrainingRun {
    readonly ended: Promise<void>;
    stop(graceSeconds?: number): void;
}

/** Runs a job in its directory, or takes it up where an earlier server left it. */
export function runTrainingJob(directory: string, row: JobRow, needs: RunNeeds): TrainingRun {
    const stopping = new AbortController();
    let program: RunningProgram | undefined;
    let grace = STOP_GRACE_SECONDS;
    const step = (next: Omit<Step, "at">): void => row.put(advanced(row.get(), { ...next, at: Date.now() }));
    const run = async (): Promise<void> => {
        const processDirectory = path.join(directory, "process");
        if (readProcessFile(processDirectory, "launch") === undefined) {
            if (row.get().status === "Stopping") {
                step(STOPPED); // Before the program had been started; the server ended in between.
                return;
            }
            const launch = await prepare(directory, row.get(), needs, step, stopping.signal);
            stopping.signal.throwIfAborted();
            program = needs.runner.start(processDirectory, launch);
            step({ status: "InProgress", secondaryStatus: "Training", message: TRAINING });
        } else {
            program = needs.runner.adopt(processDirectory);
        }
        if (row.get().status === "Stopping") {
            program.stop(grace);
        }
        const exit = await follow(directory, program, row, needs, step);
        await upload(directory, exit, row.get(), needs, step);
        step(outcome(exit, mlPaths(path.join(directory, "ml")).failure));
    };
    return {
        ended: run().catch(async (error: unknown) => {
            const next = stopping.signal.aborted ? STOPPED : failed(error, row.get());
            await settle(() => step(next), needs.report);
        }),
        stop(graceSeconds = STOP_GRACE_SECONDS) {
            grace = graceSeconds;
            step({ status: "Stopping", secondaryStatus: "Stopping", message: "Stopping the training job" });
            stopping.abort();
            program?.stop(graceSeconds);
        },
    };
}

const TRAINING = "Training image download completed. Training in progress.";
const STOPPED: Omit<Step, "at"> = { status: "Stopped", secondaryStatus: "Stopped", message: "Training job stopped" };

type Advance = (step: Omit<Step, "at">) => void;

/** Brings everything to its place that the program needs, and answers how to start it. A half-made tree of an earlier try is made anew. */
async function prepare(
    directory: string,
    job: TrainingJobRecord,
    needs: RunNeeds,
    step: Advance,
    signal: AbortSignal,
): Promise<Launch> {
    const { request } = job;
    const base = path.join(directory, "ml");
    const paths = mlPaths(base);
    fs.rmSync(directory, { recursive: true, force: true });
    step({ status: "InProgress", secondaryStatus: "Downloading", message: "Downloading the training image" });
    const image = await needs.images.resolve(request.AlgorithmSpecification.TrainingImage ?? "");
    writeMlDirectory(base, request);
    for (const channel of request.InputDataConfig) {
        await downloadChannel(channel, paths.channel(channel.ChannelName), needs.objects, signal);
    }
    const { CheckpointConfig: checkpoints } = request;
    if (checkpoints !== undefined) {
        await restoreCheckpoints(checkpoints.S3Uri, checkpointFolder(base, checkpoints.LocalPath), needs.objects, signal);
    }
    return {
        program: path.join(image.directory, "train"),
        name: "train",
        args: ["train"],
        directory: base,
        environment: {
            ...needs.environment,
            ...request.Environment,
            TRAINING_JOB_NAME: request.TrainingJobName,
            TRAINING_JOB_ARN: job.arn,
            SAGEMAKER_BASE_DIR: base,
        },
        maxRuntimeSeconds: request.StoppingCondition.MaxRuntimeInSeconds,
        graceSeconds: STOP_GRACE_SECONDS,
    };
}

function checkpointFolder(base: string, localPath = "/opt/ml/checkpoints"): string {
    return mlPaths(base).inside(localPath);
}

/** Sees a program through to its end: its lines, its metrics, its checkpoints, and the moment when it is told to stop. */
async function follow(directory: string, program: RunningProgram, row: JobRow, needs: RunNeeds, step: Advance): Promise<Exit> {
    const { request, logStream, creationTime } = row.get();
    const { CheckpointConfig: checkpoints } = request;
    const feed = metricFeed(
        request.TrainingJobName,
        request.AlgorithmSpecification.MetricDefinitions ?? [],
        needs.metrics,
        creationTime,
    );
    feed(needs.logs.read(LOG_GROUP, logStream, 0, Number.MAX_SAFE_INTEGER) ?? []);
    const capture = captureOutput(path.join(directory, "process"), {
        logs: needs.logs,
        group: LOG_GROUP,
        stream: logStream,
        now: Date.now,
        onLines: feed,
        report: needs.report,
    });
    const sync =
        checkpoints &&
        syncCheckpoints(
            checkpoints.S3Uri,
            checkpointFolder(path.join(directory, "ml"), checkpoints.LocalPath),
            needs.objects,
            needs.report,
        );
    void program.stopping.then((cause) =>
        step({
            status: "Stopping",
            secondaryStatus: "Stopping",
            message: cause === "maxRuntime" ? "Training job runtime exceeded MaxRuntimeInSeconds" : "Stopping the training job",
        }),
    );
    const exit = await program.exited;
    await capture.finish();
    await sync?.finish();
    return exit;
}

/** Packs what the program made. SageMaker keeps what a stopped job wrote in time; of a failed one nothing is kept. */
async function upload(directory: string, exit: Exit, job: TrainingJobRecord, needs: RunNeeds, step: Advance): Promise<void> {
    const { model, outputData } = mlPaths(path.join(directory, "ml"));
    const stopped = exit.stoppedBy !== undefined;
    if (exit.fault !== undefined || (exit.code !== 0 && !stopped) || (stopped && isEmpty(model))) {
        return;
    }
    if (isEmpty(model)) {
        const now = Date.now();
        const message = "Nothing was written to /opt/ml/model: model.tar.gz is empty and cannot be deployed.";
        needs.logs.append(LOG_GROUP, job.logStream, [{ timestamp: now, ingestionTime: now, message }]);
    }
    step({
        status: stopped ? "Stopping" : "InProgress",
        secondaryStatus: "Uploading",
        message: "Uploading generated training model",
    });
    const { S3OutputPath } = job.request.OutputDataConfig;
    const name = job.request.TrainingJobName;
    await uploadArchive(model, artifactUri(S3OutputPath, name, "model.tar.gz"), needs.objects);
    if (!isEmpty(outputData)) {
        await uploadArchive(outputData, artifactUri(S3OutputPath, name, "output.tar.gz"), needs.objects);
    }
}

function outcome(exit: Exit, failureFile: string): Omit<Step, "at"> {
    if (exit.stoppedBy === "maxRuntime") {
        return {
            ...STOPPED,
            secondaryStatus: "MaxRuntimeExceeded",
            message: "Training job runtime exceeded MaxRuntimeInSeconds",
        };
    }
    if (exit.stoppedBy === "stop") {
        return STOPPED;
    }
    if (exit.code === 0 && exit.fault === undefined) {
        return { status: "Completed", secondaryStatus: "Completed", message: "Training job completed" };
    }
    return {
        status: "Failed",
        secondaryStatus: "Failed",
        message: "Training job failed",
        failureReason: failureReason(exit, failureFile),
    };
}

function failed(error: unknown, job: TrainingJobRecord): Omit<Step, "at"> {
    const reason = error instanceof ImageFault ? `ClientError: ${error.message}` : serverFailure(error, secondaryStatus(job));
    return { status: "Failed", secondaryStatus: "Failed", message: "Training job failed", failureReason: reason };
}

/** Writes down an end, however long the disk stays full. */
async function settle(write: () => void, report: (failure: unknown) => void): Promise<void> {
    for (;;) {
        try {
            write();
            return;
        } catch (error) {
            report(error);
            if (systemCode(error) !== "ENOSPC") {
                return;
            }
            await delay(1000, undefined, { ref: false });
        }
    }
}
