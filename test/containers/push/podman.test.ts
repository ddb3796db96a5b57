import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import { DOCKER_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { progressText, pushProgress } from "../../../src/core/image/push/pushProgress.ts";
import { containerEnvironment } from "../environment.ts";
import { never } from "./pushing.ts";

describe("a push by Podman", () => {
    const { podman, registry } = containerEnvironment();
    // The registry behind ECR's name, which only docker knows, speaks no TLS and takes every login.
    const settings = path.join(path.dirname(podman), "../home/.config/containers/registries.conf.d");

    it("leaves an image in Docker's form, and no login", async () => {
        mkdirSync(settings, { recursive: true });
        const file = path.join(settings, `${randomUUID()}.conf`);
        writeFileSync(file, `[[registry]]\nlocation = "${registry}"\ninsecure = true\n`);
        const temporary = mkdtempSync(path.join(tmpdir(), "rust-sagemaker-podman-"));
        const before = process.env["TMPDIR"];
        process.env["TMPDIR"] = temporary;
        const engine = await findContainerEngine({ path: podman, search: "", forbidden: [] }, never);
        const name = `podman-push/${randomUUID()}`;
        const reference = `${registry}/${name}:v1`;
        try {
            await engine.tag("debian:bookworm-slim", reference, never);
            const printed: string[] = [];
            const login = { registry, username: "AWS", password: "a-secret-of-this-test" };
            const digest = await engine.push(reference, login, (text) => void printed.push(text), never);
            assert.equal(progressText(pushProgress()(printed.join(""))), "1 of 1 layers");
            const stored = await fetch(`http://${registry}/v2/${name}/manifests/v1`, { headers: { accept: DOCKER_MANIFEST } });
            assert.deepEqual(
                [stored.headers.get("content-type"), stored.headers.get("docker-content-digest")],
                [DOCKER_MANIFEST, digest],
            );
            assert.deepEqual(readdirSync(temporary), []);
        } finally {
            await engine.remove(reference, never);
            process.env["TMPDIR"] = before ?? "";
            rmSync(file);
            rmSync(temporary, { recursive: true });
        }
    });
});
