import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { savedRequests } from "../../src/adapters/workspace/examples.ts";
import { filesUnder, sha256Of } from "../../src/adapters/workspace/files.ts";

const root = mkdtempSync(path.join(os.tmpdir(), "rs-files-"));
after(() => rmSync(root, { recursive: true, force: true }));

describe("filesUnder", () => {
    const folder = path.join(root, `it's "data" 日本`);
    mkdirSync(path.join(folder, "deep"), { recursive: true });
    writeFileSync(path.join(folder, "deep", "a b.csv"), "1");
    writeFileSync(path.join(folder, "c"), "2");
    symlinkSync(path.join(folder, "c"), path.join(folder, "link"));
    symlinkSync(root, path.join(folder, "upwards"));

    it("finds files in all depths and through links to files, but follows no link to a folder", async () => {
        assert.deepEqual([...(await filesUnder(folder)).keys()].toSorted(), ["c", "deep/a b.csv", "link"]);
    });

    it("finds none where there is no folder", async () => {
        assert.equal((await filesUnder(path.join(root, "nowhere"))).size, 0);
        assert.equal((await filesUnder(path.join(folder, "c"))).size, 0);
    });

    it("names a link that leads nowhere", async () => {
        const torn = path.join(root, "torn");
        mkdirSync(torn);
        symlinkSync(path.join(root, "gone"), path.join(torn, "link"));
        await assert.rejects(filesUnder(torn), { code: "channelMissing", message: /torn\/link$/ });
    });

    it("hashes a file by its content", async () => {
        assert.equal(
            await sha256Of(path.join(folder, "c"), new AbortController().signal),
            "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
        );
    });
});

describe("savedRequests", () => {
    const project = path.join(root, "project");
    mkdirSync(path.join(project, "examples"), { recursive: true });
    writeFileSync(path.join(project, "sagemaker.json"), '{ "endpoint": { "examples": "examples" } }');
    writeFileSync(path.join(project, "examples", "b.csv"), "1,2");
    writeFileSync(path.join(project, "examples", "a.png"), "not really");
    writeFileSync(path.join(project, "examples", ".hidden"), "");
    writeFileSync(path.join(project, "examples", "huge.bin"), Buffer.alloc(6_291_457));

    it("are the files of the folder that sagemaker.json names, but for hidden ones and those that SageMaker would refuse", async () => {
        const requests = await savedRequests([path.join(project, "sagemaker.json")]);
        assert.deepEqual(
            requests.map(({ name, contentType }) => [name, contentType]),
            [
                ["a.png", "image/png"],
                ["b.csv", "text/csv"],
            ],
        );
    });

    it("are none where the file cannot be read or names no folder", async () => {
        const broken = path.join(root, "broken.json");
        writeFileSync(broken, "{");
        const missing = path.join(root, "missing.json");
        writeFileSync(missing, '{ "endpoint": { "examples": "nowhere" } }');
        assert.deepEqual(await savedRequests([broken, missing]), []);
    });
});
