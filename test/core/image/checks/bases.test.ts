import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, crate, fixed, ids, runtime } from "./checking.ts";

const GPU = `FROM nvidia/cuda:12.4.1-devel-ubuntu22.04 AS builder
RUN curl https://sh.rustup.rs | sh -s -- -y && cargo build --release
FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
COPY --from=builder /app/train /app/serve /usr/local/bin/
`;

describe("a tag that moves", () => {
    const cases = [
        ["rust", "rust:1.95-bookworm"],
        ["rust:latest", "rust:1.95-bookworm"],
        ["rust:1-slim", "rust:1.95-slim-bookworm"],
        ["docker.io/library/rust:slim", "docker.io/library/rust:1.95-slim-bookworm"],
        ["debian:stable-slim", "debian:bookworm-slim"],
        ["debian", "debian:bookworm"],
        ["ubuntu:latest", "ubuntu:24.04"],
        ["gcr.io/distroless/cc", "gcr.io/distroless/cc-debian12"],
    ];
    for (const [floating = "", pinned = ""] of cases) {
        it(`of ${floating} is pinned to ${pinned}`, () => {
            const text = `FROM ${floating} AS a\nRUN cargo install --path .\nRUN cp train serve /bin`;
            const findings = check(text);
            assert.deepEqual(ids(findings), ["floating-tag"]);
            assert.equal(fixed(text, findings), text.replace(floating, pinned));
        });
    }

    it("is pinned to the release of the other stages", () => {
        const text = runtime("", "debian:stable-slim").replaceAll("bookworm", "trixie");
        assert.equal(fixed(text, check(text)), text.replace("stable-slim", "trixie-slim"));
    });

    it("is left to the user where nothing is known of the image", () => {
        const [finding] = check("FROM registry.example/base\nCOPY a b");
        assert.deepEqual([finding?.id, finding?.severity, finding?.fixes], ["floating-tag", "information", []]);
    });

    it("is no matter where a digest stands, or a build argument decides", () => {
        const digest = `rust@sha256:${"0".repeat(64)}`;
        assert.deepEqual(ids(check(`ARG BASE\nFROM ${digest} AS a\nFROM $BASE\n`)), []);
        assert.ok(ids(check("ARG BASE\nFROM $BASE\n", { buildArgs: { BASE: "ubuntu" } })).includes("floating-tag"));
    });
});

describe("the C library", () => {
    it("of the runtime must not be older than that of the builder", () => {
        const text = runtime("", "debian:bullseye-slim");
        const findings = check(text);
        assert.deepEqual(ids(findings), ["glibc-mismatch"]);
        assert.match(findings[0]?.message ?? "", /glibc 2\.36.*glibc 2\.31/);
        assert.equal(fixed(text, findings), text.replace("bullseye", "bookworm"));
    });

    it("may be newer", () => {
        assert.deepEqual(ids(check(runtime("", "debian:trixie-slim"))), []);
    });

    it("is that of the Debian under a Rust that names none", () => {
        const text = runtime("").replace("rust:1.95-slim-bookworm", "rust:1.95-slim");
        const findings = check(text);
        assert.equal(fixed(text, findings), text.replace("debian:bookworm-slim", "debian:trixie-slim"));
        assert.deepEqual(ids(check(text.replace("1.95", "1.85"))), []);
        assert.deepEqual(ids(check(text.replace("1.95", "1.89"))), [], "1.89 was there with either");
    });

    it("is none in scratch, in Distroless' static and in Alpine, unless the binary is static", () => {
        for (const base of ["scratch", "gcr.io/distroless/static-debian12", "alpine:3.22"]) {
            assert.deepEqual(ids(check(runtime("", base))), ["glibc-mismatch"], base);
            const musl = runtime("", base).replace("--release", "--release --target x86_64-unknown-linux-musl");
            assert.deepEqual(ids(check(musl)), [], base);
        }
    });

    it("of Distroless is another number", () => {
        const text = runtime("", "gcr.io/distroless/cc-debian11");
        assert.equal(fixed(text, check(text)), text.replace("cc-debian11", "cc-debian12"));
    });

    it("comes with libgcc in Distroless' cc alone", () => {
        const text = runtime("", "gcr.io/distroless/base-debian12");
        assert.equal(fixed(text, check(text)), text.replace("/base-", "/cc-"));
    });
});

describe("the instance types", () => {
    it("may be too old for the image's CUDA", () => {
        const text = GPU;
        const [finding] = check(text, { crate: { ...crate, endpointInstanceType: "ml.g5.xlarge" } });
        assert.equal(finding?.id, "cuda-too-new");
        assert.match(finding?.message ?? "", /driver 470.*al2-ami-sagemaker-inference-gpu-3-1 /);
        assert.deepEqual(ids(check(text, { crate: { ...crate, endpointInstanceType: "ml.p5en.48xlarge" } })), []);
    });

    it("decide on the platform that a FROM may ask for", () => {
        const text = runtime("", "--platform=linux/arm64 debian:bookworm-slim");
        assert.deepEqual(ids(check(text)), ["wrong-platform"]);
        assert.equal(fixed(text, check(text)), runtime(""));
        assert.deepEqual(ids(check(text, { crate: { ...crate, endpointInstanceType: "ml.c7g.large" } })), []);
    });
});
