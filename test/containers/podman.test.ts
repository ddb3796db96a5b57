import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { containerEnvironment } from "./environment.ts";

describe("the second engine", () => {
    it("builds and runs an image with a folder of the machine in it", async () => {
        const podman = async (...args: string[]) => (await promisify(execFile)(containerEnvironment().podman, args)).stdout;
        const image = `podman-test:${randomBytes(4).toString("hex")}`;
        const folder = await fs.mkdtemp(path.join(os.tmpdir(), "podman-"));
        try {
            await fs.writeFile(
                path.join(folder, "Dockerfile"),
                'FROM debian:bookworm-slim\nCMD ["sh", "-c", "echo here > /opt/ml/said"]\n',
            );
            await podman("build", "--format", "docker", "--tag", image, folder);
            await podman("run", "--rm", "--volume", `${folder}:/opt/ml`, image);
            assert.equal(await fs.readFile(path.join(folder, "said"), "utf8"), "here\n");
        } finally {
            await podman("rmi", "--force", image);
            await fs.rm(folder, { recursive: true });
        }
    });
});
