import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { engineEnvironment } from "../../../src/local/engine/engineCommand.ts";
import { engineFinder } from "../../../src/local/engine/containerEngine.ts";
import { findEngine } from "../../../src/local/engine/findEngine.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

test("the first engine on the PATH is taken: docker before podman before finch", () => {
    using directory = temporaryDirectory();
    const [a, b] = [folder(directory.path, "a", "finch", "podman"), folder(directory.path, "b", "docker")];
    assert.equal(findEngine(undefined, { PATH: [a, b].join(path.delimiter) }), path.join(b, "docker"));
    assert.equal(findEngine(undefined, { PATH: a }), path.join(a, "podman"));
    assert.equal(findEngine("finch", { PATH: a }), path.join(a, "finch"));
    assert.equal(findEngine(path.join(a, "finch"), {}), path.join(a, "finch"));
    assert.equal(findEngine(undefined, {}), undefined);
});

test("no engine is taken from a folder that depends on where the server runs, nor a file that is no program", () => {
    using directory = temporaryDirectory();
    const bin = folder(directory.path, "bin", "docker");
    const relative = path.relative(process.cwd(), bin);
    assert.equal(findEngine(undefined, { PATH: ["", ".", relative].join(path.delimiter) }), undefined);
    assert.equal(findEngine(path.join(relative, "docker"), { PATH: bin }), undefined);
    fs.chmodSync(path.join(bin, "docker"), 0o644);
    fs.mkdirSync(path.join(bin, "podman"));
    assert.equal(findEngine(undefined, { PATH: bin }), undefined);
});

test("an engine is known by what it says of itself, not by its name alone", async () => {
    using directory = temporaryDirectory();
    const bin = folder(directory.path, "bin", "docker", "engine");
    fs.writeFileSync(path.join(bin, "docker"), "#!/bin/sh\necho 'podman version 5.4.0'\n");
    assert.equal((await engineFinder(undefined, { PATH: bin })()).kind, "podman");
    assert.equal((await engineFinder("engine", { PATH: bin })()).kind, "docker");
    await assert.rejects(engineFinder("none", { PATH: bin })(), { code: "engineMissing" });
});

test("an engine's commands get what they need of the server's environment and nothing else", () => {
    const given = { PATH: "/bin", HOME: "/home/a", DOCKER_HOST: "unix:///s", https_proxy: "http://p", XDG_RUNTIME_DIR: "/run" };
    assert.deepEqual(engineEnvironment({ ...given, GITHUB_TOKEN: "t", AWS_SECRET_ACCESS_KEY: "k", NODE_OPTIONS: "-r x" }), given);
});

/** A folder with programs. */
function folder(parent: string, name: string, ...programs: readonly string[]): string {
    const made = path.join(parent, name);
    fs.mkdirSync(made);
    for (const program of programs) {
        fs.writeFileSync(path.join(made, program), "#!/bin/sh\n", { mode: 0o755 });
    }
    return made;
}
