import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAlive, processStartedAt } from "../../src/system/processStart.ts";
import { keepVariables } from "../host/keepVariables.ts";

describe("when a process started", () => {
    it("F82: is told from that of a process that is gone", () => {
        const startedAt = processStartedAt(process.pid);
        assert.ok(startedAt);
        assert.ok(isAlive({ pid: process.pid, processStartedAt: startedAt }));
        assert.ok(!isAlive({ pid: process.pid, processStartedAt: "1" }));
        assert.equal(processStartedAt(2 ** 30), undefined);
    });

    const noPs = process.platform === "win32" && "Windows has no ps";
    it("F82: is the same text in any time zone and language, where ps tells it", { skip: noPs }, () => {
        const platform = Object.getOwnPropertyDescriptor(process, "platform") ?? assert.fail();
        const setBack = keepVariables("TZ", "LC_ALL");
        try {
            Object.defineProperty(process, "platform", { ...platform, value: "darwin" });
            const texts = ["UTC", "Asia/Tokyo", "America/New_York"].map((zone) => {
                Object.assign(process.env, { TZ: zone, LC_ALL: "de_DE.UTF-8" });
                return processStartedAt(process.pid);
            });
            assert.ok(texts[0]);
            assert.equal(new Set(texts).size, 1);
        } finally {
            setBack();
            Object.defineProperty(process, "platform", platform);
        }
    });
});
