import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { runProgram } from "../../src/adapters/runProgram.ts";
import { createArguments, inspectArguments, removeArguments, tagArguments } from "../../src/core/image/engine/engineArguments.ts";
import { Problem } from "../../src/core/problem.ts";
import { buildArguments } from "../../src/core/workspace/cargo.ts";
import { randomOf } from "../host/aws/faults.ts";
import { report, sized } from "./reliability.ts";

const COUNT = sized(1000, 10_000);
const FOLDERS = sized(50, 500);
const AT_ONCE = 250;

/** What means something to a shell, to a terminal, to Windows or to whoever reads options. */
const PIECES = [
    "-",
    "--",
    "-o",
    "--config=",
    "=",
    ";",
    "&&",
    "|",
    ">",
    "<",
    "$(touch CANARY)",
    "`touch CANARY`",
    "; touch CANARY;",
    "$HOME",
].concat([
    "%PATH%",
    "!!",
    "^",
    "*",
    "?",
    "~",
    "{a,b}",
    "'",
    '"',
    "\\",
    "\n",
    "\r",
    "\t",
    " ",
    "\u001b[2J",
    "\u202e",
    "é",
    "🦀",
    "日本",
    "..",
    "@",
    "#",
    "a",
    "crate",
]);

describe("R5: hostile names and paths", { skip: process.platform === "win32" && "The shell of this test is POSIX's." }, () => {
    const random = randomOf(5);
    const piece = () => PIECES[Math.floor(random() * PIECES.length)] ?? "";
    const names = Array.from({ length: COUNT }, () => Array.from({ length: 1 + Math.floor(random() * 6) }, piece).join(""));
    let folder: string;
    const figures = { "altered arguments": 0, "taken for options": 0, "commands injected": 0 };

    before(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "r5-"));
    });
    after(() => {
        fs.rmSync(folder, { recursive: true });
        report("R5", { names: COUNT, folders: FOLDERS, ...figures });
    });

    it("reach a program as they are", async () => {
        for (let from = 0; from < COUNT; from += AT_ONCE) {
            const batch = names.slice(from, from + AT_ONCE);
            const read: unknown = JSON.parse(
                await outputOf(["-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...batch]),
            );
            figures["altered arguments"] += batch.filter((name, index) => !Array.isArray(read) || read[index] !== name).length;
        }
        figures["commands injected"] += canaries();
        assert.deepEqual([figures["altered arguments"], figures["commands injected"]], [0, 0]);
    });

    it("are values of cargo's options, and are no options themselves", () => {
        for (const name of names) {
            const manifestPath = path.join("/crates", name, "Cargo.toml");
            const crate = { name, manifestPath, directory: "/crates", workspaceRoot: "/crates", bins: [name] };
            const fixed = new Set(buildArguments({ crate: { ...crate, name: "n", manifestPath: "m" }, bins: [], features: [] }));
            const free = buildArguments({ crate, bins: [name], features: [name] }).filter((argument) => !fixed.has(argument));
            figures["taken for options"] += free.filter(
                (argument) => !/^--(manifest-path|package|bin|features)=/.test(argument),
            ).length;
        }
        assert.equal(figures["taken for options"], 0);
    });

    it("are refused as names of images, but for those that are some", () => {
        for (const name of names) {
            for (const made of ofImages.map((make) => argumentsOf(make, name))) {
                figures["taken for options"] += made.filter((argument) => argument === name && name.startsWith("-")).length;
            }
        }
        assert.equal(figures["taken for options"], 0);
    });

    it("are folders that programs run in", async () => {
        for (const name of new Set(names.slice(0, FOLDERS).map((each) => each.replaceAll("/", "").trim()))) {
            const directory = path.join(folder, "in", `x${name}`);
            fs.mkdirSync(directory, { recursive: true });
            const read: unknown = JSON.parse(await outputOf(["-e", "console.log(JSON.stringify(process.cwd()))"], directory));
            figures["altered arguments"] += read === fs.realpathSync(directory) ? 0 : 1;
        }
        figures["commands injected"] += canaries();
        assert.deepEqual([figures["altered arguments"], figures["commands injected"]], [0, 0]);
    });

    async function outputOf(args: readonly string[], directory = folder): Promise<string> {
        let output = "";
        const program = { program: process.execPath, args, directory, setting: "none", install: { label: "", url: "" } };
        const lines = { onStdout: (line: string) => (output += line), onStderr() {} };
        await runProgram(program, lines, new AbortController().signal);
        return output;
    }

    /** Files that a command in a name has made. */
    function canaries(): number {
        return fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => path.basename(file) === "CANARY")
            .length;
    }
});

/** All that names images to an engine. */
const ofImages: readonly ((name: string) => readonly string[])[] = [
    (name) => inspectArguments([name]),
    removeArguments,
    (name) => tagArguments(name, name),
    (name) => createArguments(name, "container"),
];

/** The arguments, none where the name was refused. */
function argumentsOf(make: (name: string) => readonly string[], name: string): readonly string[] {
    try {
        return make(name);
    } catch (error) {
        assert.ok(Problem.is(error), String(error));
        return [];
    }
}
