import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";
import Mocha from "mocha";

/** VS Code calls this in its extension host, and takes a rejection for a failed suite. */
export async function run(): Promise<void> {
    const { SUITE_REPORTS: reports = "", SUITE_TESTS: tests = "", CI, GREP } = process.env;
    process.setSourceMapsEnabled(true);
    const print = (...line: unknown[]) => appendFileSync(path.join(reports, "suite.log"), `${format(...line)}\n`);
    Mocha.reporters.Base.consoleLog = print;
    const mocha = new Mocha({ color: false, timeout: 30_000, forbidOnly: CI === "true", ...(GREP ? { grep: GREP } : {}) });
    for (const file of readdirSync(tests).filter((name) => name.endsWith(".test.cjs"))) {
        mocha.addFile(path.join(tests, file));
    }
    const stray = strayRejections(path.resolve(tests, "../../.."));
    const { failures, passes, pending } = await outcome(mocha).catch((error: unknown) => {
        print("The suite does not load:", error);
        throw error;
    });
    for (const reason of stray) {
        print("Nobody handled this rejection:", reason);
    }
    const failed = failures + stray.size;
    // Who started VS Code reads this: an exit code of 0 does not prove that the suite came to its end.
    writeFileSync(path.join(reports, "report.json"), JSON.stringify({ passes, failures: failed, pending }));
    if (failed > 0) {
        throw new Error(`${failed} failed`);
    }
}

/** Collects rejections of our own code that nobody handles; all extensions share this process. */
function strayRejections(ours: string): ReadonlySet<unknown> {
    const stray = new Set<unknown>(); // mocha emits each a second time
    process.on("unhandledRejection", (reason) => {
        if (reason instanceof Error && reason.stack?.includes(ours) === true) {
            stray.add(reason);
        }
    });
    return stray;
}

function outcome(mocha: Mocha): Promise<{ failures: number; passes: number; pending: number }> {
    return new Promise((resolve) => {
        const runner = mocha.run((failures) => {
            resolve({ failures, passes: runner.stats?.passes ?? 0, pending: runner.stats?.pending ?? 0 });
        });
    });
}
