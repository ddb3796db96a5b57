import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { UnsafeArchive, unpackArchive } from "../../../src/local/hosting/unpack.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { type ArchiveEntry, archiveOf } from "./deploy.ts";

describe("unpacking a model", () => {
    it("keeps folders, long and unusual names, and large and empty files", async () => {
        using directory = temporaryDirectory();
        const [long, large] = [`${"deep/".repeat(40)}ü 'name'.bin`, "x".repeat(3_000_000)];
        const folder = await unpack(
            directory.path,
            { name: "./a.txt", content: "A" },
            { name: "empty/", type: "directory" },
            { name: long, content: large },
            { name: "none", content: "" },
        );
        assert.equal(fs.readFileSync(path.join(folder, "a.txt"), "utf8"), "A");
        assert.equal(fs.readFileSync(path.join(folder, long), "utf8"), large);
        assert.equal(fs.statSync(path.join(folder, "none")).size, 0);
        assert.ok(fs.statSync(path.join(folder, "empty")).isDirectory());
    });

    it("makes files that are read-only, as in /opt/ml/model", async () => {
        using directory = temporaryDirectory();
        const folder = await unpack(directory.path, { name: "run.sh", mode: 0o777, size: 0 });
        assert.equal(fs.statSync(path.join(folder, "run.sh")).mode & 0o777, 0o444);
    });

    const hostile: readonly [string, ArchiveEntry][] = [
        ["climbs out of its folder", { name: "../escaped", content: "x" }],
        ["climbs out on a detour", { name: "inside/../../escaped", content: "x" }],
        ["has an absolute path", { name: "/tmp/escaped", size: 0 }],
        ["is a symbolic link", { name: "link", type: "symlink", linkname: "/etc" }],
        ["is a hard link", { name: "link", type: "link", linkname: "../escaped" }],
        ["is a device", { name: "device", type: "character-device" }],
    ];
    for (const [what, entry] of hostile) {
        it(`refuses an archive with an entry that ${what}`, async () => {
            using directory = temporaryDirectory();
            await assert.rejects(unpack(directory.path, entry), UnsafeArchive);
            assert.equal(fs.existsSync(path.join(directory.path, "escaped")), false);
        });
    }

    it("refuses what is cut short", async () => {
        using directory = temporaryDirectory();
        const archive = await archiveOf({ name: "a", content: "x".repeat(100_000) });
        const file = path.join(directory.path, "cut.tar.gz");
        fs.writeFileSync(file, archive.subarray(0, archive.length - 20));
        await assert.rejects(unpackArchive(file, directory.path, new AbortController().signal));
    });
});

async function unpack(directory: string, ...entries: readonly ArchiveEntry[]): Promise<string> {
    const [file, folder] = [path.join(directory, "model.tar.gz"), path.join(directory, "model")];
    fs.writeFileSync(file, await archiveOf(...entries));
    fs.mkdirSync(folder);
    await unpackArchive(file, folder, AbortSignal.timeout(10_000));
    return folder;
}
