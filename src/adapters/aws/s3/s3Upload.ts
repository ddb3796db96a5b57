import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { TransferReport } from "../../../core/objectStore.ts";
import { permits, together } from "./permits.ts";
import {
    etagOfParts,
    type FileUpload,
    LARGEST_WHOLE,
    partBytesOf,
    removeOldParts,
    uploadInParts,
    type UploadNeeds,
} from "./s3Parts.ts";

/** Requests at once: enough to fill a line, and 128 MiB in memory at the most. */
const AT_ONCE = 8;
/** Files that are looked at or sent at once; the requests themselves are limited further. */
const FILES_AT_ONCE = 16;

type Needs = Omit<UploadNeeds, "permit" | "sent" | "isCancelled">;

/** Uploads files to a bucket and leaves out what is there; answers how many were sent. */
export async function uploadFiles(
    needs: Needs,
    bucket: string,
    files: ReadonlyMap<string, string>,
    report: TransferReport,
    signal: AbortSignal,
): Promise<number> {
    void removeOldParts(needs, Date.now());
    const uploads = await Promise.all(Array.from(files, ([key, file]) => fileUpload(bucket, key, file)));
    const of = uploads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let done = 0;
    const sent = (bytes: number) => report((done += bytes), of);
    const etags = await etagsUnder(needs, bucket, commonPrefix([...files.keys()]), signal);
    const transfer = { ...needs, permit: permits(AT_ONCE), sent, isCancelled: () => signal.aborted };
    const fileAtOnce = permits(FILES_AT_ONCE);
    const tasks = uploads.map((upload) => (until: AbortSignal) => fileAtOnce(() => uploadFile(transfer, upload, etags, until)));
    return (await together(tasks, signal)).filter(Boolean).length;
}

async function fileUpload(bucket: string, key: string, file: string): Promise<FileUpload> {
    const { size, mtimeMs } = await stat(file);
    return { bucket, key, file, sizeBytes: size, modifiedAt: mtimeMs };
}

/** Sends a file unless the object has its bytes already; answers whether it was sent. */
async function uploadFile(
    needs: UploadNeeds,
    upload: FileUpload,
    etags: ReadonlyMap<string, string>,
    signal: AbortSignal,
): Promise<boolean> {
    signal.throwIfAborted();
    const there = etags.get(upload.key);
    if (there !== undefined && there === (await etagOf(upload, signal))) {
        needs.sent(upload.sizeBytes);
        return false;
    }
    if (upload.sizeBytes > LARGEST_WHOLE) {
        await uploadInParts(needs, upload, signal);
    } else {
        await needs.permit(() => uploadWhole(needs, upload, signal));
    }
    return true;
}

async function uploadWhole({ client, owner, sent }: UploadNeeds, upload: FileUpload, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const Body = await readFile(upload.file, { signal });
    const command = new PutObjectCommand({ Bucket: upload.bucket, Key: upload.key, Body, ExpectedBucketOwner: owner });
    await client.send(command, { abortSignal: signal });
    sent(upload.sizeBytes);
}

/** The ETag that S3 gives a file that this extension sends; with a KMS key of the bucket it gives others, and the file is sent again. */
async function etagOf({ file, sizeBytes }: FileUpload, signal: AbortSignal): Promise<string> {
    if (sizeBytes <= LARGEST_WHOLE) {
        return createHash("md5")
            .update(await readFile(file, { signal }))
            .digest("hex");
    }
    const partBytes = partBytesOf(sizeBytes);
    const md5s: string[] = [];
    let [hash, length] = [createHash("md5"), 0];
    // A chunk never crosses the end of a part, because the size of parts is a multiple of the chunks'.
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024, signal })) {
        hash.update(chunk);
        length += chunk.length;
        if (length === partBytes) {
            md5s.push(hash.digest("hex"));
            [hash, length] = [createHash("md5"), 0];
        }
    }
    return etagOfParts(length === 0 ? md5s : [...md5s, hash.digest("hex")]);
}

/** What is there already, a thousand objects with each call instead of one. */
async function etagsUnder(
    { client, owner }: { readonly client: S3Client; readonly owner: string },
    bucket: string,
    prefix: string,
    signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
    const etags = new Map<string, string>();
    for (let token: string | undefined; ;) {
        const command = new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            ContinuationToken: token,
            ExpectedBucketOwner: owner,
        });
        const page = await client.send(command, { abortSignal: signal });
        for (const { Key = "", ETag = "" } of page.Contents ?? []) {
            etags.set(Key, ETag.replaceAll('"', ""));
        }
        token = page.NextContinuationToken;
        if (token === undefined) {
            return etags;
        }
    }
}

function commonPrefix(keys: readonly string[]): string {
    const [first = ""] = keys;
    let length = first.length;
    for (const key of keys) {
        while (!key.startsWith(first.slice(0, length))) {
            length -= 1;
        }
    }
    return first.slice(0, length);
}
