import { CapacityError } from "../control/capacity.ts";
import { ImageFault } from "../images/images.ts";
import type { Exit } from "../runners/runner.ts";
import { failureReason, serverFailure } from "./failureReason.ts";
import { mlDirectory, mlPaths } from "./mlDirectory.ts";
import { exceeded } from "./timeLimits.ts";
import { secondaryStatus, type Step, type TrainingJobRecord } from "./trainingJobRecord.ts";

type Outcome = Omit<Step, "at">;

/** The end of a job that somebody stopped. */
export const STOPPED: Outcome = { status: "Stopped", secondaryStatus: "Stopped", message: "Training job stopped" };

/** What the end of its program means for a job. */
export function outcome(exit: Exit, job: TrainingJobRecord, directory: string): Outcome {
    if (exit.stoppedBy === "maxRuntime") {
        return { ...STOPPED, ...exceeded(job, Date.now()) };
    }
    if (exit.stoppedBy === "stop") {
        return STOPPED;
    }
    return exit.code === 0 && exit.fault === undefined
        ? { status: "Completed", secondaryStatus: "Completed", message: "Training job completed" }
        : failure(failureReason(exit, mlPaths(mlDirectory(directory)).failure));
}

/** What an error on the way means for a job. */
export function failed(error: unknown, job: TrainingJobRecord): Outcome {
    if (error instanceof CapacityError) {
        return failure(error.message);
    }
    return failure(error instanceof ImageFault ? `ClientError: ${error.message}` : serverFailure(error, secondaryStatus(job)));
}

function failure(reason: string): Outcome {
    return { status: "Failed", secondaryStatus: "Failed", message: "Training job failed", failureReason: reason };
}
