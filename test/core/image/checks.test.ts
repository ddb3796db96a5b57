import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { checkCargoConfig, checkDockerfile, checkManifest } from "../../../src/core/image/checks/dockerfileChecks.ts";
import type { Finding } from "../../../src/core/image/checks/finding.ts";

type Build = Parameters<typeof checkDockerfile>[1];

const crate: Build["crate"] = {
    bins: ["train", "serve"],
    trainingInstanceType: "ml.m5.large",
    endpointInstanceType: "ml.m5.large",
    lock: undefined,
};
const context: Build["context"] = { ignorePath: "/w/.dockerignore", ignoreText: "**/target\n.git\n", targetFolders: ["target"] };
const build: Build = { target: undefined, buildArgs: {}, crate, context };

const check = (text: string, changes: Partial<Build> = {}) => checkDockerfile(text, { ...build, ...changes });
const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id);

/** The text after the first fix of the only finding, files beside it shown as `PATH+=LINES`. */
function fixed(text: string, findings: readonly Finding[]): string {
    assert.equal(findings.length, 1, JSON.stringify(findings, undefined, 1));
    const changes = findings[0]?.fixes[0]?.changes ?? [];
    const own = changes.filter((change) => change.kind === "replace").toSorted((a, b) => b.start - a.start);
    const result = own.reduce((now, { start, end, text: by }) => now.slice(0, start) + by + now.slice(end), text);
    return result + changes.map((one) => (one.kind === "addLines" ? `${one.path}+=${one.lines.join(",")}` : "")).join("");
}

/** A good Dockerfile with other lines for its runtime stage. */
const runtime = (lines: string, base = "debian:bookworm-slim") => `FROM rust:1.95-slim-bookworm AS builder
WORKDIR /app
COPY . .
RUN cargo build --release
FROM ${base}
COPY --from=builder /app/target/release/train /app/target/release/serve /usr/local/bin/
${lines}`;

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

describe("an ENTRYPOINT", () => {
    it("of a shell is written as an array", () => {
        const text = runtime("ENTRYPOINT /usr/local/bin/app --fast\n");
        assert.deepEqual(ids(check(text)), ["shell-entrypoint"]);
        assert.match(fixed(text, check(text)), /\nENTRYPOINT \["\/usr\/local\/bin\/app", "--fast"\]\n$/);
    });

    it("that needs its shell is left to the user", () => {
        assert.deepEqual(check(runtime('ENTRYPOINT echo "$HOME" && app\n'))[0]?.fixes, []);
    });

    it("that is train or serve itself is taken away", () => {
        const text = runtime('ENTRYPOINT ["/usr/local/bin/train"]\nEXPOSE 8080\n');
        assert.deepEqual(ids(check(text)), ["entrypoint"]);
        assert.equal(fixed(text, check(text)), runtime("EXPOSE 8080\n"));
    });

    it("of a stage that is not built does not count", () => {
        const text = runtime("FROM debian:bookworm-slim AS other\nENTRYPOINT app\n");
        assert.deepEqual(ids(check(text)), ["shell-entrypoint"]);
        assert.deepEqual(ids(check(text, { target: "builder" })), ["binary-missing", "binary-missing"]);
    });
});

describe("the binaries that SageMaker starts", () => {
    it("are missed when nothing brings them", () => {
        const text = runtime("").replace(/COPY --from=.*\n/, "COPY --from=builder /app/target/release/train /usr/local/bin/\n");
        const findings = check(text);
        assert.deepEqual(ids(findings), ["binary-missing"]);
        assert.match(findings[0]?.message ?? "", /the word "serve"/);
    });

    it("are missed when they are built and left in the target folder", () => {
        assert.deepEqual(ids(check("FROM rust:1.95-bookworm\nCOPY . .\nRUN cargo build --release\n")), [
            "binary-missing",
            "binary-missing",
        ]);
    });

    it("must lie on the PATH", () => {
        const text = runtime("").replace("/usr/local/bin/", "/app/bin/");
        const findings = check(text);
        assert.deepEqual(ids(findings), ["binary-not-on-path", "binary-not-on-path"]);
        assert.equal(fixed(text, findings.slice(1)), runtime(""));
    });

    it("do not lie on the PATH in the working directory", () => {
        const text = "FROM debian:bookworm-slim\nWORKDIR /app\nCOPY train .\n";
        const findings = check(text, { crate: { ...crate, bins: ["train"] } });
        assert.equal(fixed(text, findings), "FROM debian:bookworm-slim\nWORKDIR /app\nCOPY train /usr/local/bin/\n");
    });

    it("are asked for only when the crate has them", () => {
        assert.deepEqual(ids(check("FROM debian:bookworm-slim\n", { crate: { ...crate, bins: ["app"] } })), []);
    });
});

