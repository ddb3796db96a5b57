import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileObjects } from "../../../src/local/store/fileObjects.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const noWarning = (message: string) => assert.fail(message);

async function* bytes(...parts: readonly string[]): AsyncGenerator<Buffer> {
    for (const part of parts) {
        yield Buffer.from(part);
    }
}

describe("the object store", () => {
    it("holds after a restart what was put", async () => {
        using directory = temporaryDirectory();
        const before = fileObjects(directory.path, noWarning);
        before.createBucket("data");
        const put = await before.put("data", "a/b.csv", bytes("1,", "2"), "text/csv");
        const after = fileObjects(directory.path, noWarning);
        assert.deepEqual(after.get("data", "a/b.csv"), put);
        assert.deepEqual(after.list("data", "a/"), [put]);
        assert.equal(fs.readFileSync(after.fileOf("data", "a/b.csv") ?? "", "utf8"), "1,2");
    });

    it("keeps the old object when the new one breaks off", async () => {
        using directory = temporaryDirectory();
        const objects = fileObjects(directory.path, noWarning);
        objects.createBucket("data");
        const old = await objects.put("data", "a", bytes("old"), "text/plain");
        const broken = (async function* () {
            yield Buffer.from("half");
            throw new Error("cut");
        })();
        await assert.rejects(objects.put("data", "a", broken, "text/plain"), { message: "cut" });
        assert.deepEqual(objects.get("data", "a"), old);
        assert.equal(fs.readdirSync(path.join(directory.path, "data", "contents")).length, 1);
    });

    it("sweeps away what a killed server wrote but never named", async () => {
        using directory = temporaryDirectory();
        const before = fileObjects(directory.path, noWarning);
        before.createBucket("data");
        await before.put("data", "a", bytes("kept"), "text/plain");
        const contents = path.join(directory.path, "data", "contents");
        fs.writeFileSync(path.join(contents, "orphan"), "half an upl");
        fileObjects(directory.path, noWarning);
        assert.equal(fs.readdirSync(contents).length, 1);
    });

    it("passes over a file that a file manager left among its buckets", () => {
        using directory = temporaryDirectory();
        fileObjects(directory.path, noWarning).createBucket("data");
        fs.writeFileSync(path.join(directory.path, ".DS_Store"), "");
        assert.deepEqual(
            fileObjects(directory.path, noWarning)
                .buckets()
                .map(({ name }) => name),
            ["data"],
        );
    });
});
