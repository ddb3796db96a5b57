import { processStartedAt } from "../../src/system/processStart.ts";
import { acquireLock } from "../../src/system/lock.ts";

// Tries for the lock as soon as it is told to, says what came of it, and lives on until its input ends.
process.stdin.once("data", () => {
    const pid = process.pid;
    const startedAt = new Date().toISOString();
    const processStart = processStartedAt(pid) ?? "";
    const lock = acquireLock(process.argv[2] ?? "", {
        pid,
        processStartedAt: processStart,
        url: "http://127.0.0.1:1",
        port: 1,
        startedAt,
    });
    console.log(lock.kind);
});
process.stdin.on("end", () => process.exit());
