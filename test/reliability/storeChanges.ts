import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import type { Change, Changing, Place } from "./changes.ts";

const never = new AbortController().signal;
const SMALL = 1000;
const LARGE = 20 * 1024 * 1024; // more than goes in one piece

const storeOf = ({ connected, place }: Place) => connected.storeIn(place);
const bucketOf = (name: string) => `bucket-of-${name}`;

const bucket = (at: Place, name: string): Change => ({
    act: async () => (await storeOf(at)).createBucket(bucketOf(name), never),
    check: async () => assert.equal(await (await storeOf(at)).bucketRegion(bucketOf(name), never), "us-east-1"),
});

const upload =
    (bytes: number): Changing =>
    (at, name) => {
        const content = randomBytes(bytes);
        return {
            prepare: async () => (await storeOf(at)).createBucket(bucketOf(name), never),
            act: () =>
                inFolder(async (folder) => {
                    const file = path.join(folder, "sent");
                    await fs.writeFile(file, content);
                    await (await storeOf(at)).upload(bucketOf(name), new Map([["data/a b.csv", file]]), () => {}, never);
                }),
            check: () =>
                inFolder(async (folder) => {
                    const file = path.join(folder, "received");
                    await (await storeOf(at)).download(bucketOf(name), "data/a b.csv", file, never);
                    assert.ok(content.equals(await fs.readFile(file)));
                    assert.equal((await (await storeOf(at)).list(bucketOf(name), "", 10, never)).length, 1);
                }),
        };
    };

/** An upload that is given up while a part is on its way. */
const givenUp: Changing = (at, name) => ({
    ...upload(LARGE)(at, name),
    act: () =>
        inFolder(async (folder) => {
            const file = path.join(folder, "sent");
            await fs.writeFile(file, randomBytes(LARGE));
            at.aws.faults.add({ what: "delay", operation: "UploadPart", milliseconds: 5000, times: "always" });
            const store = await storeOf(at);
            const uploading = store.upload(bucketOf(name), new Map([["k", file]]), () => {}, AbortSignal.timeout(500));
            await assert.rejects(uploading, /abort/i);
        }),
    async check() {
        const client = new S3Client({ endpoint: at.aws.motoUrl, forcePathStyle: true, profile: "dev" });
        const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucketOf(name) }));
        assert.deepEqual(Uploads, []);
    },
});

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "store-"));
    try {
        await use(folder);
    } finally {
        await fs.rm(folder, { recursive: true });
    }
}

/** What is done with buckets and objects. */
export const storeChanges: Readonly<Record<string, Changing>> = {
    CreateBucket: bucket,
    PutPublicAccessBlock: bucket,
    PutBucketEncryption: bucket,
    PutObject: upload(SMALL),
    CreateMultipartUpload: upload(LARGE),
    UploadPart: upload(LARGE),
    CompleteMultipartUpload: upload(LARGE),
    AbortMultipartUpload: givenUp,
};
