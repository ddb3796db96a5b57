import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { repository } from "../host/paths.ts";
import { openVsCode } from "../ui/driver/openVsCode.ts";
import type { Workbench } from "../ui/driver/workbench.ts";

const ROUNDS = 4;

/** VS Code's own figures for the activation of the extension and of an empty one, side by side in each of some windows. */
export async function activation(): Promise<readonly string[]> {
    const root = mkdtempSync(path.join(os.tmpdir(), "rs-bench-"));
    try {
        const folder = path.join(root, "workspace");
        const empty = path.join(root, "empty");
        writeFiles(folder, { "sagemaker.json": "{}" });
        const manifest = {
            name: "empty",
            publisher: "bench",
            version: "1.0.0",
            engines: { vscode: "^1.100.0" },
            main: "./main.cjs",
        };
        writeFiles(empty, {
            "package.json": JSON.stringify({ ...manifest, activationEvents: ["workspaceContains:sagemaker.json"] }),
            "main.cjs": "exports.activate = () => {};",
        });
        return await measure(folder, [repository, empty]);
    } finally {
        rmSync(root, { recursive: true, force: true });
    }
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
        writeFileSync(path.join(folder, name), text);
    }
}

async function measure(folder: string, extensions: readonly string[]): Promise<readonly string[]> {
    const lines: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
        const vscode = await openVsCode({ folder, extensions: round % 2 === 0 ? extensions : extensions.toReversed() });
        try {
            await vscode.workbench.showContainer("SageMaker");
            await vscode.workbench.tree.waitForRow("Training Jobs");
            const rows = await activationRows(vscode.workbench);
            lines.push(
                `window ${round + 1}: ${["rust-sagemaker.rust-sagemaker", "bench.empty"].map((id) => wordsOf(rows, id)).join("; ")}`,
            );
        } finally {
            await vscode.close();
        }
    }
    return lines;
}

/** VS Code's table of start-up figures as text, a row for each extension; it is filled in a moment after it was opened. */
async function activationRows(workbench: Workbench): Promise<readonly string[]> {
    const { page } = workbench;
    await workbench.run("Developer: Startup Performance");
    const lines = page.locator(".editor-instance .view-lines").last();
    await lines.click();
    await page.waitForTimeout(2000);
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Control+C");
    return (await workbench.clipboard()).split("\n");
}

/** A row is `| ID | reason | … | load | call | finish |`, in milliseconds. */
function wordsOf(rows: readonly string[], id: string): string {
    const row = rows.find((line) => line.includes(id));
    return row === undefined ? `${id} was not activated` : row.replace(/\s+/g, " ").trim();
}
