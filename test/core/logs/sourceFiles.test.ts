import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findSource } from "../../../src/editor/logs/sourceFiles.ts";

const DOCKERFILE = `FROM rust:1.95 AS build
WORKDIR /build
COPY crates/iris ./model
RUN cargo build --release
FROM debian:bookworm-slim
COPY --from=build /build/target/release/train /usr/local/bin/
`;

/** A workspace of these files; links stand for what they lead to. */
function workspace(
    files: readonly string[],
    { links = {}, folders = ["/w"] }: { links?: Record<string, string>; folders?: string[] } = {},
) {
    return findSource({
        folders: () => folders,
        manifests: async () => files.filter((file) => file.endsWith("Cargo.toml")),
        isFile: (file) => files.includes(file),
        realPath: (file) => links[file] ?? file,
        readText: async (file) => (files.includes(file) ? DOCKERFILE : undefined),
    });
}

describe("the file that a place in a log stands for", () => {
    it("lies below the crate, or below the root of cargo's workspace", async () => {
        const find = workspace(["/w/Cargo.toml", "/w/crates/iris/Cargo.toml", "/w/crates/iris/src/bin/train.rs"]);
        assert.equal(await find("crates/iris/src/bin/train.rs", ""), "/w/crates/iris/src/bin/train.rs");
        assert.equal(await find("src/bin/train.rs", ""), "/w/crates/iris/src/bin/train.rs");
        assert.equal(await find("src/none.rs", ""), undefined);
    });

    it("is that of the crate that the job is named after, where several have one", async () => {
        const find = workspace(["/w/a/Cargo.toml", "/w/a/src/main.rs", "/w/my_iris/Cargo.toml", "/w/my_iris/src/main.rs"]);
        assert.equal(await find("src/main.rs", "SageMaker: my-iris-2026-11-20"), "/w/my_iris/src/main.rs");
        assert.equal(await find("src/main.rs", "SageMaker: other"), "/w/a/src/main.rs");
    });

    it("is found by the Dockerfile for a path of a container, and by its end otherwise", async () => {
        const files = ["/w/Cargo.toml", "/w/Dockerfile", "/w/crates/iris/src/lib.rs", "/w/src/main.rs"];
        assert.equal(await workspace(files)("/build/model/src/lib.rs", ""), "/w/crates/iris/src/lib.rs");
        assert.equal(await workspace(files)("/somewhere/else/src/main.rs", ""), "/w/src/main.rs");
    });

    it("is none for the sources of libraries and of the standard library", async () => {
        const find = workspace(["/w/Cargo.toml", "/w/src/lib.rs"]);
        assert.equal(await find("/root/.cargo/registry/src/index-1/serde-1.0.0/src/lib.rs", ""), undefined);
        assert.equal(await find("/rustc/abc/library/core/src/lib.rs", ""), undefined);
    });

    it("is never outside the workspace, whatever a log says and wherever links lead", async () => {
        const files = ["/w/Cargo.toml", "/etc/secret.rs", "/w/src/main.rs", "/secret.rs"];
        assert.equal(await workspace(files)("/etc/secret.rs", ""), undefined);
        assert.equal(await workspace(files)("../secret.rs", ""), undefined);
        assert.equal(await workspace(files, { links: { "/w/src/main.rs": "/etc/secret.rs" } })("src/main.rs", ""), undefined);
    });
});
