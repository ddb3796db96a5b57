import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
    AbortMultipartUploadCommand,
    type CompletedPart,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    HeadObjectCommand,
    ListPartsCommand,
    NoSuchUpload,
    type S3Client,
    UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { PendingUpload, UploadJournal } from "../../../core/objectStore.ts";
import { together } from "./permits.ts";

const MIB = 1024 * 1024;
/** A file of more than this goes in parts. */
export const LARGEST_WHOLE = 16 * MIB;
/** S3's own limit of parts in one object. */
const MOST_PARTS = 10_000;
/** How long the parts of an upload that was given up may take to be removed, how often they are, and the rest in between. */
const REMOVAL_MS = 10_000;
const REMOVALS = 5;
const REMOVAL_REST_MS = 500;

/** A file on its way. */
export interface FileUpload {
    readonly bucket: string;
    readonly key: string;
    readonly file: string;
    readonly sizeBytes: number;
    readonly modifiedAt: number;
}

/** What uploads stand on. */
export interface UploadNeeds {
    readonly client: S3Client;
    readonly journal: UploadJournal;
    /** The name of the place, for the journal. */
    readonly place: string;
    /** Refuses buckets of other accounts: twelve digits. */
    readonly owner: string;
    /** Keeps the number of requests, and with it the memory, in bounds. */
    readonly permit: <T>(task: () => Promise<T>) => Promise<T>;
    readonly sent: (bytes: number) => void;
    /** Whether the user wants no more of it; otherwise it is another file's failure that stops this one. */
    readonly isCancelled: () => boolean;
}

/** How long a part is: the least that keeps the largest file within S3's number of parts. */
export function partBytesOf(sizeBytes: number): number {
    return Math.max(8, Math.ceil(sizeBytes / MOST_PARTS / MIB)) * MIB;
}

/** S3's ETag of an object that came in parts: the MD5 of the MD5s of its parts, and their number. */
export function etagOfParts(partMd5s: readonly string[]): string {
    const md5 = createHash("md5").update(Buffer.from(partMd5s.join(""), "hex"));
    return `${md5.digest("hex")}-${partMd5s.length}`;
}

/**
 * Uploads a file in parts. What an earlier process sent of the same file is used; when the user cancels, the parts are removed at once, and when
 * the line drops they stay for the next time.
 */
export async function uploadInParts(needs: UploadNeeds, upload: FileUpload, signal: AbortSignal): Promise<void> {
    const { journal } = needs;
    const { pending, there } = await begin(needs, upload, signal);
    const handle = await open(upload.file);
    try {
        const numbers = Array.from({ length: Math.ceil(upload.sizeBytes / pending.partBytes) }, (_, index) => index + 1);
        const part = (number: number) => (until: AbortSignal) =>
            needs.permit(() => uploadPart(needs, { pending, handle, number, there: there.get(number) }, until));
        const Parts = await together(numbers.map(part), signal);
        await complete(needs, upload, { UploadId: pending.uploadId, Parts }, signal);
        journal.remove(pending.uploadId);
    } catch (error) {
        const left = () => journal.leave(pending.uploadId);
        if (needs.isCancelled()) {
            void removeParts(needs, pending).catch(left); // the journal still has it, and a later upload tries again
        } else {
            left();
        }
        throw error;
    } finally {
        await handle.close();
    }
}

/** S3 knows an upload no longer that was completed by an attempt whose answer was lost: then the object is there, of these very parts. */
async function complete(
    { client, owner }: UploadNeeds,
    { bucket, key }: FileUpload,
    { UploadId, Parts }: { readonly UploadId: string; readonly Parts: readonly CompletedPart[] },
    signal: AbortSignal,
): Promise<void> {
    const target = { Bucket: bucket, Key: key, ExpectedBucketOwner: owner };
    const options = { abortSignal: signal };
    try {
        const command = new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: [...Parts] } });
        await client.send(command, options);
    } catch (error) {
        if (!(error instanceof NoSuchUpload)) {
            throw error;
        }
        const { ETag = "" } = await client.send(new HeadObjectCommand(target), options);
        if (unquoted(ETag) !== etagOfParts(Parts.map((part) => unquoted(part.ETag ?? "")))) {
            throw error;
        }
    }
}

const unquoted = (etag: string): string => etag.replaceAll('"', "");

/** Goes on with what was begun by a process that has ended, or begins anew. */
async function begin(needs: UploadNeeds, upload: FileUpload, signal: AbortSignal) {
    const { client, journal, place, owner } = needs;
    const earlier = journal.abandoned().find((one) => isSame(one, upload, place));
    if (earlier !== undefined) {
        const there = await partsOf(needs, earlier, signal);
        if (there !== undefined) {
            journal.add(earlier); // ours now
            return { pending: earlier, there };
        }
    }
    const { bucket: Bucket, key: Key } = upload;
    const command = new CreateMultipartUploadCommand({ Bucket, Key, ExpectedBucketOwner: owner });
    const { UploadId = "" } = await client.send(command, { abortSignal: signal });
    const pending: PendingUpload = { ...upload, uploadId: UploadId, place, partBytes: partBytesOf(upload.sizeBytes) };
    journal.add(pending);
    return { pending, there: new Map<number, string>() };
}

