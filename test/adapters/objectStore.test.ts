import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { connections } from "../../src/adapters/aws/connections.ts";
import { uploadJournal } from "../../src/adapters/journal/uploadJournal.ts";
import { requireBucket } from "../../src/core/bucket.ts";
import type { ObjectStore } from "../../src/core/objectStore.ts";
import { type Place, placeName } from "../../src/core/place.ts";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { keepVariables } from "../host/keepVariables.ts";
import { clientsMissing } from "../local/foreignClients.ts";
import { until } from "./place.ts";

const never = new AbortController().signal;
const MIB = 1024 * 1024;
const DEV: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const PARIS: Place = { kind: "aws", profile: "paris", region: "eu-west-3" };
const BUCKET = "sagemaker-us-east-1-123456789012";

describe("the S3 of an account of AWS", { skip: clientsMissing, timeout: 120_000 }, () => {
    let aws: AwsStandIn;
    let setBack: () => void;
    let folder: string;
    let store: ObjectStore;

    before(async () => {
        folder = mkdtempSync(path.join(os.tmpdir(), "rs-store-"));
        aws = await startAws({ local: () => "http://127.0.0.1:1" });
        setBack = keepVariables(...Object.keys(aws.env), "AWS_ACCESS_KEY_ID", "AWS_PROFILE");
        Object.assign(process.env, aws.env);
        store = await storeIn(DEV);
        await requireBucket(store, { bucket: BUCKET, region: DEV.region }, async () => true, never);
    });
    after(async () => {
        setBack();
        await aws.stop();
        rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(() => aws.faults.clear());

    const journalOf = (name: string, now = Date.now) => uploadJournal(path.join(folder, name), now);
    const storeIn = (place: Place, journal = journalOf("journal")) =>
        connections(async () => assert.fail("nobody asks Local SageMaker"), { uploads: journal }).storeIn(place);
    const file = (name: string, content: string | Uint8Array) => {
        const made = path.join(folder, name);
        mkdirSync(path.dirname(made), { recursive: true });
        writeFileSync(made, content);
        return made;
    };
    const callsOf = (operation: string) => aws.calls().filter((call) => call.operation === operation).length;
    const unfinished = async () => {
        const client = new S3Client({ profile: "dev", forcePathStyle: true });
        return (await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads?.length ?? 0;
    };

    it("makes a bucket that is closed to the public and encrypted", () => {
        const made = aws.calls().map(({ operation }) => operation);
        for (const operation of ["CreateBucket", "PutPublicAccessBlock", "PutBucketEncryption"]) {
            assert.ok(made.includes(operation), `${operation} of ${made.join(" ")}`);
        }
    });

    it("sends what is not there, tells how many bytes are done, and leaves out what is unchanged", async () => {
        const files = new Map(
            Array.from(
                { length: 40 },
                (_, index) => [`data/é ${index}.csv`, file(`many/${index}.csv`, `row ${index}\n`.repeat(100))] as const,
            ),
        );
        const told: number[] = [];
        assert.equal(await store.upload(BUCKET, files, (done, of) => told.push(done / of), never), 40);
        assert.equal(told.at(-1), 1);
        assert.deepEqual(
            told,
            told.toSorted((a, b) => a - b),
        );
        file("many/7.csv", `ROW 7\n`.repeat(100));
        assert.equal(await store.upload(BUCKET, files, () => {}, never), 1);
        assert.equal((await store.list(BUCKET, "data/", 1000, never)).length, 40);
        assert.equal((await store.list(BUCKET, "data/", 5, never)).length, 5);
        const copy = path.join(folder, "copy.csv");
        await store.download(BUCKET, "data/é 7.csv", copy, never);
        assert.equal(readFileSync(copy, "utf8"), `ROW 7\n`.repeat(100));
    });

    it("sends a large file in parts, repeats a part that was cut off, and knows the file again", async () => {
        const large = new Map([["large/model.bin", file("model.bin", randomBytes(20 * MIB))]]);
        aws.faults.add({ what: "resetBeforeEffect", operation: "UploadPart", skip: 1 });
        const earlier = callsOf("UploadPart");
        assert.equal(await store.upload(BUCKET, large, () => {}, never), 1);
        assert.equal(aws.faults.fired().length, 1);
        assert.equal(callsOf("UploadPart") - earlier, 4);
        assert.equal(await store.upload(BUCKET, large, () => {}, never), 0);
        assert.equal(await unfinished(), 0);
    });

    it("F61: an upload that is cancelled ends at once, and leaves no parts that are billed", async () => {
        const large = new Map([["cancelled.bin", file("cancelled.bin", randomBytes(40 * MIB))]]);
        aws.faults.add({ what: "hang", operation: "UploadPart", times: "always" });
        const cancel = new AbortController();
        const upload = store.upload(BUCKET, large, () => {}, cancel.signal);
        await until(
            async () => aws.faults.fired().length,
            (fired) => fired > 2,
        );
        cancel.abort();
        await assert.rejects(upload, { name: "AbortError" }); // the transfers hang until they are cut off: whoever waits for them, waits for ever
        aws.faults.clear();
        assert.equal(await until(unfinished, (count) => count === 0), 0);
    });

    it("F61: what a process that was killed has sent of a file is used the next time", async () => {
        const bytes = randomBytes(33 * MIB);
        const large = new Map([["resumed.bin", file("resumed.bin", bytes)]]);
        const client = new S3Client({ profile: "dev", forcePathStyle: true });
        const target = { Bucket: BUCKET, Key: "resumed.bin" };
        const { UploadId = "" } = await client.send(new CreateMultipartUploadCommand(target));
        for (const PartNumber of [1, 2]) {
            const Body = bytes.subarray((PartNumber - 1) * 8 * MIB, PartNumber * 8 * MIB);
            await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }));
        }
        const { mtimeMs, size } = statSync(path.join(folder, "resumed.bin"));
        const left = {
            bucket: BUCKET,
            key: "resumed.bin",
            uploadId: UploadId,
            place: placeName(DEV),
            partBytes: 8 * MIB,
            file: path.join(folder, "resumed.bin"),
            sizeBytes: size,
            modifiedAt: mtimeMs,
            startedAt: Date.now(),
        };
        const earlier = callsOf("UploadPart");
        const next = { ...journalOf("resumed"), abandoned: () => [left] };
        assert.equal(await (await storeIn(DEV, next)).upload(BUCKET, large, () => {}, never), 1);
        assert.equal(callsOf("UploadPart") - earlier, 3, "two of five parts were there");
        const copy = path.join(folder, "resumed.copy");
        await store.download(BUCKET, "resumed.bin", copy, never);
        assert.ok(readFileSync(copy).equals(bytes));
        assert.equal(await unfinished(), 0);
    });

    it("F61: what cannot be gone on with stays in the journal while S3 may have parts of it", async () => {
        const forgotten = async (name: string) => {
            const files = new Map([[name, file(name, randomBytes(17 * MIB))]]);
            const { mtimeMs, size } = statSync(path.join(folder, name));
            const left = {
                bucket: BUCKET,
                key: name,
                uploadId: "earlier",
                place: placeName(DEV),
                partBytes: 8 * MIB,
                file: path.join(folder, name),
                sizeBytes: size,
                modifiedAt: mtimeMs,
                startedAt: Date.now(),
            };
            const removed: string[] = [];
            const remove = (uploadId: string) => void removed.push(uploadId);
            const journal = { ...journalOf(`journal of ${name}`), abandoned: () => [left], remove };
            assert.equal(await (await storeIn(DEV, journal)).upload(BUCKET, files, () => {}, never), 1);
            return removed.includes("earlier");
        };
        assert.equal(await forgotten("unknown.bin"), true, "S3 knows no such upload");
        aws.faults.add({ what: "accessDenied", operation: "ListParts" });
        assert.equal(await forgotten("denied.bin"), false);
        assert.equal(await unfinished(), 0);
    });

    it("F61: what a line that dropped has sent is used when the file is sent again, in the same window too", async () => {
        const files = new Map(
            ["one.bin", "two.bin"].map((name) => [`dropped/${name}`, file(name, randomBytes(24 * MIB))] as const),
        );
        const window = await storeIn(DEV, journalOf("dropped"));
        aws.faults.add({ what: "accessDenied", operation: "UploadPart", skip: 3 });
        await assert.rejects(
            window.upload(BUCKET, files, () => {}, never),
            { code: "accessDenied" },
        );
        const begun = callsOf("CreateMultipartUpload");
        assert.equal(await window.upload(BUCKET, files, () => {}, never), 2);
        assert.equal(callsOf("CreateMultipartUpload"), begun, "both are gone on with");
        assert.equal(await unfinished(), 0);
    });

    it("F61: what nobody went on with for a day is removed with the next upload", async () => {
        const large = new Map([["old.bin", file("old.bin", randomBytes(17 * MIB))]]);
        const old = journalOf("old");
        const left: Parameters<typeof old.add>[0][] = [];
        aws.faults.add({ what: "accessDenied", operation: "UploadPart", times: "always" });
        const dead = { ...old, add: (upload: (typeof left)[number]) => void left.push(upload) };
        await assert.rejects((await storeIn(DEV, dead)).upload(BUCKET, large, () => {}, never));
        aws.faults.clear();
        assert.equal(await unfinished(), 1);
        const removed: string[] = [];
        const later = {
            ...old,
            remove: (uploadId: string) => void removed.push(uploadId),
            abandoned: () => left.map((upload) => ({ ...upload, startedAt: Date.now() - 25 * 3600 * 1000 })),
        };
        const small = new Map([["small.txt", file("small.txt", "x")]]);
        await (await storeIn(DEV, later)).upload(BUCKET, small, () => {}, never);
        assert.equal(await until(unfinished, (count) => count === 0), 0);
        assert.deepEqual(
            removed,
            left.map(({ uploadId }) => uploadId),
        );
    });

    it("F61: parts that arrive after they were removed are removed again", async () => {
        const gone = "<Error><Code>NoSuchUpload</Code><Message>The upload does not exist.</Message></Error>";
        const empty = "<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>";
        const answers = (body: string, status: number) =>
            ({
                what: "answer",
                operation: "ListParts",
                answer: { status, headers: { "content-type": "application/xml" }, body },
            }) as const;
        aws.faults.add(
            ...[1, 2, 3].map(
                () => ({ what: "answer", operation: "AbortMultipartUpload", answer: { status: 204, body: "" } }) as const,
            ),
            answers(empty, 200),
            answers(empty, 200),
            answers(gone, 404),
        );
        const removed: string[] = [];
        const old = {
            bucket: BUCKET,
            key: "late.bin",
            uploadId: "late",
            place: placeName(DEV),
            partBytes: 8 * MIB,
            file: "/late.bin",
            sizeBytes: 17 * MIB,
            modifiedAt: 1,
            startedAt: 0,
        };
        const journal = {
            ...journalOf("late"),
            abandoned: () => [old],
            remove: (uploadId: string) => void removed.push(uploadId),
        };
        const small = new Map([["late.txt", file("late.txt", "x")]]);
        await (await storeIn(DEV, journal)).upload(BUCKET, small, () => {}, never);
        await until(
            async () => removed.length,
            (count) => count > 0,
        );
        assert.deepEqual(
            aws.faults.fired().map(({ operation }) => operation),
            Array.from({ length: 3 }, () => ["AbortMultipartUpload", "ListParts"]).flat(),
        );
        assert.deepEqual(removed, ["late"]);
    });

    it("F56: names the region of a bucket that is elsewhere, and finds none where there is none", async () => {
        await (await storeIn(PARIS)).createBucket("data-of-paris", never);
        const elsewhere = requireBucket(store, { bucket: "data-of-paris", region: DEV.region }, async () => false, never);
        await assert.rejects(elsewhere, { code: "bucketElsewhere", message: /eu-west-3/ });
        assert.equal(await store.bucketRegion("no-such-bucket-anywhere", never), undefined);
    });

    it("F56: says that a bucket belongs to somebody else or may not be listed", async () => {
        aws.faults.add({ what: "answer", operation: "HeadBucket", answer: { status: 403, body: "" } });
        await assert.rejects(store.bucketRegion(BUCKET, never), {
            code: "accessDenied",
            message: /another account.*s3:ListBucket/,
        });
    });
});

