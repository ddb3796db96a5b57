import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import { sourceOf } from "../../../src/adapters/git/git.ts";
import { contextSize } from "../../../src/adapters/workspace/context.ts";
import { readProject } from "../../../src/adapters/workspace/project.ts";
import type { BuildDiagnostic } from "../../../src/core/image/build/buildOutput.ts";
import type { SecretSource } from "../../../src/core/image/imageBuild.ts";
import type { Project } from "../../../src/core/workspace/project.ts";
import { createDockerfile } from "../../../src/editor/commands/image/createDockerfile.ts";
import { checkSecrets } from "../../../src/editor/image/buildSecrets.ts";
import { contextCheck } from "../../../src/editor/image/contextCheck.ts";
import { imageBuilder } from "../../../src/editor/image/imageBuilder.ts";
import { readBuild } from "../../../src/editor/image/readBuild.ts";
import { fakeAsk } from "../../core/fakes/fakeAsk.ts";
import { fakeView } from "../../core/fakes/fakeImages.ts";
import { removeImages } from "../docker.ts";
import { containerEnvironment } from "../environment.ts";

const run = promisify(execFile);
const { docker } = containerEnvironment();
const never = new AbortController().signal;
const crateName = `built-${randomUUID().slice(0, 8)}`;
const choice = { purpose: "training", instanceType: "ml.m5.large" } as const;
const readText = async (file: string) => (existsSync(file) ? readFile(file, "utf8") : undefined);
const find = () => findContainerEngine({ path: "", search: docker.PATH, forbidden: [] }, never);

