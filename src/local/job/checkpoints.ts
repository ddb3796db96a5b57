import fs from "node:fs";
import path from "node:path";
import { parseS3Uri } from "../sagemaker/s3Uri.ts";
import type { Objects } from "../store/objects.ts";
import { systemCode } from "../../system/systemCode.ts";
import { channelFiles } from "./channels.ts";

const SYNC_MS = 3000;

/** Puts the checkpoints of an earlier attempt back where the job looks for them. */
export async function restoreCheckpoints(uri: string, folder: string, objects: Objects, signal: AbortSignal): Promise<void> {
    const bucket = parseS3Uri(uri)?.bucket ?? "";
    await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { key, relativePath } of channelFiles(`${uri.replace(/\/*$/, "")}/`, objects)) {
        signal.throwIfAborted();
        const source = objects.fileOf(bucket, key);
        const target = path.join(folder, relativePath);
        if (source !== undefined && path.resolve(target).startsWith(path.resolve(folder) + path.sep)) {
            await fs.promises.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
            await fs.promises.copyFile(source, target, fs.constants.COPYFILE_FICLONE);
            await fs.promises.chmod(target, 0o600);
        }
    }
}

/** Keeps S3 up to date with a folder of checkpoints while a job runs. */
export interface CheckpointSync {
    /** Copies what has changed since, and ends. */
    finish(): Promise<void>;
}

/** Copies every file that is new or has changed, every few seconds. */
export function syncCheckpoints(
    uri: string,
    folder: string,
    objects: Pick<Objects, "put">,
    report: (failure: unknown) => void,
): CheckpointSync {
    const place = parseS3Uri(`${uri.replace(/\/*$/, "")}/`);
    const sent = new Map<string, string>();
    let running: Promise<void> | undefined;
    const sync = async (): Promise<void> => {
        if (place === undefined || !fs.existsSync(folder)) {
            return;
        }
        for (const entry of await fs.promises.readdir(folder, { recursive: true, withFileTypes: true })) {
            const file = path.join(entry.parentPath, entry.name);
            const { size, mtimeMs } = await fs.promises.lstat(file);
            const key = place.key + path.relative(folder, file).split(path.sep).join("/");
            if (entry.isFile() && sent.get(key) !== `${size} ${mtimeMs}`) {
                await objects.put(place.bucket, key, fs.createReadStream(file), "application/octet-stream");
                sent.set(key, `${size} ${mtimeMs}`);
            }
        }
    };
    const round = (): void => {
        running ??= sync()
            .catch((error: unknown) => {
                // A checkpoint may be renamed while it is copied: the next round finds it under its new name.
                if (systemCode(error) !== "ENOENT") {
                    report(error);
                }
            })
            .finally(() => (running = undefined));
    };
    const timer = setInterval(round, SYNC_MS);
    return {
        async finish() {
            clearInterval(timer);
            await running;
            await sync();
        },
    };
}
