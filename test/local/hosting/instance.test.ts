import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { instanceDirectory, runInstance } from "../../../src/local/hosting/instance.ts";
import { outputFile } from "../../../src/local/runners/processFiles.ts";
import { fileLogStore } from "../../../src/local/store/fileLogStore.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { eventually } from "./deploy.ts";

test("the folder of an instance that ended on a full disk stays until its last lines are kept", async () => {
    using data = temporaryDirectory();
    const record = { id: "i-1", port: 1 };
    const directory = instanceDirectory(data.path, record);
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(outputFile(directory), "last words");
    const logs = fileLogStore(path.join(data.path, "logs"), Date.now, assert.fail);
    let full = true;
    const append: typeof logs.append = (...lines) => {
        if (full) {
            throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
        }
        logs.append(...lines);
    };
    const exit = { code: 1, signal: null, at: 1 };
    const start = () => ({ exited: Promise.resolve(exit), stopping: new Promise<never>(() => {}), stop() {} });
    const log = { logs: { ...logs, append }, group: "group", stream: "stream", report: () => {} };
    const runner = { start, adopt: start };
    const instance = runInstance(directory, record, undefined, runner, log, new AbortController().signal);
    assert.equal(await instance.ended, exit);
    assert.equal(fs.existsSync(directory), true);
    full = false;
    await eventually(async () => assert.equal(fs.existsSync(directory), false));
    assert.equal(logs.read("group", "stream", 0, 1)?.[0]?.message, "last words");
});