/** A member of a cargo workspace, in a folder as users may have it, and the command and the builder that a window has for it. */
describe("the image of a crate", () => {
    let root: string;
    let folder: string;
    let project: Project;
    const write = async (name: string, text: string) => {
        await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
        await writeFile(path.join(folder, name), text);
    };
    const git = (...args: readonly string[]) =>
        run("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], { cwd: folder });

    before(async () => {
        root = await mkdtemp(path.join(tmpdir(), "builder "));
        folder = path.join(root, `Ada's "crâtes", 日本 $(x)`);
        await write("Cargo.toml", '[workspace]\nmembers = ["crates/*"]\nresolver = "3"\n');
        const manifest = `[package]\nname = "${crateName}"\nversion = "0.1.0"\nedition = "2024"\n[features]\nloud = []\n`;
        await write("crates/iris/Cargo.toml", manifest);
        await write("crates/iris/src/bin/train.rs", 'fn main() { println!("loud: {}", cfg!(feature = "loud")); }\n');
        await write("crates/iris/sagemaker.json", '{ "features": ["loud"] }\n');
        await git("init", "--quiet");
        const directory = path.join(folder, "crates/iris");
        project = await readProject({
            name: crateName,
            manifestPath: path.join(directory, "Cargo.toml"),
            directory,
            workspaceRoot: folder,
            bins: ["train"],
        });
        await createDockerfile({
            projectOf: async () => project,
            template: () => readFile("templates/dockerfile/Dockerfile", "utf8"),
            readText,
            writeText: writeFile,
            open: async () => {},
            ask: fakeAsk(),
            requireTrust: () => {},
        })(never);
        project = await readProject(project.crate);
        await git("add", ".");
        await git("commit", "--quiet", "--message=all");
    });
    after(async () => {
        await removeImages(`label=rust-sagemaker.crate=${crateName}`);
        await rm(root, { recursive: true, force: true });
    });

    function window({ secrets = new Map<string, SecretSource>() } = {}) {
        const diagnostics: BuildDiagnostic[] = [];
        const messages: string[] = [];
        const view = fakeView();
        const ask = fakeAsk();
        const build = imageBuilder({
            engine: find,
            readText,
            sourceOf: (directory, signal) => sourceOf(directory, [], signal),
            checkSecrets: checkSecrets({ env: process.env, exists: async (file) => existsSync(file) }),
            secrets: () => secrets,
            checkContext: contextCheck({ contextSize, readText, writeText: writeFile, ask }),
            viewOf: () => view,
            readBuild: readBuild({
                diagnostics: { begin: () => void diagnostics.splice(0), add: (_crate, one) => void diagnostics.push(one) },
                exists: existsSync,
            }),
            now: () => new Date(),
            requireTrust: () => {},
            onBuilt: () => {},
        });
        const report = (message: string) => void messages.push(message);
        return { diagnostics, messages, view, ask, build: (one = project, signal = never) => build(one, choice, report, signal) };
    }

    it("comes out of the Dockerfile that a crate without one gets, under its commit, and runs", async () => {
        const { build, messages, diagnostics, ask } = window();
        const commit = (await git("rev-parse", "HEAD")).stdout.slice(0, 12);
        const image = await build();
        assert.equal(image.tags[0], `${crateName}:${commit}`);
        assert.ok(messages.includes(`compiling ${crateName}`), messages.join("\n"));
        assert.deepEqual([diagnostics, ask.asked], [[], []]);
        const { stdout } = await run("docker", ["run", "--rm", image.tags[0] ?? "", "train"]);
        assert.equal(stdout, "loud: true\n");
        await write("crates/iris/notes.txt", "changed");
        const again = await window().build();
        assert.equal(again.tags[0], `${crateName}:${commit}-dirty`);
        assert.equal((await (await find()).inspect(image.id, never))?.labels["rust-sagemaker.crate"], crateName);
    });

    it("has the compiler's error at its place in the workspace when it cannot be built", async () => {
        const source = path.join(project.crate.directory, "src/bin/train.rs");
        const original = await readFile(source, "utf8");
        await writeFile(source, 'fn main() {\n    let six: u32 = "six";\n}\n');
        try {
            const { build, diagnostics } = window();
            await assert.rejects(build(), {
                code: "buildFailed",
                message: `${crateName} does not compile in its image (1 error): mismatched types`,
                remedy: { kind: "showProblems", label: "Show Problems" },
            });
            assert.deepEqual(
                diagnostics.map(({ file, line, column, code }) => [file, line, column, code]),
                [[source, 1, 19, "E0308"]],
            );
        } finally {
            await writeFile(source, original);
        }
    });

    it("gets a secret without keeping it, and is not begun when the user has not said where it is", async () => {
        const secret = `canary-${randomUUID()}`;
        await writeFile(path.join(root, "token"), secret);
        const dockerfile = path.join(root, "secret.Dockerfile");
        await writeFile(
            dockerfile,
            "FROM debian:bookworm-slim\nRUN --mount=type=secret,id=token grep --quiet ^canary- /run/secrets/token\n",
        );
        const image = {
            ...project.file.image,
            dockerfile: path.relative(project.crate.directory, dockerfile),
            secrets: ["token"],
        };
        const secretive = { ...project, file: { ...project.file, image } };
        await assert.rejects(window().build(secretive), { code: "secretMissing" });
        const { build, view } = window({ secrets: new Map([["token", { file: path.join(root, "token") }]]) });
        const { id } = await build(secretive);
        const history = await run("docker", ["history", "--no-trunc", id]);
        assert.ok(![history.stdout, ...view.shown].some((text) => text.includes(secret)));
    });

    it("leaves nothing running and nothing said when it is cancelled", async () => {
        const dockerfile = path.join(root, "slow.Dockerfile");
        const seconds = 10_000 + Math.floor(Math.random() * 10_000); // So that its process is known among all others.
        await writeFile(dockerfile, `FROM debian:bookworm-slim\nRUN sleep ${seconds}\n`);
        const image = { ...project.file.image, dockerfile: path.relative(project.crate.directory, dockerfile) };
        const { build, view, diagnostics } = window();
        const sleeping = async () => (await run("ps", ["-eo", "args"])).stdout.includes(`sleep ${seconds}\n`);
        const failed = assert.rejects(build({ ...project, file: { ...project.file, image } }), { name: "AbortError" });
        await Promise.race([failed, until(sleeping)]);
        view.cancel();
        await failed;
        assert.deepEqual(diagnostics, []);
        await until(async () => !(await sleeping()));
    });
});

async function until(is: () => Promise<boolean>): Promise<void> {
    for (let left = 300; !(await is()); left--) {
        assert.ok(left > 0, "it did not come to pass in half a minute");
        await setTimeout(100);
    }
}
