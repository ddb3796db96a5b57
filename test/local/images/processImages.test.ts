import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { RunnableImage } from "../../../src/local/images/images.ts";
import { processImages } from "../../../src/local/images/processImages.ts";
import { fileObjects } from "../../../src/local/store/fileObjects.ts";
import type { Objects } from "../../../src/local/store/objects.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const REGISTRY = "000000000000.dkr.ecr.us-east-1.amazonaws.com";

test("an image is the executables under its digest, and runs", async () => {
    using directory = temporaryDirectory();
    const { objects, images } = open(directory.path);
    const digest = digestOf({ serve: "two", train: "one" });
    await push(objects, `a/sample/sha256/${digest}`, { train: "one", serve: "two" });
    const image = await images.resolve(`${REGISTRY}/a/sample@sha256:${digest}`);
    assert.deepEqual(fs.readdirSync(await folderOf(image)), ["serve", "train"]);
    assert.equal(fs.statSync(path.join(await folderOf(image), "train")).mode & 0o111, 0o111);
    assert.equal(image.reference, `${REGISTRY}/a/sample@sha256:${digest}`);
});

test("an image that has been used stays as it was, whatever becomes of its objects", async () => {
    using directory = temporaryDirectory();
    const { objects, images } = open(directory.path);
    const digest = digestOf({ train: "one" });
    await push(objects, `sample/sha256/${digest}`, { train: "one" });
    await images.resolve(`${REGISTRY}/sample@sha256:${digest}`);
    await push(objects, `sample/sha256/${digest}`, { train: "other" });
    const image = await images.resolve(`${REGISTRY}/sample@sha256:${digest}`);
    assert.equal(fs.readFileSync(path.join(await folderOf(image), "train"), "utf8"), "one");
});

test("a tag is resolved to the digest of what it names at the time", async () => {
    using directory = temporaryDirectory();
    const { objects, images } = open(directory.path);
    await push(objects, "sample/tag/v1", { train: "one" });
    const first = await images.resolve(`${REGISTRY}/sample:v1`);
    await push(objects, "sample/tag/v1", { train: "two" });
    const second = await images.resolve(`${REGISTRY}/sample:v1`);
    assert.equal(first.reference, `${REGISTRY}/sample@sha256:${digestOf({ train: "one" })}`);
    assert.equal(second.reference, `${REGISTRY}/sample@sha256:${digestOf({ train: "two" })}`);
    assert.equal(fs.readFileSync(path.join(await folderOf(first), "train"), "utf8"), "one");
});

test("objects whose names are no names of programs are not part of an image", async () => {
    using directory = temporaryDirectory();
    const { objects, images } = open(directory.path);
    await push(objects, "sample/tag/v1", { train: "one", "deep/train": "x", "..": "x", ".hidden": "x" });
    const image = await images.resolve(`${REGISTRY}/sample:v1`);
    assert.deepEqual(fs.readdirSync(await folderOf(image)), ["train"]);
});

test("what does not match its digest is refused and not kept", async () => {
    using directory = temporaryDirectory();
    const { objects, images } = open(directory.path);
    const digest = digestOf({ train: "one" });
    await push(objects, `sample/sha256/${digest}`, { train: "other" });
    await assert.rejects(images.resolve(`${REGISTRY}/sample@sha256:${digest}`), /does not match its digest/);
    assert.deepEqual(fs.readdirSync(path.join(directory.path, "images")), []);
    await push(objects, `sample/sha256/${digest}`, { train: "one" });
    await images.resolve(`${REGISTRY}/sample@sha256:${digest}`);
});

function open(directory: string) {
    const objects = fileObjects(path.join(directory, "s3"), assert.fail);
    objects.createBucket("local-images");
    return { objects, images: processImages(path.join(directory, "images"), objects, {}) };
}

/** Where the executables of an image lie. */
async function folderOf(image: RunnableImage): Promise<string> {
    const start = {
        name: "train",
        of: "job",
        mlDirectory: "/ml",
        environment: {},
        instanceType: undefined,
        graceSeconds: 1,
    } as const;
    return path.dirname((await image.launchOf(start)).program);
}

async function push(objects: Objects, prefix: string, executables: Record<string, string>): Promise<void> {
    for (const [name, content] of Object.entries(executables)) {
        await objects.put("local-images", `${prefix}/${name}`, Readable.from([Buffer.from(content)]), "");
    }
}

/** The digest by its definition: a line with name and SHA-256 for each executable, in order of name. */
function digestOf(executables: Record<string, string>): string {
    const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
    const lines = Object.entries(executables).map(([name, content]) => `${name} ${sha256(content)}\n`);
    return sha256(lines.toSorted().join(""));
}