describe("the journal of uploads", () => {
    it("tells of what an ended process left behind, and of nothing that is under way", () => {
        const directory = mkdtempSync(path.join(os.tmpdir(), "rs-uploads-"));
        try {
            const journal = uploadJournal(path.join(directory, "uploads"), () => 5);
            assert.deepEqual(journal.abandoned(), []);
            const upload = {
                bucket: "b",
                key: "k",
                uploadId: "../id",
                place: "AWS",
                partBytes: 1,
                file: "/f",
                sizeBytes: 2,
                modifiedAt: 3,
            };
            journal.add(upload);
            assert.deepEqual(journal.abandoned(), [], "this process is at it");
            journal.leave("../id");
            assert.deepEqual(
                journal.abandoned().map(({ uploadId }) => uploadId),
                ["../id"],
            );
            journal.add(upload);
            const entry = { ...upload, uploadId: "other", startedAt: 5, process: { pid: 2 ** 22 + 1, processStartedAt: "1" } };
            writeFileSync(path.join(directory, "uploads", "dead.json"), JSON.stringify(entry));
            writeFileSync(path.join(directory, "uploads", "torn.json"), '{"bucket":');
            assert.deepEqual(
                journal.abandoned().map(({ uploadId, startedAt }) => `${uploadId} ${startedAt}`),
                ["other 5"],
            );
            journal.remove("../id");
            journal.remove("../id");
        } finally {
            rmSync(directory, { recursive: true });
        }
    });
});
