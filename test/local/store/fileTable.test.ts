import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileTable } from "../../../src/local/store/fileTable.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const noWarning = (message: string) => assert.fail(message);

describe("a table", () => {
    it("holds after a restart what was put, under any name", () => {
        using directory = temporaryDirectory();
        const names = ["iris", "Iris", "IRIS", "../up", "a/b", "ü", "%41", "A", "con", "", "x".repeat(500), "x".repeat(501)];
        const before = fileTable<{ name: string }>(directory.path, noWarning);
        for (const name of names) {
            before.put(name, { name });
        }
        before.put("gone", { name: "gone" });
        before.delete("gone");
        const after = fileTable<{ name: string }>(directory.path, noWarning);
        assert.deepEqual(
            names.map((name) => after.get(name)),
            names.map((name) => ({ name })),
        );
        assert.deepEqual([after.all().length, after.get("gone")], [names.length, undefined]);
    });

    it("keeps its files apart where the file system ignores case", () => {
        using directory = temporaryDirectory();
        const table = fileTable<number>(directory.path, noWarning);
        for (const [at, name] of ["iris", "Iris", "IRIS"].entries()) {
            table.put(name, at);
        }
        const files = fs.readdirSync(directory.path).map((file) => file.toLowerCase());
        assert.equal(new Set(files).size, 3);
    });

    it("keeps an unreadable file aside, says so, and goes on with the rest", () => {
        using directory = temporaryDirectory();
        fileTable<number>(directory.path, noWarning).put("good", 1);
        fs.writeFileSync(path.join(directory.path, "torn.json"), '{"name":"to');
        fs.writeFileSync(path.join(directory.path, ".5f0c.tmp"), "left behind");
        const warnings: string[] = [];
        const table = fileTable<number>(directory.path, (message) => warnings.push(message));
        assert.deepEqual(table.all(), [1]);
        assert.match(warnings.join(), /torn\.json\.unreadable$/);
        assert.deepEqual(fs.readdirSync(directory.path).toSorted(), ["good.json", "torn.json.unreadable"]);
    });

    it("keeps the old value when the new one cannot be written", () => {
        using directory = temporaryDirectory();
        const table = fileTable<unknown>(directory.path, noWarning);
        table.put("iris", 1);
        const circular: { self?: unknown } = {};
        circular.self = circular;
        assert.throws(() => table.put("iris", circular));
        assert.equal(table.get("iris"), 1);
        assert.equal(fileTable<unknown>(directory.path, noWarning).get("iris"), 1);
    });
});