describe("the context", () => {
    const text = runtime("");

    it("without an ignore file gets one", () => {
        const changes = { context: { ...context, ignoreText: undefined } };
        assert.deepEqual(ids(check(text, changes)), ["context-with-target"]);
        assert.equal(fixed(text, check(text, changes)), `${text}/w/.dockerignore+=**/target,.git`);
    });

    it("is read as Docker reads its ignore file: a plain target is the one at the root", () => {
        const nested = { ignorePath: "/w/.dockerignore", ignoreText: "target\n", targetFolders: ["target", "crates/a/target"] };
        const findings = check(text, { context: nested });
        assert.match(findings[0]?.message ?? "", /crates\/a\/target/);
        assert.equal(fixed(text, findings), `${text}/w/.dockerignore+=**/target`);
        assert.deepEqual(ids(check(text, { context: { ...nested, targetFolders: ["target"] } })), []);
        assert.deepEqual(ids(check(text, { context: { ...nested, ignoreText: "*\n!src\n!crates/*/src" } })), []);
        assert.deepEqual(ids(check(text, { context: { ...nested, ignoreText: "**/target\n!crates\n" } })), [
            "context-with-target",
        ]);
    });

    it("does not matter to a COPY that asks for less", () => {
        const narrow = text.replace("COPY . .", "COPY Cargo.toml Cargo.lock ./\nCOPY src/ src");
        assert.deepEqual(ids(check(narrow, { context: { ...context, ignoreText: undefined } })), []);
        const glob = text.replace("COPY . .", 'COPY ["./ta*", "/x/"]');
        assert.deepEqual(ids(check(glob, { context: { ...context, ignoreText: undefined } })), ["context-with-target"]);
    });
});

describe("code for the CPU that builds", () => {
    it("is found in a Dockerfile", () => {
        const text = runtime("# -C target-cpu=native is faster\n").replace(
            "RUN cargo",
            'RUN RUSTFLAGS="-C target-cpu=native" cargo',
        );
        assert.deepEqual(ids(check(text)), ["target-cpu-native"]);
        assert.equal(
            fixed(text, check(text)),
            text.replace('RUN RUSTFLAGS="-C target-cpu=native', 'RUN RUSTFLAGS="-C target-cpu=x86-64-v3'),
        );
    });

    it("has no ready answer for Graviton", () => {
        const graviton = { crate: { ...crate, endpointInstanceType: "ml.c7g.large" } };
        assert.deepEqual(check(runtime("ENV RUSTFLAGS=-Ctarget-cpu=native\n"), graviton)[0]?.fixes, []);
    });

    it("is found in cargo's configuration, but for targets that are no Linux", () => {
        const config = (table: string) => `[${table}]\nrustflags = [\n  "-C", "target-cpu=native",\n]\n`;
        assert.deepEqual(ids(checkCargoConfig(config("build"))), ["target-cpu-native"]);
        assert.deepEqual(ids(checkCargoConfig(config("target.x86_64-unknown-linux-gnu"))), ["target-cpu-native"]);
        assert.deepEqual(ids(checkCargoConfig(config("target.'cfg(target_arch = \"x86_64\")'"))), ["target-cpu-native"]);
        assert.deepEqual(ids(checkCargoConfig(config("target.aarch64-apple-darwin"))), []);
        assert.deepEqual(ids(checkCargoConfig("# target-cpu=native\n[build]\n")), []);
    });
});

