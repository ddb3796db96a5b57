import fs from "node:fs";
import path from "node:path";
import { whyNoEngine } from "./containers/enginePackages.ts";
import { type Counts, judged } from "./counts.ts";
import { exitOnSignals } from "./exitOnSignals.ts";
import { keepRecordedParts } from "./recordedParts.ts";
import { recordingsFolder } from "./recordingsFolder.ts";
import { runPart } from "./runPart.ts";
import { runProgram } from "./runProgram.ts";
import { type TestPart, testParts } from "./testParts.ts";

// Runs all tests, or the parts whose names begin with one of the arguments: `node test/host/runAll.ts node rust`.
const wanted = process.argv.slice(2);
const noEngine = process.env["CI"] === "true" ? undefined : whyNoEngine();
const parts = testParts
    .filter(({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)))
    .filter(isPossible);

exitOnSignals();
await runProgram(process.execPath, [
    path.join(import.meta.dirname, "install.ts"),
    "rust",
    "browser",
    "python",
    "containers",
    "vscode",
]);
process.env["TEST_RECORDINGS"] = recordingsFolder;
if (parts.some(({ name }) => name !== "conformance")) {
    fs.rmSync(recordingsFolder, { recursive: true, force: true });
}
const results: [TestPart, Counts][] = [];
for (const part of parts) {
    results.push([part, await run(part)]);
    if (part.name !== "conformance") {
        keepRecordedParts(results.filter(([, { failed }]) => failed === 0).map(([{ name }]) => name));
    }
}
console.log();
for (const [{ name }, counts] of results) {
    console.log(`${counts.failed === 0 ? "✔" : "✖"} ${name}: ${words(counts)}`);
}
const total = (of: keyof Counts) => results.reduce((sum, [, counts]) => sum + counts[of], 0);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = results.length > 0 && total("failed") === 0 ? 0 : 1;

/** Tests with containers are left out, and said to be, where a developer's machine cannot have their engine. */
function isPossible({ name }: TestPart): boolean {
    if (name === "containers" && noEngine !== undefined) {
        console.log(`\n== containers: left out, for ${noEngine}`);
        return false;
    }
    return true;
}

async function run(part: TestPart): Promise<Counts> {
    const started = Date.now();
    console.log(`\n== ${part.name}: ${part.command.join(" ")}`);
    const { output, status } = await runPart(part);
    const counts = judged(part.counts(output, status), status, process.env["CI"] === "true");
    console.log(`-- ${part.name}: ${words(counts)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return counts;
}

function words({ passed, failed, skipped }: Counts): string {
    return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
