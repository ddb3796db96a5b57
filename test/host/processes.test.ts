import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { ofStatus } from "./counts.ts";
import { createProfile, removeProfile } from "./profile.ts";
import { killProfileProcesses, profileProcesses } from "./profileProcesses.ts";
import { runPart } from "./runPart.ts";

describe("what tests leave running", () => {
    const skip = process.platform !== "linux" && "processes are found in /proc";

    it("is found by the profile that it was told of, and ended", { skip }, async () => {
        const profile = createProfile();
        try {
            const child = spawn("sleep", ["60"], { env: { ...process.env, TMPDIR: profile.temporary }, detached: true });
            const ended = once(child, "exit");
            await once(child, "spawn");
            assert.deepEqual(profileProcesses(profile), [child.pid]);
            killProfileProcesses(profile);
            await ended;
            assert.deepEqual(profileProcesses(profile), []);
        } finally {
            removeProfile(profile);
        }
    });

    it("ends with its part at the part's deadline", async () => {
        const command = ["sh", "-c", "(sleep 2; echo survived) & wait"] as const;
        const { output, status } = await runPart({ name: "sleep", command, counts: ofStatus, minutes: 0.01 });
        assert.notEqual(status, 0);
        assert.equal(output, "");
    });
});