const SAME = ["bucket", "key", "file", "sizeBytes", "modifiedAt"] as const;

function isSame(earlier: PendingUpload, upload: FileUpload, place: string): boolean {
    return earlier.place === place && SAME.every((name) => earlier[name] === upload[name]);
}

/**
 * The ETags of the parts that S3 has, by number; undefined when it knows the upload no longer, or cannot tell: then its parts may be there, and
 * are billed until the journal has had them removed.
 */
async function partsOf({ client, owner, journal }: UploadNeeds, upload: PendingUpload, signal: AbortSignal) {
    const parts = new Map<number, string>();
    try {
        for (let marker: string | undefined; ;) {
            const command = new ListPartsCommand({
                Bucket: upload.bucket,
                Key: upload.key,
                UploadId: upload.uploadId,
                ExpectedBucketOwner: owner,
                PartNumberMarker: marker,
            });
            const page = await client.send(command, { abortSignal: signal });
            for (const { PartNumber = 0, ETag = "" } of page.Parts ?? []) {
                parts.set(PartNumber, ETag.replaceAll('"', ""));
            }
            marker = page.NextPartNumberMarker;
            if (page.IsTruncated !== true || marker === undefined) {
                return parts;
            }
        }
    } catch (error) {
        signal.throwIfAborted();
        if (error instanceof NoSuchUpload) {
            journal.remove(upload.uploadId);
        }
        if (error instanceof Error && "$fault" in error) {
            return undefined;
        }
        throw error;
    }
}

interface Part {
    readonly pending: PendingUpload;
    readonly handle: FileHandle;
    readonly number: number;
    /** The ETag of what S3 has under this number. */
    readonly there: string | undefined;
}

async function uploadPart(needs: UploadNeeds, { pending, handle, number, there }: Part, signal: AbortSignal) {
    signal.throwIfAborted();
    const start = (number - 1) * pending.partBytes;
    const body = Buffer.alloc(Math.min(pending.partBytes, pending.sizeBytes - start));
    const { bytesRead } = await handle.read(body, 0, body.length, start);
    if (bytesRead !== body.length) {
        throw new Error(`The file became shorter while it was uploaded: ${pending.file}`);
    }
    const etag =
        there === createHash("md5").update(body).digest("hex") ? there : await sendPart(needs, pending, number, body, signal);
    needs.sent(body.length);
    return { PartNumber: number, ETag: etag };
}

async function sendPart(
    { client, owner }: UploadNeeds,
    pending: PendingUpload,
    number: number,
    body: Buffer,
    signal: AbortSignal,
) {
    const command = new UploadPartCommand({
        Bucket: pending.bucket,
        Key: pending.key,
        UploadId: pending.uploadId,
        PartNumber: number,
        Body: body,
        ExpectedBucketOwner: owner,
    });
    return (await client.send(command, { abortSignal: signal })).ETag ?? "";
}

/**
 * Removes the parts of an upload that will not be finished. A part that was on its way may arrive after an abort and is billed, so AWS advises to
 * abort until the upload is unknown.
 */
async function removeParts(
    { client, journal }: Pick<UploadNeeds, "client" | "journal">,
    { bucket, key, uploadId }: Pick<PendingUpload, "bucket" | "key" | "uploadId">,
): Promise<void> {
    const target = { Bucket: bucket, Key: key, UploadId: uploadId };
    const abortSignal = AbortSignal.timeout(REMOVAL_MS);
    try {
        for (let left = REMOVALS; left > 0; left--) {
            await client.send(new AbortMultipartUploadCommand(target), { abortSignal });
            await client.send(new ListPartsCommand(target), { abortSignal });
            await sleep(REMOVAL_REST_MS, undefined, { signal: abortSignal });
        }
    } catch (error) {
        if (error instanceof Error && error.name === "NoSuchUpload") {
            journal.remove(uploadId);
            return;
        }
        throw error;
    }
    throw new Error(`S3 still has parts of an upload that was given up: ${key}`);
}

/** How long what was cut off is kept, to be gone on with. */
const KEPT_MS = 24 * 3600 * 1000;

/** Removes the parts of uploads to a place that nobody went on with for a day; a failure leaves them for the next time. */
export async function removeOldParts(needs: Pick<UploadNeeds, "client" | "journal" | "place">, now: number): Promise<void> {
    const old = needs.journal.abandoned().filter(({ place, startedAt }) => place === needs.place && now - startedAt > KEPT_MS);
    await Promise.allSettled(old.map((upload) => removeParts(needs, upload)));
}
