import { rmSync } from "node:fs";
import path from "node:path";
import { repository } from "../host/paths.ts";
import { openVsCode } from "./driver/openVsCode.ts";
import { type Line, steps } from "./line/line.ts";
import { copySample } from "./line/project.ts";

// Drives the packaged extension through the whole line on the sample, as a user would, and says what came of each step.
const pictures = path.join(repository, "out/demo");
rmSync(pictures, { recursive: true, force: true });
const project = copySample("demo");
const started = performance.now();
const line: Line = { jobName: "", endpointName: "" };
console.log("Opening VS Code with the packaged extension and the sample");
const vscode = await openVsCode({ folder: project.folder, pictures, vsix: [path.join(repository, "out/rust-sagemaker.vsix")] });
try {
    for (const [index, { title, run }] of steps.entries()) {
        const stepStarted = performance.now();
        const result = await run(vscode.workbench, line);
        console.log(`${index + 1}/${steps.length} ${title} (${seconds(stepStarted)} s)\n      ${result}`);
    }
    console.log(`Done in ${seconds(started)} s. Pictures: ${pictures}`);
} catch (error) {
    console.error(error);
    console.error(`It failed here: ${await vscode.workbench.screenshot("failed")}`);
    process.exitCode = 1;
} finally {
    await vscode.close();
    project.remove();
}

function seconds(since: number): string {
    return ((performance.now() - since) / 1000).toFixed(1);
}
