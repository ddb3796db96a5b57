import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { dockerWithoutLogin } from "./ecr/docker.ts";

const dockerfile = `FROM rust:1.95-slim-bookworm AS builder
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \\
    cargo build --release && cp target/release/greeting /
FROM debian:bookworm-slim AS debian
COPY --from=builder /greeting /usr/local/bin/
CMD ["greeting"]
FROM gcr.io/distroless/cc-debian12 AS distroless
COPY --from=builder /greeting /usr/local/bin/
CMD ["greeting"]
`;
const manifest = '[package]\nname = "greeting"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\nitoa = "1"\n';
const main = 'fn main() { println!("hello {}", itoa::Buffer::new().format(42)); }\n';

describe("the base images of tests", () => {
    const tag = `base-images-test:${randomBytes(4).toString("hex")}`;
    let context = "";
    before(async () => {
        context = await fs.mkdtemp(path.join(os.tmpdir(), "crate with a space "));
        await fs.mkdir(path.join(context, "src"));
        for (const [name, text] of Object.entries({ Dockerfile: dockerfile, "Cargo.toml": manifest, "src/main.rs": main })) {
            await fs.writeFile(path.join(context, name), text);
        }
    });
    after(async () => {
        await using docker = await dockerWithoutLogin();
        await docker.docker("rmi", "--force", `${tag}-debian`, `${tag}-distroless`);
        await fs.rm(context, { recursive: true });
    });

    for (const target of ["debian", "distroless"]) {
        it(`build and run a crate with a dependency of crates.io on ${target}`, async () => {
            await using docker = await dockerWithoutLogin();
            const image = `${tag}-${target}`;
            const built = await docker.docker("build", "--target", target, "--tag", image, context);
            assert.ok(built.ok, built.output);
            assert.deepEqual(await docker.docker("run", "--rm", image), { ok: true, output: "hello 42\n" });
        });
    }

    it("have a shell only where the real ones do", async () => {
        await using docker = await dockerWithoutLogin();
        const shell = (image: string) => docker.docker("run", "--rm", image, "sh", "-c", "echo here");
        assert.deepEqual(await shell("debian:bookworm-slim"), { ok: true, output: "here\n" });
        assert.match((await shell("gcr.io/distroless/cc-debian12")).output, /"sh": executable file not found/);
    });
});
