import fs from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { metricFeed } from "../capture/metricFeed.ts";
import { captureOutput, type OutputCapture } from "../capture/outputCapture.ts";
import { environmentFile } from "../images/containerLaunch.ts";
import { outputFile, readProcessFile } from "../runners/processFiles.ts";
import type { Exit, RunningProgram } from "../runners/runner.ts";
import { settle } from "../settle.ts";
import { type CheckpointSync, syncCheckpoints } from "./checkpoints.ts";
import { checkpointFolder, HOST, mlDirectory } from "./mlDirectory.ts";
import { type Advance, LOG_GROUP, type RunNeeds } from "./runNeeds.ts";
import { prepare, STOP_GRACE_SECONDS } from "./prepare.ts";
import { selectInstances } from "./instances.ts";
import { newLogStream } from "./logStream.ts";
import { failed, outcome, STOPPED } from "./outcome.ts";
import { exceeded } from "./timeLimits.ts";
import {
    advanced,
    isInterrupted,
    runStartedAt,
    secondaryStatus,
    startsAgain,
    type Step,
    type TrainingJobRecord,
} from "./trainingJobRecord.ts";
import { uploadArtifacts } from "./uploadArtifacts.ts";

const TRAINING = {
    status: "InProgress",
    secondaryStatus: "Training",
    message: "Training image download completed. Training in progress.",
} as const;

const STARTING = {
    status: "InProgress",
    secondaryStatus: "Starting",
    message: "Preparing the instances for training",
} as const;

/** Seconds from the loss of an instance to its end; whether SageMaker sends SIGTERM before is not documented. */
const INTERRUPTION_GRACE_SECONDS = 2;

/** So many lines of an earlier server's log are read in one go. */
const LINES_AT_ONCE = 1000;

/** Reads and writes the record of the one job that runs. */
export interface JobRow {
    get(): TrainingJobRecord;
    put(job: TrainingJobRecord): void;
}

/** A job on its way from Starting to its end. */
export interface TrainingRun {
    readonly ended: Promise<void>;
    stop(graceSeconds?: number): void;
    /** Takes the instance away; the job starts again with its checkpoints. False when it does not train now. */
    interrupt(): boolean;
    /** Gives up what a full disk keeps from being written: the job is about to be deleted. */
    abandon(): void;
}

/** Runs a job in its directory, or takes it up where an earlier server left it. */
export function runTrainingJob(directory: string, row: JobRow, needs: RunNeeds): TrainingRun {
    const stopping = new AbortController();
    const unwanted = new AbortController();
    let program: RunningProgram | undefined;
    let capture: OutputCapture | undefined;
    const step: Advance = (next) => row.put(advanced(row.get(), { ...next, at: Date.now() }));

    const start = async (): Promise<void> => {
        const processDirectory = path.join(directory, "process");
        // A job that starts again has the program of its last run there until the new one is prepared.
        if (readProcessFile(processDirectory, "launch") !== undefined && !startsAgain(row.get())) {
            program = needs.runner.adopt(processDirectory);
        } else {
            if (row.get().status === "Stopping") {
                stopping.abort();
            }
            select(row, needs.capacity);
            const launch = await prepare(directory, row.get(), needs, step, stopping.signal);
            program = needs.runner.start(processDirectory, launch);
        }
        if (secondaryStatus(row.get()) === "Downloading") {
            step(TRAINING);
        }
    };
    const attempt = async (): Promise<Exit> => {
        await start();
        if (program === undefined) {
            throw new Error("No program was started.");
        }
        if (row.get().status === "Stopping") {
            program.stop(STOP_GRACE_SECONDS); // The server that was asked to was killed, perhaps before it had passed it on.
        }
        capture = await captureJob(directory, row.get(), needs);
        const Host = `${row.get().request.TrainingJobName}/${HOST}`;
        const of = { namespace: LOG_GROUP, dimensions: { Host } };
        const measuring = needs.utilization(path.join(directory, "process"), of);
        try {
            return await follow(program, capture, sync(directory, row.get(), needs), row, step, needs.report);
        } finally {
            measuring.end();
        }
    };
    const run = async (): Promise<Omit<Step, "at">> => {
        let exit = await attempt();
        while (isInterrupted(row.get())) {
            program = undefined;
            const job = row.get();
            const at = Date.now();
            row.put({
                ...advanced(job, { ...STARTING, at }),
                logStream: newLogStream(job.request.TrainingJobName, at, needs.logs),
            });
            exit = await attempt();
        }
        await uploadArtifacts(directory, asked(exit, row.get()), row.get(), needs, step);
        return outcome(asked(exit, row.get()), row.get(), directory);
    };
    const end = async (): Promise<void> => {
        try {
            step(await run());
        } catch (error) {
            // Stopped before its program was started: the phases until then let themselves be interrupted.
            const last = program === undefined && row.get().status === "Stopping" ? STOPPED : failed(error, row.get());
            await kill(program);
            await clearFiles(directory); // Before the end is written down: the job's own files may be what fills the disk.
            await settle(() => step(last), needs.report, unwanted.signal);
        }
        await clearFiles(directory);
        await settle(async () => capture?.finish(), needs.report, unwanted.signal); // Its last lines may have waited for this room.
        await clearAfterEnd(directory);
    };
    return {
        ended: end().catch(needs.report),
        stop(graceSeconds = STOP_GRACE_SECONDS) {
            program?.stop(graceSeconds); // First: the job may be what fills the disk, so that no status can be written until it has ended.
            step({ status: "Stopping", secondaryStatus: "Stopping", message: "Stopping the training job" });
            stopping.abort();
        },
        interrupt() {
            if (program === undefined || secondaryStatus(row.get()) !== "Training") {
                return false;
            }
            step({ status: "InProgress", secondaryStatus: "Interrupted", message: "The instance was taken back by EC2" });
            program.stop(INTERRUPTION_GRACE_SECONDS);
            return true;
        },
        abandon: () => unwanted.abort(),
    };
}

