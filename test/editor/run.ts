import { cp, mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { repository } from "../host/paths.ts";
import { scratchFolder } from "../host/scratchFolder.ts";

// Runs test/editor/suite inside the extension host of a real VS Code: $VSCODE_EXECUTABLE, or one that is downloaded
// (VSCODE_DOWNLOAD=1, in the version of VSCODE_VERSION), or else ours without a window.
interface Report {
    readonly passes: number;
    readonly failures: number;
    readonly pending: number;
}

const compiled = path.join(repository, "out/test/editor");
const scratch = scratchFolder();
await compileSuite();
const verdict = await runSuite();
console.log(await readFile(path.join(scratch, "suite.log"), "utf8").catch(() => "The suite said nothing."));
const { passes, failures, pending } = await readReport();
console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
// VS Code says 0, too, when its extension host dies in the middle of the suite; only the report knows that the suite ended.
process.exitCode = verdict === 0 && failures === 0 && passes > 0 ? 0 : 1;

async function compileSuite(): Promise<void> {
    await rm(compiled, { recursive: true, force: true });
    await build({
        absWorkingDir: repository,
        entryPoints: ["test/editor/suite/*.ts"],
        outdir: compiled,
        outExtension: { ".js": ".cjs" },
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node22",
        external: ["vscode", "mocha"],
        sourcemap: "inline",
    });
}

async function runSuite(): Promise<number> {
    const executable = process.env["VSCODE_EXECUTABLE"] ?? path.join(repository, "test/host/suiteExecutable.ts");
    // A path as users have them: with a space, a quote and a letter beyond ASCII.
    const workspace = path.join(scratch, "it's a crâte");
    await cp(path.join(repository, "test/fixtures/moody"), workspace, { recursive: true });
    const profile = ["user-data", "extensions"].map((folder) => path.join(scratch, folder));
    await Promise.all(profile.map((folder) => mkdir(folder)));
    process.env["PATH"] = `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"]}`;
    try {
        return await runTests({
            ...(process.env["VSCODE_DOWNLOAD"] === "1" ? {} : { vscodeExecutablePath: executable }),
            version: process.env["VSCODE_VERSION"] ?? "stable",
            extensionDevelopmentPath: repository,
            extensionTestsPath: path.join(compiled, "index.cjs"),
            launchArgs: [workspace, `--user-data-dir=${profile[0]}`, `--extensions-dir=${profile[1]}`],
            extensionTestsEnv: { SUITE_REPORTS: scratch, SUITE_TESTS: compiled },
        });
    } catch (error) {
        console.log(String(error));
        return 1;
    }
}

async function readReport(): Promise<Report> {
    try {
        return JSON.parse(await readFile(path.join(scratch, "report.json"), "utf8"));
    } catch {
        console.log("The suite did not end: there is no report of it.");
        return { passes: 0, failures: 1, pending: 0 };
    }
}
