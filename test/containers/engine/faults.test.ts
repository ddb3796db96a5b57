import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import { Problem, type ProblemCode } from "../../../src/core/problem.ts";
import { containerEnvironment } from "../environment.ts";
import { buildIn } from "./builds.ts";

const run = promisify(execFile);
const { docker } = containerEnvironment();
const never = new AbortController().signal;
const find = (program = "") => findContainerEngine({ path: program, search: docker.PATH, forbidden: [] }, never);
const mine = randomUUID().slice(0, 8);

function refused(code: ProblemCode, words: RegExp) {
    return (error: unknown) => {
        assert.ok(Problem.is(error, code), String(error));
        assert.match(error.message, words);
        return true;
    };
}

describe("a container engine that fails", () => {
    let folder: string;
    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "faults "));
    });
    afterEach(() => {
        process.env["DOCKER_HOST"] = docker.DOCKER_HOST;
    });
    after(() => rm(folder, { recursive: true, force: true }));

    const buildOf = (dockerfile: string) => buildIn(folder, `faults-test-${mine}:one`, dockerfile);

    it("is stopped: says so, where it was looked for and how to start it", async () => {
        const engine = await find();
        process.env["DOCKER_HOST"] = `unix://${path.join(folder, "nothing.sock")}`;
        const words = /Docker is not running\. Start it with `sudo systemctl start docker`.*nothing\.sock/;
        await assert.rejects(engine.inspect("debian:bookworm-slim", never), refused("engineStopped", words));
        await assert.rejects(engine.list("x", never), refused("engineStopped", words));
        await assert.rejects(
            engine.build(await buildOf("FROM scratch\n"), () => {}, never),
            refused("engineStopped", words),
        );
        await assert.rejects(engine.read("debian:bookworm-slim", "/etc", never), refused("engineStopped", words));
    });

    it("is denied to this user: names the group", async () => {
        const wrapper = path.join(folder, "docker");
        await writeFile(wrapper, `#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups docker "$@"\n`);
        await chmod(wrapper, 0o755);
        const engine = await find(wrapper);
        await assert.rejects(engine.inspect("debian:bookworm-slim", never), refused("engineDenied", /group docker/));
    });

    it("ends in the middle of a build", async () => {
        const connections: net.Socket[] = [];
        const socket = path.join(folder, "cut.sock");
        const proxy = net.createServer((client) => {
            const server = net.connect(docker.DOCKER_HOST.replace("unix://", ""));
            connections.push(client, server);
            client
                .on("error", () => {})
                .pipe(server)
                .on("error", () => {})
                .pipe(client);
        });
        await new Promise<void>((resolve) => proxy.listen(socket, resolve));
        process.env["DOCKER_HOST"] = `unix://${socket}`;
        const engine = await find();
        const output = waitFor(/is asleep/);
        const building = engine.build(
            await buildOf(`FROM debian:bookworm-slim\nRUN : ${mine}; echo is asleep; sleep 20\n`),
            output.write,
            never,
        );
        const failing = assert.rejects(building, refused("engineStopped", /stopped answering in the middle/));
        await output.seen;
        proxy.close();
        connections.forEach((connection) => connection.destroy());
        await failing;
    });

    it("has a full disk", async () => {
        const engine = await find();
        const dockerfile = `FROM debian:bookworm-slim\nRUN --mount=type=tmpfs,target=/small,size=1m : ${mine}; head -c 5000000 /dev/zero > /small/file\n`;
        await assert.rejects(
            engine.build(await buildOf(dockerfile), () => {}, never),
            refused("diskFull", /Docker is full.*docker system df/),
        );
    });

    it("cannot get a base image", async () => {
        const engine = await find();
        const dockerfile = "FROM nowhere.example.com/a/b:1\n";
        await assert.rejects(
            engine.build(await buildOf(dockerfile), () => {}, never),
            refused("registryUnreachable", /nowhere\.example\.com/),
        );
    });

    it("reports a step that fails in its own words", async () => {
        const engine = await find();
        const build = await buildOf("FROM debian:bookworm-slim\nRUN echo 'error: of its own'; exit 3\n");
        await assert.rejects(
            engine.build(build, () => {}, never),
            refused("buildFailed", /^The image could not be built: of its own$/),
        );
        const wrong = await buildOf("FROM scratch\nCOPY nothing /\n");
        await assert.rejects(
            engine.build(wrong, () => {}, never),
            refused("buildFailed", /"\/nothing": not found$/),
        );
    });

    it("leaves nothing running when a build is cancelled", async () => {
        const engine = await find();
        const seconds = String(70_000 + Math.floor(Math.random() * 9999));
        const output = waitFor(/is asleep/);
        const cancelled = new AbortController();
        const build = await buildOf(`FROM debian:bookworm-slim\nRUN echo is asleep; sleep ${seconds}\n`);
        const building = engine.build(build, output.write, cancelled.signal);
        const failing = assert.rejects(building, /enough/);
        await output.seen;
        // It says so a moment before it sleeps.
        for (let tries = 0; running(`sleep\0${seconds}`) === 0 && tries < 100; tries++) {
            await setTimeout(100);
        }
        const asleep = running(`sleep\0${seconds}`);
        cancelled.abort(new Error("enough"));
        await failing;
        assert.equal(asleep, 1);
        assert.equal(running(build.context), 0, "no client is left");
        for (let tries = 0; running(`sleep\0${seconds}`) > 0; tries++) {
            assert.ok(tries < 100, "the step ends in the engine too");
            await setTimeout(100);
        }
        assert.match(output.text(), /Cancelled/);
        assert.equal(await engine.inspect(`faults-test-${mine}:one`, never), undefined);
        const { stdout } = await run("docker", ["ps", "--all", "--quiet", `--filter=ancestor=faults-test-${mine}:one`]);
        assert.equal(stdout, "");
    });

    it("kills a client that takes no notice of being cancelled, with all it has started", async () => {
        const stubborn = path.join(folder, "stubborn");
        const seconds = String(80_000 + Math.floor(Math.random() * 9999));
        const script = `trap "" INT TERM\nif [ "$1" = --version ]; then echo podman version 5; exit; fi\nsleep ${seconds} &\necho started\nsleep ${seconds}\nsleep ${seconds}\n`;
        await writeFile(stubborn, `#!/bin/sh\n${script}`);
        await chmod(stubborn, 0o755);
        const engine = await find(stubborn);
        const output = waitFor(/started/);
        const cancelled = new AbortController();
        const building = engine.build(await buildOf("FROM scratch\n"), output.write, cancelled.signal);
        const failing = assert.rejects(building, { name: "AbortError" });
        await output.seen;
        const from = performance.now();
        cancelled.abort();
        await failing;
        assert.ok(performance.now() - from > 9000, "it is given time");
        assert.equal(running(`sleep\0${seconds}`), 0);
    });
});

/** Collects output, and tells when something was said. */
function waitFor(words: RegExp) {
    let text = "";
    const { promise, resolve } = Promise.withResolvers<void>();
    return {
        seen: promise,
        text: () => text,
        write(piece: string) {
            text += piece;
            // The instruction itself is repeated before it is run.
            if (words.test(text.replace(/^.*RUN .*$/gm, ""))) {
                resolve();
            }
        },
    };
}

/** How many processes of this machine have this in their command line. */
function running(words: string): number {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => {
            try {
                return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(words);
            } catch {
                return false; // ended meanwhile
            }
        }).length;
}
