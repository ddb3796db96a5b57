import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { repository } from "../host/paths.ts";
import { ELSEWHERE, LATER, ROWS } from "./catalogue.ts";
import { report } from "./reliability.ts";

/** The names of tests that begin with rows: `F40:`, or several with "and" or commas between. */
const NAMED = /\b(?:it|test|describe)\(\s*["'`](F\d{2,3}\b[^"'`]*)/g;
const ROW = /\bF\d{2,3}\b/g;

describe("R9: the catalogue of failures", () => {
    const named = rowsInNames();

    it("names only rows that there are", () => {
        assert.deepEqual(
            [...named, ...Object.keys(ELSEWHERE), ...Object.keys(LATER)].filter((row) => !ROWS.includes(row)),
            [],
        );
    });

    it("has a test for each row that concerns this version", () => {
        const open = ROWS.filter((row) => !named.has(row) && ELSEWHERE[row] === undefined && LATER[row] === undefined);
        report("R9", {
            rows: ROWS.length,
            "tests that begin with a row": named.size,
            "rows with another test": Object.keys(ELSEWHERE).filter((row) => !named.has(row)).length,
            later: Object.keys(LATER).length,
            open: open.length,
        });
        assert.deepEqual(open, []);
    });

    for (const [row, [file, name]] of Object.entries(ELSEWHERE)) {
        it(`has the test of ${row} where it says`, () => {
            assert.ok(fs.readFileSync(path.join(repository, file), "utf8").includes(name), `${file}: ${name}`);
        });
    }
});

function rowsInNames(): ReadonlySet<string> {
    const folder = path.join(repository, "test");
    const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"));
    const texts = files.map((file) => fs.readFileSync(path.join(folder, file), "utf8"));
    return new Set(texts.flatMap((text) => [...text.matchAll(NAMED)].flatMap(([, name = ""]) => name.match(ROW) ?? [])));
}
