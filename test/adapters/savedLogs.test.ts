import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { savedLogs } from "../../src/adapters/logFiles/savedLogs.ts";

const POSITION = { "job/algo-1-1": { newest: 5, oldest: 0, lines: [["5 0 4 abc", 1]] as const } };
const KEY = "AWS us-east-1 (dev)/trainingJob/iris-1";

describe("saved logs", () => {
    let folder: string;
    const logs = (now = Date.now) => savedLogs(() => path.join(folder, 'Ada\'s "lögs"'), now);
    beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "rs-logs-"))));
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it("go on where they were kept, without what came after", async () => {
        const first = await logs().open(KEY);
        await first.append("one\nzwölf 🦀\n");
        await first.save(POSITION);
        await first.append("torn");
        await first.close();
        appendFileSync(first.file, "more that a crash has left");
        const second = await logs().open(KEY);
        assert.equal(second.file, first.file);
        assert.deepEqual(second.position, POSITION);
        await second.append("three\n");
        assert.equal(readFileSync(second.file, "utf8"), "one\nzwölf 🦀\nthree\n");
        await second.close();
    });

    it("begin anew where the file is shorter than what was kept of it, or what was kept cannot be read", async () => {
        const first = await logs().open(KEY);
        await first.append("one\ntwo\n");
        await first.save(POSITION);
        await first.close();
        writeFileSync(first.file, "one");
        const second = await logs().open(KEY);
        assert.deepEqual(second.position, {});
        assert.equal(statSync(second.file).size, 0);
        await second.close();
        writeFileSync(`${first.file}.json`, '{"length": 3, "position": {"s": {"newest": "5"}}}');
        const third = await logs().open(KEY);
        assert.deepEqual(third.position, {});
        await third.close();
    });

    it("F41: give another window a file of its own, which goes with it", async () => {
        const [first, second] = [await logs().open(KEY), await logs().open(KEY)];
        assert.notEqual(first.file, second.file);
        await first.append("from the first\n");
        await second.append("from the second\n");
        assert.equal(readFileSync(first.file, "utf8"), "from the first\n");
        await second.close();
        await first.close();
        assert.deepEqual(readdirSync(path.dirname(first.file)), [path.basename(first.file)]);
    });

    it("answer their end in whole lines", async () => {
        const log = await logs().open(KEY);
        await log.append("first line\nsecond line\nthird line\n");
        assert.equal(await log.tail(1000), "first line\nsecond line\nthird line\n");
        assert.equal(await log.tail(20), "third line\n");
        await log.clear();
        assert.equal(await log.tail(1000), "");
        await log.close();
    });

    it("are removed when nobody has followed them for a month, but for those that are open", async () => {
        const old = await logs().open("old");
        const open = await logs().open("open");
        await old.close();
        const past = new Date(Date.now() - 40 * 86_400_000);
        [old, open].forEach(({ file }) => utimesSync(file, past, past));
        const fresh = await logs().open("fresh");
        await fresh.close();
        await logs().prune();
        const left = readdirSync(path.dirname(old.file)).filter((name) => name.endsWith(".log"));
        assert.deepEqual(left.toSorted(), [path.basename(fresh.file), path.basename(open.file)].toSorted());
        await open.close();
    });

    it("have names that no key can lead out of their folder", async () => {
        const log = await logs().open("../../../etc/passwd\u0000*?");
        assert.equal(path.dirname(log.file), path.join(folder, 'Ada\'s "lögs"'));
        await log.close();
    });
});
