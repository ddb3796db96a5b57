import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { sourceOf } from "../../src/adapters/git/git.ts";

const never = new AbortController().signal;

describe("what git knows of a folder", () => {
    let folder: string;
    const git = (...args: readonly string[]) =>
        execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
            cwd: folder,
            encoding: "utf8",
        });

    before(() => {
        folder = path.join(mkdtempSync(path.join(tmpdir(), "git ")), `Ada's "crâtes", 日本 $(x)`);
        mkdirSync(folder);
    });
    after(() => rmSync(path.dirname(folder), { recursive: true }));

    it("is nothing without a repository or a commit", async () => {
        assert.equal(await sourceOf(folder, [], never), undefined);
        git("init", "--quiet");
        assert.equal(await sourceOf(folder, [], never), undefined);
    });

    it("is the commit, and whether files of the folder differ from it", async () => {
        mkdirSync(path.join(folder, "crate"));
        writeFileSync(path.join(folder, "crate", "file"), "one");
        git("add", ".");
        git("commit", "--quiet", "--message=one");
        const commit = git("rev-parse", "HEAD").slice(0, 12);
        assert.deepEqual(await sourceOf(path.join(folder, "crate"), [], never), { commit, dirty: false });
        writeFileSync(path.join(folder, "beside"), "no part of the crate");
        assert.deepEqual(await sourceOf(path.join(folder, "crate"), [], never), { commit, dirty: false });
        writeFileSync(path.join(folder, "crate", "new"), "");
        assert.deepEqual(await sourceOf(path.join(folder, "crate"), [], never), { commit, dirty: true });
    });

    it("is asked of no program in a folder of the workspace, whatever is on the PATH", async () => {
        const workspace = path.dirname(folder);
        const mark = path.join(workspace, "started");
        writeFileSync(path.join(workspace, "git"), `#!/bin/sh\n: > "${mark.replace(/["$]/g, "\\$&")}"\n`, { mode: 0o755 });
        const earlier = process.env["PATH"];
        try {
            process.env["PATH"] = `${workspace}${path.delimiter}${earlier}`;
            assert.ok(await sourceOf(path.join(folder, "crate"), [workspace], never));
            assert.equal(existsSync(mark), false);
            await sourceOf(path.join(folder, "crate"), [], never);
            assert.equal(existsSync(mark), true, "the program would have been found");
        } finally {
            process.env["PATH"] = earlier;
        }
    });

    it("starts no watcher that the repository names", async () => {
        const watcher = path.join(folder, "watcher");
        writeFileSync(watcher, `#!/bin/sh\ntouch "${path.join(folder, "started").replace(/["$]/g, "\\$&")}"\n`);
        chmodSync(watcher, 0o755);
        git("config", "core.fsmonitor", "./watcher");
        await sourceOf(folder, [], never);
        assert.equal(existsSync(path.join(folder, "started")), false);
    });
});
