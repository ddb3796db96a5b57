import fs from "node:fs";
import path from "node:path";
import { errorText } from "../../core/text/errorText.ts";
import { type ContainerDefinition, modelDataOf } from "../sagemaker/containerDefinition.ts";
import { parseS3Uri } from "../sagemaker/s3Uri.ts";
import type { Objects } from "../store/objects.ts";
import { isDiskFull } from "../../system/systemCode.ts";
import { HostingFault } from "./failureReason.ts";
import { unpackArchive } from "./unpack.ts";

/** Brings a model's artifact to `folder`, which appears when it is complete and not before. */
export async function placeModelData(
    container: ContainerDefinition,
    folder: string,
    objects: Objects,
    signal: AbortSignal,
): Promise<void> {
    if (fs.existsSync(folder)) {
        return;
    }
    const partial = `${folder}.partial`;
    await fs.promises.rm(partial, { recursive: true, force: true });
    const uri = modelDataOf(container);
    try {
        await fs.promises.mkdir(partial, { recursive: true, mode: 0o700 });
        if (uri !== undefined) {
            await download(uri, container, partial, objects, signal);
        }
        await fs.promises.rename(partial, folder);
    } catch (error) {
        await fs.promises.rm(partial, { recursive: true, force: true });
        throw isDiskFull(error) ? new HostingFault(`The disk of Local SageMaker is too full to take the model ${uri}.`) : error;
    }
}

async function download(
    uri: string,
    container: ContainerDefinition,
    folder: string,
    objects: Objects,
    signal: AbortSignal,
): Promise<void> {
    const source = container.ModelDataSource?.S3DataSource;
    if (source?.CompressionType === "None") {
        await copyObjects(uri, source.S3DataType, folder, objects, signal);
        return;
    }
    const place = parseS3Uri(uri);
    const archive = place && objects.fileOf(place.bucket, place.key);
    if (archive === undefined) {
        throw missing(uri);
    }
    try {
        await unpackArchive(archive, folder, signal);
    } catch (error) {
        throw signal.aborted || isDiskFull(error) ? error : unreadable(uri, error);
    }
}

/** Uncompressed artifacts: one object, or all under a prefix. */
async function copyObjects(
    uri: string,
    type: "S3Prefix" | "S3Object",
    folder: string,
    objects: Objects,
    signal: AbortSignal,
): Promise<void> {
    const { bucket, key } = parseS3Uri(uri) ?? { bucket: "", key: "" };
    const base = key.slice(0, key.lastIndexOf("/") + 1);
    const found = objects
        .list(bucket, key)
        .filter((object) => (type === "S3Prefix" ? !object.key.endsWith("/") : object.key === key));
    if (found.length === 0) {
        throw missing(uri);
    }
    for (const object of found) {
        signal.throwIfAborted();
        const target = path.resolve(folder, object.key.slice(base.length));
        const file = objects.fileOf(bucket, object.key);
        if (file === undefined || !target.startsWith(folder + path.sep)) {
            throw new HostingFault(`Failed to download model data: s3://${bucket}/${object.key} would land outside its folder.`);
        }
        await fs.promises.mkdir(path.dirname(target), { recursive: true });
        await fs.promises.copyFile(file, target, fs.constants.COPYFILE_FICLONE);
        await fs.promises.chmod(target, 0o444);
    }
}

function missing(uri: string): HostingFault {
    return new HostingFault(
        `Failed to download model data for container "container_1" from URL: "${uri}". Please ensure that there is an object located at the URL.`,
    );
}

function unreadable(uri: string, error: unknown): HostingFault {
    const why = errorText(error);
    return new HostingFault(
        `Failed to extract model data archive for container "container_1" from URL "${uri}". ` +
            `Please ensure that the object located at the URL is a valid tar.gz archive. (${why})`,
    );
}
