import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { localServer } from "../../src/adapters/localServer/localServer.ts";

describe("a Local SageMaker that does not start", () => {
    const root = mkdtempSync(path.join(os.tmpdir(), "rs-server-"));
    const program = path.join(root, "broken.cjs");
    writeFileSync(program, 'console.error("no disk"); process.exit(1);');
    after(() => rmSync(root, { recursive: true, force: true }));
    const startIn = (dataDirectory: string) => localServer({ program, dataDirectory: () => dataDirectory, log: () => {} }).url();

    it("is told as soon as its process ends, with the way to its log", async () => {
        await assert.rejects(startIn(root), {
            code: "localServerUnreachable",
            remedy: { kind: "openFile", label: "Open Its Log", path: path.join(root, "server.log") },
            cause: new Error("It ended with exit code 1."),
        });
    });

    it("names a folder that cannot be written to, and the setting that names another", async () => {
        await assert.rejects(startIn(path.join(program, "data")), {
            code: "localServerUnreachable",
            message: `Local SageMaker cannot write to its folder: ${path.join(program, "data")}.`,
            remedy: { kind: "openSetting", label: "Choose Another Folder", key: "rustSagemaker.local.root" },
        });
    });
});
