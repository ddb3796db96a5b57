import fs from "node:fs";
import type { Exit } from "../runners/runner.ts";
import type { LogStore } from "../store/logStore.ts";
import { type ArchiveFile, artifactUri, isEmpty, uploadArchive } from "./artifacts.ts";
import { mlDirectory, mlPaths } from "./mlDirectory.ts";
import { secondaryStatus, type TrainingJobRecord } from "./trainingJobRecord.ts";
import { type Advance, LOG_GROUP, type RunNeeds } from "./runNeeds.ts";

const MOST_NAMED = 50;

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
        note(logs, job.logStream, "Nothing was written to /opt/ml/model: model.tar.gz is empty and cannot be deployed.");
    }
    const upload = async (folder: string, file: ArchiveFile): Promise<void> => {
        const uri = artifactUri(job.request.OutputDataConfig.S3OutputPath, job.request.TrainingJobName, file);
        const leftOut = await uploadArchive(folder, uri, objects);
        if (leftOut.length > 0) {
            note(logs, job.logStream, `${file} takes files and folders alone. Left out, as links are: ${named(leftOut)}`);
        }
    };
    await upload(model, "model.tar.gz");
    if (!isEmpty(outputData)) {
        await upload(outputData, "output.tar.gz");
    }
}

/** Names as text that no terminal obeys, and no more than anybody would read. */
function named(files: readonly string[]): string {
    const more = files.length > MOST_NAMED ? [`and ${files.length - MOST_NAMED} more`] : [];
    return [...files.slice(0, MOST_NAMED).map((file) => JSON.stringify(file)), ...more].join(", ");
}

/** Adds a line of ours. It says as its end what the lines of the program have come to, so that a later capture does not begin anew. */
function note(logs: LogStore, stream: string, message: string): void {
    const at = Date.now();
    const sourceEnd = logs.sourceEnd(LOG_GROUP, stream);
    logs.append(LOG_GROUP, stream, [{ timestamp: at, ingestionTime: at, message, sourceEnd }]);
}