describe("OpenSSL", () => {
    const lock = '[[package]]\nname = "openssl-sys"\nversion = "0.9.100"\n';
    const manifest = (entry: string) => `[package]\nname = "a"\n\n[dependencies]\n${entry}\nserde = "1"\n`;

    it("makes way for rustls", () => {
        const cases = [
            ['reqwest = "0.12"', 'reqwest = { version = "0.12", default-features = false, features = ["rustls-tls"] }'],
            [
                'reqwest = { version = "0.11.2", features = ["json", "native-tls"] } # why',
                'reqwest = { version = "0.11.2", default-features = false, features = ["json", "rustls-tls"] } # why',
            ],
            ['hf-hub = "0.4"', 'hf-hub = { version = "0.4", default-features = false, features = ["rustls-tls"] }'],
        ];
        for (const [before = "", after = ""] of cases) {
            assert.equal(fixed(manifest(before), checkManifest(manifest(before), lock)), manifest(after));
        }
    });

    it("is told of without a fix where the user must choose", () => {
        for (const entry of ['openssl = "0.10"', 'native-tls = "0.2"', '[dependencies.reqwest]\nversion = "0.12"']) {
            assert.deepEqual(
                checkManifest(manifest(entry), lock).map(({ id, fixes }) => [id, fixes]),
                [["openssl", []]],
                entry,
            );
        }
    });

    it("is no matter where it is not linked", () => {
        const harmless = [
            'reqwest = "0.13"',
            'reqwest = { version = "0.12", default-features = false, features = ["rustls-tls", "json"] }',
            'reqwest = { version = "0.12", optional = true }',
            "reqwest.workspace = true",
            'openssl = { version = "0.10", features = ["vendored"] }',
            '[dev-dependencies]\nreqwest = "0.12"',
        ];
        for (const entry of harmless) {
            assert.deepEqual(ids(checkManifest(manifest(entry), lock)), [], entry);
        }
        assert.deepEqual(ids(checkManifest(manifest('reqwest = "0.12"'), "# empty")), []);
        assert.deepEqual(ids(checkManifest(manifest('reqwest = "0.12"'), `${lock}[[package]]\nname = "openssl-src"\n`)), []);
    });

    it("must be installed in the image where Cargo.lock has it", () => {
        const changes = { crate: { ...crate, lock } };
        assert.deepEqual(ids(check(runtime(""), changes)), ["openssl-missing"]);
        assert.deepEqual(ids(check(runtime("RUN apt-get update && apt-get install -y libssl3\n"), changes)), []);
        assert.deepEqual(ids(check(runtime("", "gcr.io/distroless/cc-debian12"), changes)), []);
    });
});

describe("the user of an image", () => {
    it("is root", () => {
        const text = runtime("RUN useradd app\nUSER app:app\nEXPOSE 8080\n");
        assert.deepEqual(ids(check(text)), ["not-root"]);
        assert.equal(fixed(text, check(text)), text.replace("USER app:app\n", ""));
    });

    it("is root in Distroless but for its nonroot tag", () => {
        const text = runtime("", "gcr.io/distroless/cc-debian12:nonroot");
        assert.equal(fixed(text, check(text)), text.replace(":nonroot", ""));
        assert.deepEqual(ids(check(runtime("USER 0\n", "gcr.io/distroless/cc-debian12:nonroot"))), []);
    });
});

describe("what must not be in an image", () => {
    it("is a file under /opt/ml", () => {
        assert.deepEqual(ids(check(runtime("COPY model.bin /opt/ml/model/\n"))), ["ml-folder"]);
        assert.deepEqual(ids(check(runtime('VOLUME ["/opt/ml"]\n'))), ["ml-folder"]);
        assert.deepEqual(ids(check(runtime("COPY model.bin /opt/mlflow/\n"))), []);
    });

    it("is a secret, which is mounted instead", () => {
        const text = runtime('ARG HF_TOKEN\nRUN curl -H "Bearer $HF_TOKEN" https://example.com\n');
        const findings = check(text);
        assert.deepEqual(ids(findings), ["secret-in-image"]);
        assert.equal(
            fixed(text, findings),
            runtime(
                'RUN --mount=type=secret,id=HF_TOKEN export HF_TOKEN="$(cat /run/secrets/HF_TOKEN)" && curl -H "Bearer $HF_TOKEN" https://example.com\n',
            ),
        );
    });

    it("is a secret under any of its names, in any stage", () => {
        for (const name of [
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "DB_PASSWORD",
            "CARGO_REGISTRIES_MINE_TOKEN",
            "openai_api_key",
        ]) {
            const text = runtime("").replace("WORKDIR /app", `WORKDIR /app\nENV A=1 ${name}=abc`);
            const [finding] = check(text);
            assert.equal(finding?.id, "secret-in-image", name);
            assert.equal(text.slice(finding?.start, finding?.end), `${name}=abc`);
        }
    });
});

describe("the instance types", () => {
    it("may be too old for the image's CUDA", () => {
        const text = GOOD["GPU"] ?? "";
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
