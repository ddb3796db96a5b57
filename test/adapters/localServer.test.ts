import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { localServer } from "../../src/adapters/localServer/localServer.ts";

describe("a Local SageMaker that does not start", () => {
    const root = mkdtempSync(path.join(os.tmpdir(), "rs-server-"));
    const program = path.join(root, "broken.cjs");
    writeFileSync(program, "console.error(...process.argv.slice(2)); process.exit(1);");
    after(() => rmSync(root, { recursive: true, force: true }));
    const startIn = (dataDirectory: string, engine = "") =>
        localServer({ program, dataDirectory: () => dataDirectory, engine: () => engine, log: () => {} }).url();

    it("is told as soon as its process ends, with the way to its log", async () => {
        await assert.rejects(startIn(root), {
            code: "localServerUnreachable",
            remedy: { kind: "openFile", label: "Open Its Log", path: path.join(root, "server.log") },
            cause: new Error("It ended with exit code 1."),
        });
    });

    it("was given the container engine that the user has set, and none otherwise", async () => {
        const log = path.join(root, "server.log");
        rmSync(log, { force: true });
        await assert.rejects(startIn(root));
        assert.equal(readFileSync(log, "utf8"), `--port 0 --data ${root} --exit-when-idle 900\n`);
        await assert.rejects(startIn(root, "/opt/pod man"));
        assert.match(readFileSync(log, "utf8"), / --exit-when-idle 900 --engine \/opt\/pod man\n$/);
    });

    it("names a folder that cannot be written to, and the setting that names another", async () => {
        await assert.rejects(startIn(path.join(program, "data")), {
            code: "localServerUnreachable",
            message: `Local SageMaker cannot write to its folder: ${path.join(program, "data")}.`,
            remedy: { kind: "openSetting", label: "Choose Another Folder", key: "rustSagemaker.local.root" },
        });
    });
});
