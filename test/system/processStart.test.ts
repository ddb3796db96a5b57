import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSurelyAlive, mayBeAlive, processStartedAt } from "../../src/system/processStart.ts";
import { keepVariables } from "../host/keepVariables.ts";

describe("when a process started", () => {
    it("F82: is told from that of a process that is gone", () => {
        const startedAt = processStartedAt(process.pid);
        assert.ok(startedAt);
        for (const isAlive of [mayBeAlive, isSurelyAlive]) {
            assert.ok(isAlive({ pid: process.pid, processStartedAt: startedAt }));
            for (const pid of [process.pid, 2 ** 30, 2 ** 40, 0, -1]) {
                assert.ok(!isAlive({ pid, processStartedAt: "1" }), String(pid));
            }
        }
        assert.equal(processStartedAt(2 ** 30), undefined);
    });

    const noPs = process.platform === "win32" && "Windows has no ps";
    it("F82: is the same text in any time zone and language, where ps tells it", { skip: noPs }, (context) => {
        context.after(onPlatform("darwin"));
        const texts = ["UTC", "Asia/Tokyo", "America/New_York"].map((zone) => {
            Object.assign(process.env, { TZ: zone, LC_ALL: "de_DE.UTF-8" });
            return processStartedAt(process.pid);
        });
        assert.ok(texts[0]);
        assert.equal(new Set(texts).size, 1);
    });

    for (const platform of ["darwin", "win32"] as const) {
        it(`F82: a process that nobody can be asked about keeps its locks, and is not killed, on ${platform}`, (context) => {
            const identity = { pid: process.pid, processStartedAt: "Sat Nov 21 12:00:00 2026" };
            context.after(onPlatform(platform));
            process.env["PATH"] = "";
            assert.equal(processStartedAt(process.pid), undefined);
            assert.deepEqual([mayBeAlive(identity), isSurelyAlive(identity)], [true, false]);
            const gone = { ...identity, pid: 2 ** 22 + 1 };
            assert.deepEqual([mayBeAlive(gone), isSurelyAlive(gone)], [false, false]);
        });
    }

    it("F82: a process that could not tell its own start keeps its locks while there is one of its pid", () => {
        assert.ok(mayBeAlive({ pid: process.pid, processStartedAt: "" }));
        assert.ok(!mayBeAlive({ pid: 2 ** 22 + 1, processStartedAt: "" }));
        assert.ok(!isSurelyAlive({ pid: process.pid, processStartedAt: "" }));
    });
});

/** Answers what sets it back. */
function onPlatform(value: NodeJS.Platform): () => void {
    const platform = Object.getOwnPropertyDescriptor(process, "platform") ?? assert.fail();
    const setBack = keepVariables("TZ", "LC_ALL", "PATH");
    Object.defineProperty(process, "platform", { ...platform, value });
    return () => {
        setBack();
        Object.defineProperty(process, "platform", platform);
    };
}
