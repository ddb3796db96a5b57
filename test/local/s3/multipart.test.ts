import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    type CompletedPart,
    CreateMultipartUploadCommand,
    GetObjectCommand,
    type S3Client,
    UploadPartCommand,
} from "@aws-sdk/client-s3";
import { clientsOf } from "../clients.ts";
import { serveApi, type ServedApi } from "../serve.ts";

const Bucket = "data";
const Key = "große datei";
const five = Buffer.alloc(5 * 1024 * 1024, "a");

describe("an object that comes in parts", () => {
    let api: ServedApi;
    let s3: S3Client;
    const create = async () => (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "text/x" }))).UploadId;
    const put = async (UploadId: string | undefined, PartNumber: number, Body: Uint8Array | string): Promise<CompletedPart> => {
        const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
        return { ETag, PartNumber };
    };
    const complete = async (UploadId: string | undefined, ...Parts: CompletedPart[]) =>
        s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

    before(async () => {
        api = await serveApi();
        ({ s3 } = clientsOf(api.url));
        api.stores.objects.createBucket(Bucket);
    });
    after(async () => api[Symbol.asyncDispose]());

    it("is there with its completion, in the order of its parts, and leaves none behind", async () => {
        const id = await create();
        const last = await put(id, 7, "end");
        await put(id, 2, "replaced");
        const first = await put(id, 2, five);
        assert.equal(api.stores.objects.get(Bucket, Key), undefined);
        await complete(id, first, last);
        const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        assert.equal(ContentType, "text/x");
        assert.ok(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat([five, Buffer.from("end")])));
        assert.deepEqual(readdirSync(path.join(api.dataDirectory, "uploads")), []);
        await assert.rejects(complete(id, first), { name: "NoSuchUpload" });
    });

    it("is refused when its parts are not those that came", async () => {
        const id = await create();
        const [one, two] = [await put(id, 1, "small"), await put(id, 2, "small")];
        await assert.rejects(complete(id, one, two), { name: "EntityTooSmall" });
        await assert.rejects(complete(id, two, one), { name: "InvalidPartOrder" });
        await assert.rejects(complete(id, { PartNumber: 3, ETag: one.ETag }), { name: "InvalidPart" });
        await assert.rejects(complete(id, { PartNumber: 1, ETag: "0".repeat(32) }), { name: "InvalidPart" });
        await assert.rejects(complete(id), { name: "MalformedXML" });
        await assert.rejects(put(id, 10_001, "x"), { name: "InvalidArgument" });
    });

    it("is forgotten when it is aborted", async () => {
        const id = await create();
        await put(id, 1, five);
        await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id }));
        assert.equal(existsSync(path.join(api.dataDirectory, "uploads", id ?? "")), false);
        await assert.rejects(put(id, 2, "x"), { name: "NoSuchUpload" });
        await assert.rejects(s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: "../.." })), {
            name: "NoSuchUpload",
        });
    });
});
