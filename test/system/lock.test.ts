import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { processStartedAt } from "../../src/system/processStart.ts";
import { acquireLock, lockHolder } from "../../src/system/lock.ts";
import { temporaryDirectory } from "../local/temporaryDirectory.ts";

const contender = path.join(import.meta.dirname, "lockContender.ts");
const me = {
    pid: process.pid,
    processStartedAt: processStartedAt(process.pid) ?? "",
    url: "http://127.0.0.1:1",
    port: 1,
    startedAt: "now",
};

describe("the lock of a data directory", () => {
    it("is held by one at a time, and free after its release", () => {
        using directory = temporaryDirectory();
        const file = path.join(directory.path, "server.lock");
        const held = acquireLock(file, me);
        assert.ok(held.kind === "held");
        const second = acquireLock(file, me);
        assert.ok(second.kind === "taken" && second.holder.url === me.url);
        assert.equal(lockHolder<typeof me>(file)?.pid, process.pid);
        held.release();
        assert.deepEqual([lockHolder<typeof me>(file), fs.readdirSync(directory.path)], [undefined, []]);
        assert.equal(acquireLock(file, me).kind, "held");
    });

    it("is taken over from a dead process, from a stranger with its pid, and from what cannot be read", () => {
        using directory = temporaryDirectory();
        const file = path.join(directory.path, "server.lock");
        const stale = [
            JSON.stringify({ ...me, id: "1", pid: 2 ** 22 + 1 }),
            JSON.stringify({ ...me, id: "2", processStartedAt: "another time" }),
            JSON.stringify({ pid: process.pid }),
            '{"pid":',
            "null",
            "",
        ];
        for (const content of stale) {
            fs.writeFileSync(file, content);
            const lock = acquireLock(file, me);
            assert.ok(lock.kind === "held", content);
            lock.release();
        }
        assert.deepEqual(fs.readdirSync(directory.path), []);
    });

    it("goes to exactly one of several processes that try for a stale one at once", async () => {
        using directory = temporaryDirectory();
        const file = path.join(directory.path, "server.lock");
        const processes = Array.from({ length: 4 }, () =>
            spawn(process.execPath, [contender, file], { stdio: ["pipe", "pipe", "inherit"] }),
        );
        try {
            fs.writeFileSync(file, JSON.stringify({ ...me, id: "1", pid: 2 ** 22 + 1 }));
            const outcomes = Promise.all(processes.map(async ({ stdout }) => String((await once(stdout, "data"))[0]).trim()));
            for (const { stdin } of processes) {
                stdin.write("go\n");
            }
            assert.deepEqual((await outcomes).toSorted(), ["held", "taken", "taken", "taken"]);
        } finally {
            for (const process of processes) {
                process.kill();
            }
        }
    });
});
