import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { downloadChannel } from "../../../src/local/job/channels.ts";
import { fileObjects } from "../../../src/local/store/fileObjects.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { BUCKET } from "../programs.ts";
import { channel } from "./jobs.ts";

const KEYS = ["data/one.csv", "data/deep/two.csv", "data/deep/", "database/three.csv"];

test("a prefix that ends in a slash gives what is below it", async () => {
    assert.deepEqual(await downloaded("data/"), ["deep/two.csv", "one.csv"]);
});

test("a prefix is a prefix of keys, as on S3, not the name of a folder", async () => {
    assert.deepEqual(await downloaded("data"), ["database/three.csv", "deep/two.csv", "one.csv"]);
});

test("a single object keeps its name", async () => {
    assert.deepEqual(await downloaded("data/one.csv"), ["one.csv"]);
});

test("an object whose key would lead out of the channel is refused", async () => {
    await assert.rejects(downloaded("data/", ["data/../../../escaped"]), /cannot be placed inside its folder/);
});

test("a job that is stopped while its data is copied gets no more of it", async () => {
    await assert.rejects(downloaded("data/", [], AbortSignal.abort()), { name: "AbortError" });
});

async function downloaded(prefix: string, more: string[] = [], signal = new AbortController().signal): Promise<string[]> {
    using directory = temporaryDirectory();
    const objects = fileObjects(path.join(directory.path, "s3"), assert.fail);
    objects.createBucket(BUCKET);
    for (const key of [...KEYS, ...more]) {
        await objects.put(BUCKET, key, Readable.from([Buffer.from(key)]), "text/csv");
    }
    const folder = path.join(directory.path, "channel");
    await downloadChannel(
        {
            ...channel("training"),
            DataSource: {
                S3DataSource: {
                    S3DataType: "S3Prefix",
                    S3Uri: `s3://${BUCKET}/${prefix}`,
                    S3DataDistributionType: "FullyReplicated",
                },
            },
            CompressionType: "None",
            RecordWrapperType: "None",
        },
        folder,
        objects,
        signal,
    );
    const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
        .toSorted();
}
