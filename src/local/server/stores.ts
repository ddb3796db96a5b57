import fs from "node:fs";
import path from "node:path";
import type { EndpointConfigRecord } from "../sagemaker/endpointConfigs.ts";
import type { ModelRecord } from "../sagemaker/models.ts";
import { type TagSet, type TagSets, tagSets } from "../sagemaker/tagSets.ts";
import { replaceFile } from "../../system/durableFile.ts";
import { fileLogStore } from "../store/fileLogStore.ts";
import { fileMetricStore } from "../store/fileMetricStore.ts";
import { fileObjects } from "../store/fileObjects.ts";
import { fileTable } from "../store/fileTable.ts";
import type { LogStore } from "../store/logStore.ts";
import type { MetricStore } from "../store/metricStore.ts";
import type { Objects } from "../store/objects.ts";
import type { Table } from "../store/table.ts";

/** Everything that Local SageMaker keeps on disk. */
export interface Stores {
    readonly table: <T>(kind: string) => Table<T>;
    readonly objects: Objects;
    readonly logs: LogStore;
    readonly metrics: MetricStore;
    readonly models: Table<ModelRecord>;
    readonly endpointConfigs: Table<EndpointConfigRecord>;
    readonly tags: TagSets;
}

/** The layout of the data directory; a server refuses one that is newer than it knows. */
const VERSION = 1;

/** Opens the stores of a data directory, which this process alone may do. */
export function openStores(dataDirectory: string, now: () => number, warn: (message: string) => void): Stores {
    checkVersion(path.join(dataDirectory, "version.json"));
    const table = <T>(kind: string): Table<T> => fileTable<T>(path.join(dataDirectory, "tables", kind), warn);
    return {
        table,
        objects: fileObjects(path.join(dataDirectory, "s3"), warn),
        logs: fileLogStore(path.join(dataDirectory, "logs"), now, warn),
        metrics: fileMetricStore(path.join(dataDirectory, "metrics"), warn),
        models: table<ModelRecord>("models"),
        endpointConfigs: table<EndpointConfigRecord>("endpointConfigs"),
        tags: tagSets(table<TagSet>("tags")),
    };
}

function checkVersion(file: string): void {
    if (!fs.existsSync(file)) {
        replaceFile(file, versionText());
        return;
    }
    const content = fs.readFileSync(file, "utf8");
    if (content !== versionText()) {
        throw new Error(
            `This data directory was made by another version of Local SageMaker (its layout is ${content}, not ${versionText()}). ` +
                `Update the extension, or choose another directory with --data: ${path.dirname(file)}`,
        );
    }
}

function versionText(): string {
    return JSON.stringify({ version: VERSION });
}
