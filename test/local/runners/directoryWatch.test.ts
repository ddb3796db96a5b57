import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { watchDirectory } from "../../../src/local/runners/directoryWatch.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

test("a change in a directory is told with the name of the file, and a look without one comes now and then", async () => {
    using directory = temporaryDirectory();
    const told: (string | undefined)[] = [];
    const end = watchDirectory(directory.path, (file) => told.push(file));
    try {
        fs.writeFileSync(path.join(directory.path, "exit.json"), "{}");
        for (const latest = Date.now() + 5000; !told.includes("exit.json") || !told.includes(undefined);) {
            assert.ok(Date.now() < latest, `told of ${told.join()} within 5 s`);
            await delay(20);
        }
    } finally {
        end();
    }
});
