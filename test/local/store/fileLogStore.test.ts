import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileLogStore } from "../../../src/local/store/fileLogStore.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const GROUP = "/aws/sagemaker/TrainingJobs";

describe("the log store", () => {
    const open = (directory: string, warn: (message: string) => void = assert.fail) => fileLogStore(directory, () => 77, warn);
    const event = (at: number, sourceEnd?: number) => ({
        timestamp: at,
        ingestionTime: at + 1,
        message: `line ${at} ü\n`,
        ...(sourceEnd !== undefined && { sourceEnd }),
    });

    it("finds every line by its index, before and after a restart", () => {
        using directory = temporaryDirectory();
        const before = open(directory.path);
        for (let at = 0; at < 1000; at += 7) {
            before.append(
                GROUP,
                "job/algo-1-7",
                Array.from({ length: 7 }, (_, offset) => event(at + offset)),
            );
        }
        for (const store of [before, open(directory.path)]) {
            assert.equal(store.count(GROUP, "job/algo-1-7"), 1001);
            for (const [from, limit] of [
                [0, 1],
                [127, 3],
                [128, 1],
                [500, 400],
                [999, 10],
                [1001, 1],
                [0, 5000],
            ] as const) {
                const expected = Array.from({ length: Math.max(0, Math.min(limit, 1001 - from)) }, (_, offset) =>
                    event(from + offset),
                );
                assert.deepEqual(store.read(GROUP, "job/algo-1-7", from, limit), expected);
            }
            assert.equal(store.read(GROUP, "job/algo-1-8", 0, 1), undefined);
            assert.deepEqual(store.streamNames(GROUP, "job/"), ["job/algo-1-7"]);
            assert.deepEqual(store.stream(GROUP, "job/algo-1-7"), {
                name: "job/algo-1-7",
                createdAt: 77,
                firstEventAt: 0,
                lastEventAt: 1000,
                lastIngestionTime: 1001,
            });
            assert.equal(store.stream(GROUP, "job/algo-1-8"), undefined);
        }
    });

    it("drops a line that a killed server could not finish, and goes on after the last whole one", () => {
        using directory = temporaryDirectory();
        open(directory.path).append(GROUP, "s", [event(0, 10), event(1, 20), event(2, 30)]);
        const file = fileOf(directory.path);
        fs.truncateSync(file, fs.statSync(file).size - 3);
        const store = open(directory.path);
        assert.deepEqual([store.count(GROUP, "s"), store.sourceEnd(GROUP, "s")], [2, 20]);
        store.append(GROUP, "s", [event(2, 30)]);
        assert.deepEqual(store.read(GROUP, "s", 0, 10), [event(0), event(1), event(2)]);
        assert.equal(open(directory.path).sourceEnd(GROUP, "s"), 30);
    });

    it("forgets a stream whose first line was cut short", () => {
        using directory = temporaryDirectory();
        open(directory.path).append(GROUP, "s", [event(0)]);
        fs.truncateSync(fileOf(directory.path), 5);
        const store = open(directory.path);
        assert.equal(store.hasGroup(GROUP), false);
        store.append(GROUP, "s", [event(1)]);
        assert.deepEqual(open(directory.path).read(GROUP, "s", 0, 10), [event(1)]);
    });

    it("shows a damaged line as it is, and the others around it", () => {
        using directory = temporaryDirectory();
        open(directory.path).append(GROUP, "s", [event(0), event(1), event(2)]);
        const file = fileOf(directory.path);
        fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("[1,2,", "<1,2,"));
        const messages = open(directory.path)
            .read(GROUP, "s", 0, 10)
            ?.map(({ message }) => message);
        assert.deepEqual(messages, [event(0).message, '<1,2,"line 1 ü\\n"]', event(2).message]);
    });

    it("passes over what file managers left among its files, and keeps aside, with a warning, files whose header was damaged", () => {
        using directory = temporaryDirectory();
        open(directory.path).append(GROUP, "s", [event(0)]);
        const folder = path.dirname(fileOf(directory.path));
        for (const [file, content] of [
            [path.join(directory.path, ".DS_Store"), "\0"],
            [path.join(folder, ".DS_Store"), "null\n"],
            [path.join(folder, "damaged.jsonl"), "{\n"],
            [path.join(folder, "foreign.jsonl"), "null\n"],
            [path.join(folder, "zeros.jsonl"), "\0".repeat(5000)],
        ] as const) {
            fs.writeFileSync(file, content);
        }
        const warnings: string[] = [];
        const store = open(directory.path, (message) => warnings.push(path.basename(message)));
        assert.deepEqual(store.read(GROUP, "s", 0, 10), [event(0)]);
        assert.deepEqual(
            warnings.toSorted(),
            ["damaged", "foreign", "zeros"].map((name) => `${name}.jsonl.unreadable`),
        );
        assert.equal(fs.readFileSync(path.join(folder, "damaged.jsonl.unreadable"), "utf8"), "{\n");
        assert.deepEqual(open(directory.path).read(GROUP, "s", 0, 10), [event(0)]);
    });
});

/** The one stream's file. */
function fileOf(directory: string): string {
    const files = fs.readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jsonl"));
    assert.equal(files.length, 1);
    return path.join(directory, files[0] ?? "");
}
