import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import { readBuildOutput } from "../../../src/core/image/build/buildOutput.ts";
import type { ImageBuild } from "../../../src/core/image/imageBuild.ts";
import { Problem } from "../../../src/core/problem.ts";
import { containerEnvironment } from "../environment.ts";
import { buildIn } from "./builds.ts";

const run = promisify(execFile);
const { podman } = containerEnvironment();
const never = new AbortController().signal;
const find = () => findContainerEngine({ path: podman, search: "", forbidden: [] }, never);
const mine = randomUUID().slice(0, 8);
const label = `rust-sagemaker.test-${mine}`;

describe("podman as the container engine", () => {
    let folder: string;
    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "podman 日本 "));
    });
    after(async () => {
        const engine = await find();
        for (const image of await engine.list(label, never)) {
            await run(podman, ["image", "rm", "--force", image.id]);
        }
        await rm(folder, { recursive: true, force: true });
    });

    const buildOf = (dockerfile: string, more: Partial<ImageBuild> = {}) =>
        buildIn(folder, `podman-test-${mine}:one`, dockerfile, { labels: { [label]: "demo" }, ...more });

    it("builds, looks at, reads, tags, lists and removes an image", async () => {
        const engine = await find();
        assert.equal(engine.kind, "podman");
        const secret = randomUUID();
        await writeFile(path.join(folder, "token"), secret);
        const output: string[] = [];
        const build = await buildOf(
            `FROM debian:bookworm-slim\nARG WHO\nRUN --mount=type=secret,id=a : ${mine}; echo "hello $WHO"; cat /run/secrets/a | wc -c\nCOPY file.txt /\n`,
            { buildArgs: { WHO: "a,b=c d" }, secrets: new Map([["a", { file: path.join(folder, "token") }]]) },
        );
        const id = await engine.build(build, (text) => output.push(text), never);
        assert.match(id, /^sha256:[0-9a-f]{64}$/);
        assert.match(output.join(""), /^hello a,b=c d\n36$/m);
        const image = await engine.inspect(id, never);
        assert.deepEqual([image?.id, image?.tags, image?.platform], [id, [`podman-test-${mine}:one`], "linux/amd64"]);
        assert.equal((await engine.inspect(`podman-test-${mine}:one`, never))?.id, id);
        const layers = await engine.layers(id, never);
        assert.ok(
            layers.some(({ createdBy, sizeBytes }) => createdBy.includes("COPY") && sizeBytes > 0),
            JSON.stringify(layers),
        );
        assert.ok(!JSON.stringify(layers).includes(secret));
        const tar = await engine.read(id, "/bin/sh", never);
        assert.ok(tar && (await new Response(tar).arrayBuffer()).byteLength > 100_000, "links are followed");
        assert.equal(await engine.read(id, "/nothing", never), undefined);
        assert.doesNotMatch((await run(podman, ["ps", "--all"])).stdout, /rust-sagemaker-read/);
        await engine.tag(id, `podman-test-${mine}:two`, never);
        assert.deepEqual(
            (await engine.list(label, never)).map(({ tags }) => tags.toSorted()),
            [[`podman-test-${mine}:one`, `podman-test-${mine}:two`]],
        );
        await engine.remove(`podman-test-${mine}:one`, never);
        await engine.remove(`podman-test-${mine}:two`, never);
        await engine.remove(`podman-test-${mine}:two`, never);
        assert.equal(await engine.inspect(id, never), undefined);
    });

    it("builds for another platform", async () => {
        const engine = await find();
        const build = await buildOf("FROM scratch\nCOPY file.txt /\n", {
            platform: "linux/arm64",
            tags: [`podman-test-${mine}:arm`],
        });
        const id = await engine.build(build, () => {}, never);
        assert.equal((await engine.inspect(id, never))?.platform, "linux/arm64");
    });

    it("says why a build failed, and at which line", async () => {
        const engine = await find();
        const text = "FROM debian:bookworm-slim\nCOPY file.txt /data/file.txt\nRUN echo 'error: of its own'; \\\n    exit 3\n";
        const build = await buildOf(text);
        const places: string[] = [];
        const output = readBuildOutput(
            { ...build, text, exists: () => true },
            { progress: () => {}, diagnostic: ({ message, line }) => places.push(`${line}: ${message}`) },
        );
        await assert.rejects(engine.build(build, output.write, never), (error) => {
            assert.ok(Problem.is(error, "buildFailed"), String(error));
            assert.match(error.message, /of its own$/);
            return true;
        });
        output.end();
        assert.deepEqual(places, ["2: of its own"]);
    });

    it("leaves nothing of a build that is cancelled", async () => {
        const engine = await find();
        const seconds = String(60_000 + Math.floor(Math.random() * 9999));
        const cancelled = new AbortController();
        const build = await buildOf(`FROM debian:bookworm-slim\nRUN echo asleep; sleep ${seconds}\n`);
        const output = (text: string) => /^asleep$/m.test(text) && cancelled.abort(new Error("enough"));
        await assert.rejects(engine.build(build, output, cancelled.signal), /enough/);
        const processes = await run("ps", ["-eo", "args"]);
        assert.doesNotMatch(processes.stdout, new RegExp(`sleep ${seconds}`));
        assert.equal(await engine.inspect(`podman-test-${mine}:one`, never), undefined);
    });
});
