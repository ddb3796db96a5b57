import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import {
    CreateBucketCommand,
    HeadBucketCommand,
    HeadObjectCommand,
    NotFound,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import type { ObjectStore } from "../../core/objectStore.ts";
import { inWords } from "./awsProblem.ts";
import type { Whereabouts } from "./clientConfig.ts";

/** The S3 of a place, in the path style that an address without a DNS name needs. */
export function s3(whereabouts: Whereabouts): ObjectStore {
    const client = new S3Client({ ...whereabouts, forcePathStyle: true });
    return {
        ensureBucket: (bucket, signal) => inWords(`Making bucket ${bucket}`, () => ensureBucket(client, bucket, signal)),
        upload: (bucket, files, report, signal) =>
            inWords(`Uploading to s3://${bucket}`, async () => {
                let done = 0;
                let sent = 0;
                for (const [key, file] of files) {
                    sent += (await uploadFile(client, { bucket, key, file }, signal)) ? 1 : 0;
                    report(++done, files.size);
                }
                return sent;
            }),
    };
}

async function ensureBucket(client: S3Client, bucket: string, signal: AbortSignal): Promise<void> {
    try {
        await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
    } catch (error) {
        if (!isNotFound(error)) {
            throw error;
        }
        await client.send(new CreateBucketCommand({ Bucket: bucket }), { abortSignal: signal });
    }
}

interface Upload {
    readonly bucket: string;
    readonly key: string;
    readonly file: string;
}

/** Sends a file unless the object has its size and MD5 already; answers whether it was sent. */
async function uploadFile(client: S3Client, { bucket, key, file }: Upload, signal: AbortSignal): Promise<boolean> {
    const { size } = await stat(file);
    const etag = await etagOf(client, { bucket, key, size }, signal);
    if (etag !== undefined && etag === (await md5Of(file, signal))) {
        return false;
    }
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: createReadStream(file), ContentLength: size });
    await client.send(command, { abortSignal: signal });
    return true;
}

/** The ETag of an object of this size; S3 makes it the MD5 of what was put in one part. */
async function etagOf(
    client: S3Client,
    { bucket, key, size }: { bucket: string; key: string; size: number },
    signal: AbortSignal,
) {
    try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
        return head.ContentLength === size ? head.ETag?.replaceAll('"', "") : undefined;
    } catch (error) {
        if (isNotFound(error)) {
            return undefined;
        }
        throw error;
    }
}

async function md5Of(file: string, signal: AbortSignal): Promise<string> {
    const hash = createHash("md5");
    await pipeline(createReadStream(file), hash, { signal });
    return hash.digest("hex");
}

function isNotFound(error: unknown): boolean {
    return error instanceof NotFound || (error instanceof Error && error.name === "NotFound");
}
