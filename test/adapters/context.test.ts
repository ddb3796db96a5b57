import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { contextFilter } from "../../src/core/image/build/buildContext.ts";
import { parseDockerfile } from "../../src/core/image/dockerfile/dockerfile.ts";
import { contextSize } from "../../src/adapters/workspace/context.ts";

const never = new AbortController().signal;

describe("the size of a build context", () => {
    let context: string;
    beforeEach(() => {
        context = path.join(mkdtempSync(path.join(tmpdir(), "context ")), `Ada's "crâtes", 日本 $(x)`);
        mkdirSync(context);
        write("Dockerfile", "FROM scratch\nCOPY . /\n");
    });
    afterEach(() => rmSync(path.dirname(context), { recursive: true }));

    function write(file: string, content: string | number): void {
        const absolute = path.join(context, file);
        mkdirSync(path.dirname(absolute), { recursive: true });
        writeFileSync(absolute, typeof content === "string" ? content : "");
        if (typeof content === "number") {
            truncateSync(absolute, content); // sparse: several gigabytes take no room
        }
    }

    const size = (dockerfile = "Dockerfile") => contextSize(context, path.join(context, dockerfile), never);
    const sent = async (dockerfile?: string) => (await size(dockerfile)).largest.map((folder) => folder.path).toSorted();

    it("names cargo's target folders, and the folders at the root", async () => {
        write("target/CACHEDIR.TAG", "");
        write("target/debug/deps/a.rlib", 3e9);
        write("crates/one/target/CACHEDIR.TAG", "");
        write("crates/one/target/debug/b.rlib", 2e9);
        write("crates/one/src/target/mod.rs", 100);
        write("data/train.csv", 1e9);
        const found = await size();
        assert.deepEqual(found.largest, [
            { path: "target", bytes: 3e9 },
            { path: "crates/one/target", bytes: 2e9 },
            { path: "data", bytes: 1e9 },
            { path: "crates", bytes: 100 },
            { path: ".", bytes: "FROM scratch\nCOPY . /\n".length },
        ]);
        assert.deepEqual([found.bytes, found.files, found.ignoreFile], [6e9 + 122, 7, undefined]);
    });

    it("leaves out what .dockerignore does, by Docker's rules", async () => {
        for (const file of ["target/a", "x/target/b", "x/y/keep.txt", "x/y/other.txt", "Data/c", "data/d"]) {
            write(file, 10);
        }
        write(".dockerignore", "# note\n/target/\nx/**\n!x/y/keep.*\ndata\n.dockerignore\nDockerfile\n");
        assert.deepEqual((await size()).ignoreFile, path.join(context, ".dockerignore"));
        assert.deepEqual(await sent(), ["Data", "x"]);
        assert.equal((await size()).bytes, 20);
        write(".dockerignore", "target\n");
        assert.ok((await sent()).includes("x"), "a bare name means the root only");
    });

    it("takes the .dockerignore that is named after the Dockerfile", async () => {
        write("a/file", 10);
        write("b/file", 10);
        write(".dockerignore", "a\nDockerfile\n");
        write("docker/Train.Dockerfile", "FROM scratch\nCOPY . /\n");
        write("docker/Train.Dockerfile.dockerignore", "b\nDockerfile\n.dockerignore\ndocker\n");
        assert.deepEqual(await sent("docker/Train.Dockerfile"), ["a"]);
    });

    it("counts only what the Dockerfile asks for, as BuildKit does", async () => {
        for (const file of ["src/a", "data/b", "crates/one/Cargo.toml", "crates/two/src/c", "models/d", "bound/e"]) {
            write(file, 10);
        }
        write(
            "Dockerfile",
            'FROM a AS b\nCOPY --from=x /y /\nCOPY src ./src\nCOPY ["crates/*/Cargo.toml", "/"]\nRUN --mount=type=bind,source=bound,target=/b --mount=type=cache,target=/c true\nADD https://example.com/f /\n',
        );
        assert.deepEqual(await sent(), ["bound", "crates", "src"]);
        assert.equal((await size()).files, 3);
        write("Dockerfile", "FROM a\nARG DIR\nCOPY $DIR /\n");
        assert.ok((await sent()).includes("models"), "what a build argument decides may be everything");
    });

    it("names cargo's target folder also where much else weighs more", async () => {
        for (const name of ["a1", "a2", "a3", "a4", "a5", "a6"]) {
            write(`${name}/file`, 1000);
        }
        write("deep/down/target/CACHEDIR.TAG", 10);
        const { largest } = await size();
        assert.equal(largest.length, 6);
        assert.equal(largest.at(-1)?.path, "deep/down/target");
    });

    it("follows no link", async () => {
        write("a/file", 10);
        symlinkSync("..", path.join(context, "a/up"));
        symlinkSync("/", path.join(context, "root"));
        assert.ok((await size()).bytes < 100);
    });

    it("does not look into folders that are ignored as a whole", () => {
        const { isEntered } = contextFilter(parseDockerfile("FROM a\nCOPY . /\n"), "**/target\n!docs/target/keep\n!*.md\n");
        const folders = ["target", "src", "x/y/target/debug", "docs/target", "docs/target/keep/a", "docs/target/other"];
        assert.deepEqual(folders.filter(isEntered), ["src", "docs/target", "docs/target/keep/a"]);
    });

    it("ends when it is cancelled", async () => {
        for (let folder = 0; folder < 20; folder++) {
            write(`many/${folder}/file`, "");
        }
        const cancelled = new AbortController();
        const counting = contextSize(context, path.join(context, "Dockerfile"), cancelled.signal);
        cancelled.abort();
        await assert.rejects(counting, { name: "AbortError" });
    });
});
