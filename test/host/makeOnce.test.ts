import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { makeOnce } from "./makeOnce.ts";

describe("what is made once", () => {
    const root = mkdtempSync(path.join(os.tmpdir(), "rs-"));
    const folder = path.join(root, "tool-1.0");
    const make = async (unfinished: string) => writeFileSync(path.join(unfinished, "tool"), "");
    beforeEach(() => {
        rmSync(root, { recursive: true, force: true });
        mkdirSync(root);
    });
    after(() => rmSync(root, { recursive: true, force: true }));

    it("appears whole, under its own name", async () => {
        await makeOnce(folder, "Making a tool", make);
        assert.deepEqual(readdirSync(root), ["tool-1.0"]);
        assert.deepEqual(readdirSync(folder), ["tool"]);
    });

    it("is not made again", async () => {
        await makeOnce(folder, "Making a tool", make);
        await makeOnce(folder, "Making a tool", () => assert.fail("made twice"));
    });

    it("leaves nothing behind when making it fails", async () => {
        const failing = makeOnce(folder, "Making a tool", () => Promise.reject(new Error("no network")));
        await assert.rejects(failing, /no network/);
        assert.deepEqual(readdirSync(root), []);
    });

    it("removes what an interrupted run left", async () => {
        mkdirSync(`${folder}.making-999999999`);
        await makeOnce(folder, "Making a tool", make);
        assert.deepEqual(readdirSync(root), ["tool-1.0"]);
    });

    it("lets the first of two runs win", async () => {
        const other = path.join(folder, "of the other run");
        await makeOnce(folder, "Making a tool", async (unfinished) => {
            await make(unfinished);
            mkdirSync(folder);
            writeFileSync(other, "");
        });
        assert.ok(existsSync(other));
        assert.deepEqual(readdirSync(root), ["tool-1.0"]);
    });
});
