import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { syncCheckpoints } from "../../../src/local/job/checkpoints.ts";
import type { Objects } from "../../../src/local/store/objects.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

test("a round of copying that takes long is not followed by those it has outlasted", async (context) => {
    using folder = folderWith("1.bin");
    const copies: (() => void)[] = [];
    const { tick, sync } = syncing(context, folder.path, async () => new Promise<void>((copied) => copies.push(copied)));
    for (let round = 0; round < 5; round += 1) {
        await tick();
    }
    await until(() => copies.length > 0);
    fs.writeFileSync(path.join(folder.path, "1.bin"), "changed since");
    copies[0]?.();
    await delay(100);
    assert.equal(copies.length, 1);
    await tick();
    await until(() => copies.length === 2);
    copies[1]?.();
    await sync.finish();
});

test("a checkpoint that cannot be copied is reported, and one that was renamed meanwhile is not", async (context) => {
    using folder = folderWith("1.bin");
    const failures = [failure("ENOENT"), failure("ENOSPC")];
    const { tick, reports, sync } = syncing(context, folder.path, async () => {
        const next = failures.shift();
        return next === undefined ? undefined : Promise.reject(next);
    });
    await tick();
    await until(() => failures.length === 1);
    assert.deepEqual(reports, []);
    await tick();
    await until(() => reports.length === 1);
    assert.match(String(reports[0]), /ENOSPC/);
    await sync.finish();
});

function folderWith(file: string) {
    const folder = temporaryDirectory();
    fs.writeFileSync(path.join(folder.path, file), "1");
    return folder;
}

/** Copies by `copy`, in rounds that the test begins. */
function syncing(context: TestContext, folder: string, copy: () => Promise<void>) {
    context.mock.timers.enable({ apis: ["setInterval"] });
    const reports: unknown[] = [];
    const objects: Pick<Objects, "put"> = {
        async put(_, key, body) {
            const [{ length: bytes }] = await Promise.all([buffer(body), copy()]);
            return { key, bytes, etag: "", modifiedAt: new Date(), contentType: "" };
        },
    };
    return {
        reports,
        sync: syncCheckpoints("s3://bucket/checkpoints", folder, objects, (failed) => reports.push(failed)),
        async tick() {
            context.mock.timers.tick(3000);
            await until(() => true);
        },
    };
}

/** Gives what runs the time to come to it. */
async function until(condition: () => boolean): Promise<void> {
    const end = Date.now() + 5000;
    do {
        assert.ok(Date.now() < end, "it did not happen within 5 s");
        await delay(20);
    } while (!condition());
}

function failure(code: string): Error {
    return Object.assign(new Error(code), { code });
}
