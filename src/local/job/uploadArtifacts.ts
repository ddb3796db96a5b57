import fs from "node:fs";
import type { Exit } from "../runners/runner.ts";
import type { LogStore } from "../store/logStore.ts";
import { artifactUri, isEmpty, uploadArchive } from "./artifacts.ts";
import { mlDirectory, mlPaths } from "./mlDirectory.ts";
import { secondaryStatus, type TrainingJobRecord } from "./trainingJobRecord.ts";
import { type Advance, LOG_GROUP, type RunNeeds } from "./runNeeds.ts";

/** Packs what a program made. SageMaker keeps what a stopped job wrote in time; of a failed one nothing is kept. */
export async function uploadArtifacts(
    directory: string,
    exit: Exit,
    job: TrainingJobRecord,
    { logs, objects }: Pick<RunNeeds, "logs" | "objects">,
    step: Advance,
): Promise<void> {
    const { model, outputData } = mlPaths(mlDirectory(directory));
    const stopped = exit.stoppedBy !== undefined;
    if (exit.fault !== undefined || (exit.code !== 0 && !stopped) || (stopped && isEmpty(model))) {
        return;
    }
    if (!fs.existsSync(mlDirectory(directory))) {
        throw new Error("The files of the job are gone.");
    }
    const again = secondaryStatus(job) === "Uploading";
    const status = stopped ? "Stopping" : "InProgress";
    step({ status, secondaryStatus: "Uploading", message: "Uploading generated training model" });
    if (isEmpty(model) && !again) {
        warnOfEmptyModel(logs, job.logStream);
    }
    const { TrainingJobName: name, OutputDataConfig } = job.request;
    await uploadArchive(model, artifactUri(OutputDataConfig.S3OutputPath, name, "model.tar.gz"), objects);
    if (!isEmpty(outputData)) {
        await uploadArchive(outputData, artifactUri(OutputDataConfig.S3OutputPath, name, "output.tar.gz"), objects);
    }
}

/** The line says as its end what the lines of the program have come to, so that a later capture does not begin anew. */
function warnOfEmptyModel(logs: LogStore, stream: string): void {
    const at = Date.now();
    const message = "Nothing was written to /opt/ml/model: model.tar.gz is empty and cannot be deployed.";
    const sourceEnd = logs.sourceEnd(LOG_GROUP, stream);
    logs.append(LOG_GROUP, stream, [{ timestamp: at, ingestionTime: at, message, sourceEnd }]);
}
