import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { extract } from "tar-stream";
import { Readable } from "node:stream";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import type { ImageBuild } from "../../../src/core/image/imageBuild.ts";
import { Problem } from "../../../src/core/problem.ts";
import { containerEnvironment } from "../environment.ts";
import { buildIn } from "./builds.ts";

const run = promisify(execFile);
const { docker, registry } = containerEnvironment();
const never = new AbortController().signal;
const find = () => findContainerEngine({ path: "", search: docker.PATH, forbidden: [] }, never);
const mine = randomUUID().slice(0, 8);
const label = `rust-sagemaker.test-${mine}`;

describe("the container engine", () => {
    let folder: string;
    before(async () => {
        folder = path.join(await mkdtemp(path.join(tmpdir(), "engine ")), `Ada's "crâtes", 日本 $(x)`);
        await mkdir(folder);
    });
    after(async () => {
        const engine = await find();
        for (const image of await engine.list(label, never)) {
            await run(engine.program, ["image", "rm", "--force", image.id]);
        }
        await rm(path.dirname(folder), { recursive: true, force: true });
    });

    const buildOf = (dockerfile: string, more: Partial<ImageBuild> = {}) =>
        buildIn(folder, `engine-test-${mine}:one`, dockerfile, { labels: { [label]: "demo" }, ...more });

    async function namesIn(stream: ReadableStream<Uint8Array> | undefined): Promise<readonly string[]> {
        assert.ok(stream);
        const names: string[] = [];
        for await (const entry of Readable.from(stream).pipe(extract())) {
            names.push(entry.header.name);
            entry.resume();
        }
        return names;
    }

    const containersOf = async (image: string) =>
        (await run("docker", ["ps", "--all", "--quiet", `--filter=ancestor=${image}`])).stdout.split("\n").length - 1;

    it("builds, looks at, tags, lists and removes an image", async () => {
        const engine = await find();
        const output: string[] = [];
        const build = await buildOf(
            `FROM debian:bookworm-slim AS base\nARG WHO\nRUN : ${mine}; printf '\\033[1mhello %s\\033[0m\\n' "$WHO"\nFROM base AS wanted\nCOPY file.txt /\nENV A=b\nFROM base\nRUN false\n`,
            { target: "wanted", buildArgs: { WHO: `-rf "x",y=z` } },
        );
        const id = await engine.build(build, (text) => output.push(text), never);
        assert.match(id, /^sha256:[0-9a-f]{64}$/);
        assert.ok(output.join("").includes(`\u001b[1mhello -rf "x",y=z`), "colours and build arguments come through");
        const image = await engine.inspect(id, never);
        assert.ok(image);
        assert.deepEqual(
            { id: image.id, tags: image.tags, platform: image.platform, user: image.user, entrypoint: image.entrypoint },
            { id, tags: [`engine-test-${mine}:one`], platform: "linux/amd64", user: "", entrypoint: [] },
        );
        assert.ok(image.environment.includes("A=b"));
        assert.ok(Math.abs(Date.now() - image.createdAt) < 120_000);
        await engine.tag(id, `engine-test-${mine}:two`, never);
        assert.deepEqual(
            (await engine.list(label, never)).map(({ tags }) => tags.toSorted()),
            [[`engine-test-${mine}:one`, `engine-test-${mine}:two`]],
        );
        const layers = await engine.layers(id, never);
        const copied = layers.find(({ createdBy }) => createdBy.startsWith("COPY file.txt"));
        assert.equal(copied?.sizeBytes, "content\n".length);
        await engine.remove(`engine-test-${mine}:one`, never);
        await engine.remove(`engine-test-${mine}:two`, never);
        await engine.remove(`engine-test-${mine}:two`, never); // once more is no failure
        assert.equal(await engine.inspect(id, never), undefined);
    });

    it("builds for another platform one image, not an index of images and attestations", async () => {
        const engine = await find();
        const build = await buildOf("FROM scratch\nCOPY file.txt /\n", {
            platform: "linux/arm64",
            tags: [`engine-test-${mine}:arm`],
        });
        const id = await engine.build(build, () => undefined, never);
        assert.equal((await engine.inspect(id, never))?.platform, "linux/arm64");
        const saved = path.join(folder, "saved.tar");
        await run(engine.program, ["save", "--output", saved, id]);
        const { stdout } = await run("tar", ["--extract", "--to-stdout", "--file", saved, "index.json"]);
        assert.equal(stdout.match(/"digest":/g)?.length, 1);
        assert.doesNotMatch(stdout, /attestation/);
    });

    it("makes a manifest of Docker's media types, which is the kind that SageMaker takes", async () => {
        const engine = await find();
        const tag = `${registry}/engine-test-${mine}:one`;
        const id = await engine.build(await buildOf("FROM scratch\nCOPY file.txt /\n", { tags: [tag] }), () => undefined, never);
        await run(engine.program, ["push", "--quiet", tag]);
        const accept =
            "application/vnd.docker.distribution.manifest.v2+json,application/vnd.oci.image.manifest.v1+json,application/vnd.oci.image.index.v1+json";
        const answer = await fetch(`http://${registry}/v2/engine-test-${mine}/manifests/one`, { headers: { accept } });
        assert.equal(answer.headers.get("content-type"), "application/vnd.docker.distribution.manifest.v2+json");
        assert.ok((await answer.text()).includes(`"${id}"`), "the image's id is the digest of its configuration");
    });

    it("keeps a secret out of arguments, history and image", async () => {
        const engine = await find();
        const secret = randomUUID();
        const file = path.join(folder, 'token, "so called"');
        await writeFile(file, secret);
        process.env["ENGINE_TEST_SECRET"] = `env-${secret}`;
        const build = await buildOf(
            `FROM debian:bookworm-slim\nRUN --mount=type=secret,id=a --mount=type=secret,id=b sleep 2; : ${mine}; cat /run/secrets/a /run/secrets/b | wc -c\n`,
            {
                secrets: new Map([
                    ["a", { file }],
                    ["b", { env: "ENGINE_TEST_SECRET" }],
                ]),
                tags: [`engine-test-${mine}:secret`],
            },
        );
        let output = "";
        const building = engine.build(build, (text) => (output += text), never);
        let seen = 0;
        const watch = setInterval(() => {
            for (const line of commandLines()) {
                seen += line.includes(`engine-test-${mine}:secret`) ? 1 : 0;
                assert.ok(!line.includes(secret));
            }
        }, 100);
        const id = await building.finally(() => clearInterval(watch));
        delete process.env["ENGINE_TEST_SECRET"];
        assert.ok(seen > 0, "the build was seen running");
        assert.match(output, new RegExp(`\\b${secret.length * 2 + 4}\\b`), "the step could read both");
        const { stdout } = await run(engine.program, ["history", "--no-trunc", id]);
        assert.ok(!stdout.includes(secret));
    });

    it("reads files and folders out of an image without a shell, and leaves no container", async () => {
        const engine = await find();
        const build = await buildOf("FROM scratch\nCOPY file.txt /folder/file.txt\n", { tags: [`engine-test-${mine}:read`] });
        const id = await engine.build(build, () => undefined, never);
        assert.deepEqual(await namesIn(await engine.read(id, "/folder/file.txt", never)), ["file.txt"]);
        assert.deepEqual(await namesIn(await engine.read(id, "/folder", never)), ["folder/", "folder/file.txt"]);
        assert.equal(await engine.read(id, "/nothing", never), undefined);
        assert.equal(await containersOf(id), 0);
    });

    it("follows links, and ends a reading that is given up or cancelled", async () => {
        const engine = await find();
        const build = await buildOf(`FROM debian:bookworm-slim\nENV OF=${mine}\n`, { tags: [`engine-test-${mine}:large`] });
        const id = await engine.build(build, () => undefined, never);
        assert.deepEqual(await namesIn(await engine.read(id, "/bin/sh", never)), ["dash"]);
        const givenUp = await engine.read(id, "/usr", never);
        assert.equal(await containersOf(id), 1);
        await givenUp?.cancel();
        assert.equal(await containersOf(id), 0);
        const cancelled = new AbortController();
        const stream = await engine.read(id, "/usr", cancelled.signal);
        assert.ok(stream);
        cancelled.abort(new Error("enough"));
        await assert.rejects(new Response(stream).arrayBuffer(), /enough/);
        const unread = new AbortController();
        await engine.read(id, "/usr", unread.signal);
        unread.abort();
        for (let tries = 0; (await containersOf(id)) > 0; tries++) {
            assert.ok(tries < 50, "the container of a reading that nobody waits for goes too");
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    });

    it("removes no image that a container is made of, and says so", async () => {
        const engine = await find();
        const tag = `engine-test-${mine}:used`;
        await engine.build(await buildOf(`FROM scratch\nENV USED=${mine}\n`, { tags: [tag] }), () => undefined, never);
        await run(engine.program, ["create", `--name=engine-test-${mine}`, tag, "x"]);
        await assert.rejects(engine.remove(tag, never), (error) => {
            assert.ok(Problem.is(error, "wrongState"), String(error));
            assert.match(error.message, /container [0-9a-f]+ is using its referenced image/);
            return true;
        });
        await run(engine.program, ["rm", `engine-test-${mine}`]);
        await engine.remove(tag, never);
    });

    it("refuses hostile names before anything is started", async () => {
        const engine = await find();
        for (const name of ["--help", "-q", "$(touch x)", "Upper", "a b", "", "x:..", "x;y"]) {
            await assert.rejects(engine.inspect(name, never), (error) => Problem.is(error, "invalidName"), name);
            await assert.rejects(engine.remove(name, never), (error) => Problem.is(error, "invalidName"), name);
            await assert.rejects(
                engine.tag("debian:bookworm-slim", name, never),
                (error) => Problem.is(error, "invalidName"),
                name,
            );
            await assert.rejects(engine.read(name, "/", never), (error) => Problem.is(error, "invalidName"), name);
        }
    });

    it("says of an image that it is not there", async () => {
        const engine = await find();
        assert.equal(await engine.inspect(`engine-test-${mine}:nothing`, never), undefined);
        await assert.rejects(engine.layers(`engine-test-${mine}:nothing`, never), (error) => Problem.is(error, "imageMissing"));
        await assert.rejects(engine.read(`engine-test-${mine}:nothing`, "/", never), (error) =>
            Problem.is(error, "imageMissing"),
        );
    });
});

function commandLines(): readonly string[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => {
            try {
                return readFileSync(`/proc/${pid}/cmdline`, "utf8");
            } catch {
                return ""; // ended meanwhile
            }
        });
}
