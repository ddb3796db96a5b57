import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { repository } from "../host/paths.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { type Line, steps } from "./line/line.ts";
import { copySample, type Project } from "./line/project.ts";

describe("from a crate to an answer, in a folder with spaces, quotes and letters beyond ASCII", () => {
    const line: Line = { jobName: "", endpointName: "" };
    let project: Project;
    let vscode: VsCode;
    let broken = false;

    before(async () => {
        project = copySample(`Ada's "crâtes" 日本`);
        vscode = await openVsCode({ folder: project.folder, pictures: path.join(repository, "out/pictures/line") });
    });
    after(async () => {
        await vscode?.close();
        project?.remove();
    });

    for (const { title, run } of steps) {
        it(title, async () => {
            assert.ok(!broken, "an earlier step failed, and this one stands on it");
            broken = true;
            try {
                console.log(`  ${await run(vscode.workbench, line)}`);
                broken = false;
            } finally {
                if (broken) {
                    await vscode.workbench.screenshot("failed");
                }
            }
        });
    }

    it("breaks no Content-Security-Policy and asks no host outside", () => {
        assert.deepEqual(vscode.watch.policyBreaches, []);
        assert.deepEqual([...vscode.watch.outsideHosts], []);
    });
});