/** Writes down which of the preferred instances a job got; throws when it got none. */
function select(row: JobRow, capacity: RunNeeds["capacity"]): void {
    const job = row.get();
    const { ResourceConfig: resources } = job.request;
    const selected = resources && selectInstances(resources, capacity);
    if (selected !== resources) {
        row.put({ ...job, request: { ...job.request, ResourceConfig: selected } });
    }
}

/** Removes what is of no use after a job's end: what it made is in S3, what it said in its log stream. */
export async function clearAfterEnd(directory: string): Promise<void> {
    await clearFiles(directory);
    await remove(outputFile(path.join(directory, "process")));
}

async function clearFiles(directory: string): Promise<void> {
    await remove(mlDirectory(directory));
    await remove(environmentFile(mlDirectory(directory)));
}

/** Looks first, which is quick: of thousands of jobs that a server finds when it starts, hardly one has anything left. */
async function remove(file: string): Promise<void> {
    if (fs.existsSync(file)) {
        await fs.promises.rm(file, { recursive: true, force: true });
    }
}

/** Nothing may run on for a job that has failed for another reason. */
async function kill(program: RunningProgram | undefined): Promise<void> {
    program?.stop(0);
    await program?.exited;
}

/** A stop that comes when the program has ended by itself, and its model is being packed, stops the job all the same. */
function asked(exit: Exit, { status }: TrainingJobRecord): Exit {
    return status === "Stopping" && exit.code === 0 ? { stoppedBy: "stop", ...exit } : exit;
}

async function captureJob(directory: string, job: TrainingJobRecord, needs: RunNeeds): Promise<OutputCapture> {
    const { request, logStream } = job;
    const definitions = request.AlgorithmSpecification.MetricDefinitions ?? [];
    const feed = metricFeed(request.TrainingJobName, definitions, needs.metrics, runStartedAt(job));
    for (let from = 0; from < needs.logs.count(LOG_GROUP, logStream); from += LINES_AT_ONCE) {
        feed(needs.logs.read(LOG_GROUP, logStream, from, LINES_AT_ONCE) ?? []);
        await setImmediate(); // Others have their turn: what a job wrote before a restart may be more than fits into memory.
    }
    return captureOutput(path.join(directory, "process"), {
        logs: needs.logs,
        group: LOG_GROUP,
        stream: logStream,
        now: Date.now,
        onLines: feed,
        report: needs.report,
    });
}

function sync(directory: string, { request }: TrainingJobRecord, { objects, report }: RunNeeds): CheckpointSync | undefined {
    const { CheckpointConfig: config } = request;
    return config && syncCheckpoints(config.S3Uri, checkpointFolder(mlDirectory(directory), config.LocalPath), objects, report);
}

/** Sees a program through to its end: its lines, its checkpoints, and the moment when it is told to stop. */
async function follow(
    program: RunningProgram,
    capture: OutputCapture,
    checkpoints: CheckpointSync | undefined,
    row: JobRow,
    step: Advance,
    report: (failure: unknown) => void,
): Promise<Exit> {
    program.stopping
        .then((cause) => {
            const job = row.get();
            if (!isInterrupted(job)) {
                const message = cause === "maxRuntime" ? exceeded(job, Date.now()).message : "Stopping the training job";
                step({ status: "Stopping", secondaryStatus: "Stopping", message });
            }
        })
        .catch(report);
    const exit = await program.exited;
    // How the program ended decides what becomes of the job, not whether there was room for its last lines.
    await capture.finish().catch(report);
    await checkpoints?.finish();
    return exit;
}
