#!/usr/bin/env node
import path from "node:path";
import { parseArgs } from "node:util";
import { runEditorSuite } from "./editorSuite.ts";

// Takes the arguments that @vscode/test-electron gives to VS Code, and runs the suite in our VS Code instead.
const { values, positionals } = parseArgs({
    options: { extensionDevelopmentPath: { type: "string" }, extensionTestsPath: { type: "string" } },
    strict: false,
    allowPositionals: true,
});
const verdict = await runEditorSuite({
    extension: path.resolve(String(values["extensionDevelopmentPath"])),
    tests: path.resolve(String(values["extensionTestsPath"])),
    workspace: path.resolve(positionals[0] ?? "."),
    deadline: 5 * 60_000,
});
console.log(`VS Code ended the suite: ${verdict}`);
process.exit(verdict === "0" ? 0 : 1);
