import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { checkManifest } from "../../../../src/core/image/checks/dockerfileChecks.ts";
import { check, ids, runtime } from "./checking.ts";

const GOOD: Readonly<Record<string, string>> = {
    "multi-stage and slim": runtime("RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates\n"),
    "cargo-chef": `FROM lukemathwalker/cargo-chef:latest-rust-1.95-bookworm AS chef
WORKDIR /app
FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json
FROM chef AS builder
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --release --recipe-path recipe.json
COPY . .
RUN cargo build --release --bin train --bin serve
FROM debian:bookworm-slim AS runtime
WORKDIR /app
COPY --from=builder /app/target/release/train /usr/local/bin/train
COPY --from=builder /app/target/release/serve /usr/local/bin/serve
`,
    "static and scratch": `FROM rust:1.95-alpine3.22 AS build
RUN apk add --no-cache musl-dev
COPY . .
RUN cargo install --path . --root /out
FROM scratch
COPY --from=build /out/bin/ /usr/local/bin/
`,
    "cross-compiled with zigbuild": `FROM --platform=$BUILDPLATFORM ghcr.io/rust-cross/cargo-zigbuild:0.20.0 AS builder
ARG TARGETARCH
COPY . .
RUN cargo zigbuild --release --target x86_64-unknown-linux-gnu.2.31
FROM gcr.io/distroless/cc-debian12
COPY --from=builder /app/train /app/serve /usr/local/bin/
`,
    "one stage that installs": `FROM rust:1.95-bookworm
COPY . .
RUN cargo install --path . && rm -rf target
`,
    "binaries moved out of a cache mount": `FROM rust:1.95-slim-bookworm AS builder
COPY . .
RUN --mount=type=cache,target=/src/target --mount=type=cache,target=/usr/local/cargo/registry \\
    cargo build --release --locked && \\
    mkdir -p /out && cp target/release/train target/release/serve /out/
FROM gcr.io/distroless/cc-debian12 AS distroless
COPY --from=builder /out/ /usr/local/bin/
FROM debian:bookworm-slim
COPY --from=builder /out/* /usr/local/bin/
CMD ["serve"]
`,
    "PATH of its own": `FROM debian:bookworm-slim
ENV PATH="/opt/app:\${PATH}"
COPY out/train out/serve /opt/app/
WORKDIR /opt/app
`,
    "PATH of a program folder": `FROM ubuntu:22.04
ENV PATH=/opt/program:/usr/bin:/bin
WORKDIR /opt/program
COPY train serve ./
`,
    "one binary under two names": `FROM debian:12-slim
COPY --from=registry.example/builds:7 /model /usr/local/bin/train
RUN ln -s train /usr/local/bin/serve
`,
    "an entry point that hands on": runtime('ENTRYPOINT ["tini", "--"]\n'),
    "a base of one's own": "FROM registry.example:5000/ml/base:2026-10\nCOPY . /srv\n",
    "harmless names": runtime("ENV EOS_TOKEN=</s> MAX_TOKENS=5 TOKENIZERS_PARALLELISM=false SECRET_FILE=/run/x\n"),
    "root said aloud": runtime("USER app\nUSER root\n"),
    GPU: `FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS builder
RUN curl https://sh.rustup.rs | sh -s -- -y && cargo build --release
FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
COPY --from=builder /app/train /app/serve /usr/local/bin/
`,
};

describe("checks of a Dockerfile", () => {
    for (const [name, text] of Object.entries(GOOD)) {
        it(`have nothing to say about a good one: ${name}`, () => {
            assert.deepEqual(ids(check(text)), []);
        });
    }

    for (const [dockerfile, ignore] of [
        ["rust-sample/Dockerfile", "rust-sample/Dockerfile.dockerignore"],
        ["rust-sample/Dockerfile.cuda", "rust-sample/Dockerfile.cuda.dockerignore"],
        ["templates/dockerfile/Dockerfile", undefined],
    ] as const) {
        it(`have nothing to say about ${dockerfile}`, () => {
            const ignoreText = ignore === undefined ? "**/target\n" : readFileSync(ignore, "utf8");
            const targetFolders = ["target", "rust-sample/target", "templates/sagemaker-container/target"];
            const ours = { context: { ignorePath: "/w/.dockerignore", ignoreText, targetFolders } };
            assert.deepEqual(ids(check(readFileSync(dockerfile, "utf8"), ours)), []);
        });
    }

    it("have nothing to say about a half-typed one", () => {
        const text = runtime("ENTRYPOINT \nUSER \nENV \nARG \nCOPY \n");
        for (let length = 0; length <= text.length; length += 1) {
            assert.doesNotThrow(() => check(text.slice(0, length)));
        }
        assert.deepEqual(ids(check(text)), []);
    });
});

describe("files that were made to keep a checker busy", () => {
    const many = (text: string) => `FROM rust:1.95-bookworm\n${text.repeat(100_000 / text.length)}`;
    const cases = {
        stages: many("FROM a\n"),
        commands: `FROM a\nRUN ${"cp cargo ".repeat(10_000)}`,
        defaults: `FROM a\nENV A=${"${B:-".repeat(15_000)}`,
        secrets: many("ARG A_TOKEN\nRUN $A_TOKEN\n"),
        arguments: many("ARG A=$A$A\n"),
        copies: many("COPY . .\n"),
        flags: many("ENV R=target-cpu=native\n"),
    };
    for (const [name, text] of Object.entries(cases)) {
        it(`end in their time: ${name}`, () => {
            const startedAt = performance.now();
            check(text);
            checkManifest(text, undefined);
            assert.ok(performance.now() - startedAt < 10_000);
        });
    }
});
