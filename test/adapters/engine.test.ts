import assert from "node:assert/strict";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { findContainerEngine } from "../../src/adapters/engine/containerEngine.ts";
import type { ImageBuild } from "../../src/core/image/imageBuild.ts";
import { Problem, type ProblemCode } from "../../src/core/problem.ts";

const never = new AbortController().signal;

/** Programs that stand in for engines as far as their client alone answers; what an engine does is tested with a real one. */
describe("finding a container engine", () => {
    let folder: string;
    let bin: string;
    let workspace: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "find engine "));
        bin = path.join(folder, "bin");
        workspace = path.join(folder, "workspace");
        mkdirSync(bin);
        mkdirSync(workspace);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    function program(file: string, script: string): string {
        writeFileSync(file, `#!/bin/sh\n${script}\n`);
        chmodSync(file, 0o755);
        return file;
    }

    const find = (setting = "", search = bin) =>
        findContainerEngine({ path: setting, search, forbidden: [workspace] }, never).then(({ kind, program: found }) => [
            kind,
            found,
        ]);
    const refused = (code: ProblemCode, words: RegExp) => (error: unknown) => {
        assert.ok(Problem.is(error, code), String(error));
        assert.match(error.message, words);
        return true;
    };

    it("takes the first of docker, podman and finch", async () => {
        const finch = program(path.join(bin, "finch"), "echo finch version v1.4.0");
        assert.deepEqual(await find(), ["finch", finch]);
        const podman = program(path.join(bin, "podman"), "echo podman version 4.3.1");
        assert.deepEqual(await find(), ["podman", podman]);
        const docker = program(path.join(bin, "docker"), "echo Docker version 28.2.2, build e6534b4");
        assert.deepEqual(await find(), ["docker", docker]);
    });

    it("asks what a program is, because Podman goes by docker's name too, and asks again when it has changed", async () => {
        const docker = program(path.join(bin, "docker"), "echo Emulate Docker CLI using podman >&2; echo podman version 4.3.1");
        assert.deepEqual(await find(), ["podman", docker]);
        program(docker, "echo Docker version 28.2.2, build e6534b4");
        utimesSync(docker, 1, 1);
        assert.deepEqual(await find(), ["docker", docker]);
    });

    it("takes what the setting names, by name or by absolute path", async () => {
        program(path.join(bin, "docker"), "echo Docker version 28.2.2");
        const nerdctl = program(path.join(bin, "nerdctl"), "echo nerdctl version 1.7.0");
        assert.deepEqual(await find("nerdctl"), ["finch", nerdctl]);
        assert.deepEqual(await find(nerdctl, ""), ["finch", nerdctl]);
        await assert.rejects(
            find("bin/nerdctl"),
            refused("engineMissing", /rustSagemaker\.engine\.path names cannot be run: bin\/nerdctl/),
        );
        await assert.rejects(find("nothing"), refused("engineMissing", /: nothing\.$/));
    });

    it("says what to do when there is none", async () => {
        writeFileSync(path.join(bin, "docker"), "no program");
        mkdirSync(path.join(bin, "podman"));
        await assert.rejects(find(), refused("engineMissing", /neither docker, podman nor finch .* rustSagemaker\.engine\.path/));
    });

    it("runs nothing out of a workspace, nor by a relative entry of the PATH", async () => {
        const ran = path.join(folder, "ran");
        const hostile = program(path.join(workspace, "docker"), `touch "${ran}"; echo Docker version 1`);
        const link = path.join(bin, "podman");
        symlinkSync(hostile, link);
        const relative = path.relative(process.cwd(), workspace);
        for (const search of [workspace, `${workspace}${path.delimiter}${bin}`, relative, ".", "", `${bin}/../workspace`]) {
            await assert.rejects(find("", search), refused("engineMissing", /neither/), search);
        }
        await assert.rejects(find(hostile), refused("engineMissing", /cannot be run/));
        assert.equal(existsSync(ran), false);
        const docker = program(path.join(bin, "docker"), "echo Docker version 28.2.2");
        assert.deepEqual(await find("", [workspace, ".", bin].join(path.delimiter)), ["docker", docker]);
    });

    it("builds with the BuildKit of an old client, and refuses a new one without buildx", async () => {
        const said = path.join(folder, "said");
        const script = (version: string) =>
            [
                `if [ "$1" = --version ]; then echo "Docker version ${version}"; exit; fi`,
                'if [ "$1" = buildx ]; then echo "docker: unknown command: docker buildx" >&2; exit 1; fi',
                `if [ "$1" = build ]; then echo "$DOCKER_BUILDKIT $*" > "${said}"; echo "ERROR: enough" >&2; exit 1; fi`,
            ].join("\n");
        const docker = program(path.join(bin, "docker"), script("20.10.24+dfsg1, build 297e128"));
        const engine = () => findContainerEngine({ path: docker, search: "", forbidden: [] }, never);
        const build: ImageBuild = {
            dockerfile: path.join(folder, "Dockerfile"),
            context: folder,
            target: undefined,
            platform: "linux/amd64",
            buildArgs: {},
            secrets: new Map(),
            tags: ["demo:one"],
            labels: {},
        };
        await assert.rejects(
            (await engine()).build(build, () => {}, never),
            refused("buildFailed", /enough/),
        );
        assert.match(readFileSync(said, "utf8"), /^1 build --progress=plain --platform=linux\/amd64 /);
        program(docker, script("28.2.2, build e6534b4"));
        await assert.rejects(
            (await engine()).build(build, () => {}, never),
            refused("engineUnsuited", /no buildx/),
        );
    });
});
