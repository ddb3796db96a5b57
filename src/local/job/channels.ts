import fs from "node:fs";
import path from "node:path";
import { ApiError } from "../protocol/apiError.ts";
import { parseS3Uri } from "../sagemaker/s3Uri.ts";
import type { Objects, StoredObject } from "../store/objects.ts";
import type { Channel } from "./createTrainingJobRequest.ts";

/** An object of a channel, and where it lies in the channel's folder. */
interface ChannelFile {
    readonly key: string;
    readonly relativePath: string;
}

/** Refuses an input that SageMaker refuses, or that Local SageMaker cannot give to a job. */
export function checkChannel(channel: Channel, jobMode: string, objects: Objects): void {
    const source = channel.DataSource.S3DataSource;
    if (source === undefined) {
        throw invalid(`Local SageMaker reads channels from S3 only: channel ${channel.ChannelName}.`);
    }
    if (source.S3DataType !== "S3Prefix") {
        throw invalid(`Local SageMaker reads channels of S3DataType S3Prefix only: channel ${channel.ChannelName}.`);
    }
    if ((channel.InputMode ?? jobMode) === "Pipe") {
        throw invalid(`Local SageMaker has no input mode Pipe: channel ${channel.ChannelName}.`);
    }
    if (listed(source.S3Uri, objects).length === 0) {
        throw invalid(
            `No S3 objects found under S3 URL "${source.S3Uri}" given in input data source. ` +
                "Please ensure that the bucket exists in the selected region (us-east-1), that objects exist under that S3 prefix.",
        );
    }
}

/** Copies a channel's objects to its folder; a copy, because a job that writes there must not change the data of the next one. */
export async function downloadChannel(channel: Channel, folder: string, objects: Objects, signal: AbortSignal): Promise<void> {
    const uri = channel.DataSource.S3DataSource?.S3Uri ?? "";
    const bucket = parseS3Uri(uri)?.bucket ?? "";
    await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { key, relativePath } of channelFiles(uri, objects)) {
        signal.throwIfAborted();
        const source = objects.fileOf(bucket, key);
        const target = path.join(folder, relativePath);
        if (source === undefined || !path.resolve(target).startsWith(path.resolve(folder) + path.sep)) {
            throw new Error(`Object s3://${bucket}/${key} of channel ${channel.ChannelName} cannot be placed inside its folder.`);
        }
        await fs.promises.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
        await fs.promises.copyFile(source, target, fs.constants.COPYFILE_FICLONE);
        await fs.promises.chmod(target, 0o444);
    }
}

/** The files under a prefix. A prefix that ends inside a name, as of a single object, keeps that name. */
export function channelFiles(uri: string, objects: Objects): readonly ChannelFile[] {
    const prefix = parseS3Uri(uri)?.key ?? "";
    const base = prefix === "" || prefix.endsWith("/") ? prefix : prefix.slice(0, prefix.lastIndexOf("/") + 1);
    return listed(uri, objects).map(({ key }) => {
        const rest = key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : key.slice(base.length);
        return { key, relativePath: rest };
    });
}

/** Folder markers, which some tools write, are no data. */
function listed(uri: string, objects: Objects): readonly StoredObject[] {
    const place = parseS3Uri(uri);
    return place === undefined ? [] : objects.list(place.bucket, place.key).filter(({ key }) => !key.endsWith("/"));
}

function invalid(message: string): ApiError {
    return new ApiError("ValidationException", message);
}
