import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import {
    CreateBucketCommand,
    DeleteBucketCommand,
    DeleteObjectCommand,
    GetObjectCommand,
    HeadBucketCommand,
    HeadObjectCommand,
    ListBucketsCommand,
    ListObjectVersionsCommand,
    ListObjectsV2Command,
    paginateListObjectsV2,
    PutObjectCommand,
    type S3Client,
} from "@aws-sdk/client-s3";
import { clientsOf } from "../clients.ts";
import { serveApi, type ServedApi } from "../serve.ts";

const Bucket = "data";

describe("the buckets and objects of Local SageMaker", () => {
    let api: ServedApi;
    let s3: S3Client;
    const put = async (Key: string, Body: string | Uint8Array | Readable = Key) =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    const get = async (Key: string, Range?: string) => {
        const { Body, ...rest } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
        return { ...rest, text: await Body?.transformToString() };
    };

    before(async () => {
        api = await serveApi();
        ({ s3 } = clientsOf(api.url));
        await s3.send(new CreateBucketCommand({ Bucket }));
    });
    after(async () => api[Symbol.asyncDispose]());

    it("make a bucket once, and say whether it is there", async () => {
        await s3.send(new CreateBucketCommand({ Bucket }));
        await s3.send(new HeadBucketCommand({ Bucket }));
        await assert.rejects(s3.send(new HeadBucketCommand({ Bucket: "none" })), { name: "NotFound" });
        const { Buckets } = await s3.send(new ListBucketsCommand({}));
        assert.deepEqual(
            Buckets?.map(({ Name }) => Name),
            [Bucket],
        );
        await assert.rejects(s3.send(new CreateBucketCommand({ Bucket: "Not_Allowed" })), { name: "InvalidBucketName" });
    });

    it("give back what was put, under any key", async () => {
        for (const key of [
            "a.csv",
            "tief/größe 😀/a+b&c=d.csv",
            "dots/../up",
            "./.",
            "//",
            "%41",
            "A",
            "a",
            "x".repeat(1024),
            'quote"<>',
        ]) {
            const { ETag } = await put(key, `content of ${key}`);
            const { text, ETag: etag, ContentLength } = await get(key);
            assert.deepEqual([text, etag, ContentLength], [`content of ${key}`, ETag, Buffer.byteLength(`content of ${key}`)]);
        }
        await assert.rejects(put("y".repeat(1025)), { name: "KeyTooLongError" });
    });

    it("take bodies that the SDK streams in signed chunks, and verify their checksum", async () => {
        const parts = Array.from({ length: 50 }, (_, at) => Buffer.alloc(at * 1000, at));
        const ContentLength = Buffer.concat(parts).length;
        await s3.send(new PutObjectCommand({ Bucket, Key: "streamed", Body: Readable.from(parts), ContentLength }));
        const file = api.stores.objects.fileOf(Bucket, "streamed");
        assert.ok(file !== undefined && Buffer.concat(parts).equals(await readFile(file)));
    });

    it("store nothing that is not what its checksum says", async () => {
        await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: "damaged", Body: "x", ChecksumCRC32: "AAAAAA==" })), {
            name: "BadDigest",
        });
        assert.equal(api.stores.objects.get(Bucket, "damaged"), undefined);
        const contents = readdirSync(path.join(api.dataDirectory, "s3", Bucket, "contents"));
        assert.equal(contents.length, api.stores.objects.list(Bucket, "").length);
    });

    it("answer a part of an object", async () => {
        await put("digits", "0123456789");
        assert.deepEqual(
            [(await get("digits", "bytes=2-4")).text, (await get("digits", "bytes=2-4")).ContentRange],
            ["234", "bytes 2-4/10"],
        );
        assert.equal((await get("digits", "bytes=7-")).text, "789");
        assert.equal((await get("digits", "bytes=-2")).text, "89");
        assert.equal((await get("digits", "bytes=8-99")).text, "89");
        await assert.rejects(get("digits", "bytes=10-"), { name: "InvalidRange" });
    });

    it("keep size, type and time, and an empty object", async () => {
        await s3.send(new PutObjectCommand({ Bucket, Key: "empty", Body: "", ContentType: "text/csv" }));
        const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "empty" }));
        assert.deepEqual(
            [head.ContentLength, head.ContentType, head.ETag],
            [0, "text/csv", '"d41d8cd98f00b204e9800998ecf8427e"'],
        );
        assert.ok(Math.abs((head.LastModified?.getTime() ?? 0) - Date.now()) < 10_000);
        assert.equal((await get("empty")).text, "");
    });

    it("replace and delete", async () => {
        await put("twice", "old");
        await put("twice", "new");
        assert.equal((await get("twice")).text, "new");
        await s3.send(new DeleteObjectCommand({ Bucket, Key: "twice" }));
        await s3.send(new DeleteObjectCommand({ Bucket, Key: "twice" }));
        await assert.rejects(get("twice"), { name: "NoSuchKey" });
        await assert.rejects(s3.send(new HeadObjectCommand({ Bucket, Key: "twice" })), { name: "NotFound" });
        await assert.rejects(s3.send(new GetObjectCommand({ Bucket: "none", Key: "a" })), { name: "NoSuchBucket" });
    });

    it("list in key order, by prefix, page by page", async () => {
        const keys = ["list/Z", "list/a", "list/b c&d", "list/ü", "list/\u{1f600}", "list/\uffee"];
        for (const key of keys) {
            await put(key);
        }
        const listed: (string | undefined)[] = [];
        for await (const { Contents = [] } of paginateListObjectsV2({ client: s3, pageSize: 4 }, { Bucket, Prefix: "list/" })) {
            listed.push(...Contents.map(({ Key }) => Key));
        }
        assert.deepEqual(
            listed,
            keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        );
    });

    it("roll up what lies below a delimiter", async () => {
        for (const key of ["tree/a", "tree/b/1", "tree/b/2", "tree/c/1", "tree/d"]) {
            await put(key);
        }
        const list = async (ContinuationToken?: string) =>
            s3.send(new ListObjectsV2Command({ Bucket, Prefix: "tree/", Delimiter: "/", MaxKeys: 3, ContinuationToken }));
        const first = await list();
        assert.deepEqual(
            [first.Contents?.map(({ Key }) => Key), first.CommonPrefixes],
            [["tree/a"], [{ Prefix: "tree/b/" }, { Prefix: "tree/c/" }]],
        );
        const rest = await list(first.NextContinuationToken);
        assert.deepEqual([rest.Contents?.map(({ Key }) => Key), rest.IsTruncated], [["tree/d"], false]);
        await assert.rejects(list("made-up"), { name: "InvalidArgument" });
    });

    it("say of what is not emulated that it is not", async () => {
        await assert.rejects(s3.send(new ListObjectVersionsCommand({ Bucket })), { name: "NotImplemented" });
        await assert.rejects(s3.send(new DeleteBucketCommand({ Bucket })), { name: "NotImplemented" });
        assert.match(String(api.reports.at(-1)), /does not emulate this request: DELETE/);
    });
});
