import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { type BuildDiagnostic, readBuildOutput } from "../../../src/core/image/build/buildOutput.ts";

const CRATE = ["FROM rust:1.95-slim-bookworm AS build", "WORKDIR /build", "COPY . .", "RUN cargo build --release", ""].join("\n");

interface Read {
    readonly text?: string;
    readonly files?: readonly string[];
    readonly target?: string;
    readonly pieces?: number;
}

/** Reads an output as if it came from a build of `/ws/ctx/Dockerfile` in the context `/ws/ctx`. */
function read(
    output: string,
    { text = CRATE, files = ["src/main.rs", "src/other.rs", "Cargo.toml"], target, pieces = 7 }: Read = {},
) {
    const diagnostics: BuildDiagnostic[] = [];
    const progress: string[] = [];
    const existing = new Set(files.map((file) => path.join("/ws/ctx", file)));
    const reader = readBuildOutput(
        {
            dockerfile: "/ws/ctx/Dockerfile",
            text,
            buildArgs: {},
            target,
            context: "/ws/ctx",
            exists: (file) => existing.has(file),
        },
        { diagnostic: (one) => diagnostics.push(one), progress: (message) => progress.push(message) },
    );
    for (let at = 0; at < output.length; at += pieces) {
        reader.write(output.slice(at, at + pieces));
    }
    reader.end();
    const places = diagnostics.map(({ file, line, column }) => `${path.relative("/ws/ctx", file)}:${line}:${column}`);
    return { diagnostics, places, messages: diagnostics.map(({ message }) => message), progress };
}

const recorded = (name: string) => readFileSync(path.join(import.meta.dirname, `../../fixtures/engine/${name}.txt`), "utf8");

describe("the output of an image build", () => {
    it("gives rustc's errors a place in the workspace, each once", () => {
        const { diagnostics, progress } = read(recorded("rustc-errors"));
        assert.deepEqual(
            diagnostics.map(({ file, line, column, code, source, level, message }) => [
                file,
                line,
                column,
                code,
                source,
                level,
                message,
            ]),
            [
                ["/ws/ctx/src/main.rs", 4, 14, "E0425", "rustc", "error", "cannot find value `nothing` in this scope"],
                ["/ws/ctx/src/main.rs", 3, 17, "E0308", "rustc", "error", "mismatched types"],
                ["/ws/ctx/src/other.rs", 3, 15, "E0382", "rustc", "error", "borrow of moved value: `s`"],
            ],
        );
        assert.ok(
            progress.includes("build 4/4: RUN --mount=type=cache,target=/build/target cargo build --release"),
            progress.join("\n"),
        );
        assert.ok(progress.includes("compiling demo"));
    });

    it("gives cargo's errors the place of the manifest that they name", () => {
        const toml = read(recorded("toml-error"));
        assert.deepEqual(toml.places, ["Cargo.toml:4:6"]);
        const manifest = read(recorded("manifest-error"));
        assert.deepEqual(manifest.places, ["Cargo.toml:0:0"]);
        assert.match(
            manifest.messages[0] ?? "",
            /failed to parse the `edition` key: supported edition values are .* `2099` is unknown$/,
        );
        assert.deepEqual(read(recorded("path-missing")).places, ["Cargo.toml:0:0"]);
        const version = read(recorded("version-missing"));
        assert.deepEqual(version.places, ["Cargo.toml:0:0"]);
        assert.match(
            version.messages[0] ?? "",
            /^failed to select a version for the requirement `cfg-if = "=77.1"`: candidate versions/,
        );
        assert.equal(version.diagnostics[0]?.source, "cargo");
    });

    it("says at the RUN what a linker said, which names no file", () => {
        const { places, messages, diagnostics } = read(recorded("linker-failed"));
        assert.deepEqual(places, ["Dockerfile:3:0"]);
        assert.match(
            messages[0] ?? "",
            /^linking with `cc` failed: exit status: 1: rust-lld: error: unable to find library -lnosuchlib$/,
        );
        assert.equal(diagnostics[0]?.source, "docker");
    });

    it("gives errors of the Dockerfile their line", () => {
        const expected: readonly (readonly [string, string, RegExp])[] = [
            ["unknown-instruction", "Dockerfile:1:0", /^unknown instruction: RUNN/],
            ["copy-missing", "Dockerfile:1:0", /"\/nosuch.txt": not found$/],
            ["step-failed", "Dockerfile:1:0", /^process "\/bin\/sh -c echo one .*exit code: 1$/],
            ["registry-unreachable", "Dockerfile:0:0", /no such host$/],
            ["secret-missing", "Dockerfile:1:0", /^secret nope: not found$/],
        ];
        for (const [name, place, message] of expected) {
            const { places, messages } = read(recorded(name));
            assert.deepEqual([name, ...places], [name, place]);
            assert.match(messages[0] ?? "", message);
        }
    });

    it("tells of BuildKit's warnings", () => {
        const output =
            "#1 DONE\n\n 1 warning found (use docker --debug to expand):\n - FromAsCasing: 'as' and 'FROM' keywords' casing do not match (line 2)\n";
        assert.deepEqual(
            read(output).diagnostics.map(({ level, line, message }) => [level, line, message]),
            [["warning", 1, "FromAsCasing: 'as' and 'FROM' keywords' casing do not match"]],
        );
    });

    it("keeps the lines of steps apart that run at the same time", () => {
        const output = [
            "#5 [build 2/3] RUN cargo build",
            "#6 [other 1/1] RUN cargo build",
            "#5 0.100 error[E0001]: of the first",
            "#6 0.100 warning: of the second",
            "#6 0.101  --> src/other.rs:2:1",
            "#5 0.101    --> src/main.rs:1:1",
        ].join("\n");
        assert.deepEqual(
            read(output).diagnostics.map(({ message, file }) => [message, path.basename(file)]),
            [
                ["of the second", "other.rs"],
                ["of the first", "main.rs"],
            ],
        );
    });

    it("finds the file that a path in a container stands for", () => {
        const text = [
            "FROM rust AS deps",
            "WORKDIR /src",
            "COPY model/Cargo.toml /src/model/",
            "FROM rust AS build",
            "WORKDIR /build",
            "COPY templates/container templates/container",
            "COPY rust-sample rust-sample",
            "COPY --from=deps /src/model ./model",
            'ADD ["a b/x.rs", "/build/y.rs"]',
            "WORKDIR rust-sample",
            "RUN --mount=type=bind,source=bound,target=/mnt cargo build",
            "FROM debian",
            "COPY --from=build /out /",
        ].join("\n");
        const files = ["rust-sample/src/main.rs", "templates/container/src/lib.rs", "model/Cargo.toml", "a b/x.rs", "bound/z.rs"];
        const cases = [
            ["src/main.rs", "rust-sample/src/main.rs"],
            ["/build/rust-sample/src/main.rs", "rust-sample/src/main.rs"],
            ["/build/templates/container/src/lib.rs", "templates/container/src/lib.rs"],
            ["../templates/container/src/lib.rs", "templates/container/src/lib.rs"],
            ["/build/model/Cargo.toml", "model/Cargo.toml"],
            ["/build/y.rs", "a b/x.rs"],
            ["/mnt/z.rs", "bound/z.rs"],
        ];
        for (const [inContainer, inContext] of cases) {
            const output = `#9 [build 5/6] RUN x\n#9 1.0 error: e\n#9 1.0  --> ${inContainer}:1:1\n`;
            assert.deepEqual(read(output, { text, files }).places, [`${inContext}:0:0`], inContainer);
        }
        for (const elsewhere of ["/usr/local/cargo/registry/src/x/lib.rs", "/../../etc/passwd", "../../../../etc/passwd"]) {
            const output = `#9 [build 5/6] RUN x\n#9 1.0 error: e\n#9 1.0  --> ${elsewhere}:1:1\n`;
            assert.deepEqual(read(output, { text, files }).places, [], elsewhere);
        }
    });

    it("finds a workspace's files by the folder of the crate that is compiled", () => {
        const text = "FROM rust\nCOPY . /src/space\nRUN cargo build --manifest-path /src/space/one/Cargo.toml\n";
        const output =
            "#7 [3/3] RUN x\n#7 0.1    Compiling one v0.1.0 (/src/space/one)\n#7 0.2 error: e\n#7 0.2  --> one/src/lib.rs:3:4\n";
        assert.deepEqual(read(output, { text, files: ["one/src/lib.rs"] }).places, ["one/src/lib.rs:2:3"]);
    });

    it("reads Podman's plain lines", () => {
        const text = 'FROM rust AS build\nWORKDIR /build\nCOPY . .\nRUN echo "two  words" && \\\n    false\nFROM debian\n';
        const output = [
            "[1/2] STEP 1/4: FROM rust AS build",
            "[1/2] STEP 4/4: RUN cargo build",
            "   Compiling demo v0.1.0 (/build)",
            "error[E0308]: mismatched types",
            " --> src/main.rs:4:18",
            'Error: building at STEP "RUN cargo build": while running runtime: exit status 101',
        ].join("\n");
        const compiled = read(output, { text });
        assert.deepEqual(compiled.places, ["src/main.rs:3:17"]);
        assert.deepEqual(compiled.progress, ["1/4: FROM rust AS build", "4/4: RUN cargo build", "compiling demo"]);
        const failed =
            'STEP 4/4: RUN x\nError: error building at STEP "RUN echo "two  words" &&     false": error while running runtime: exit status 1\n';
        assert.deepEqual(read(failed, { text }).places, ["Dockerfile:3:0"]);
    });

    it("survives what no engine prints", () => {
        const noise = `${"x".repeat(300_000)}\r\u001b[2K#\n#9999999999999999999 \n#1 [\n--------------------\n--------------------\nERROR: \nERROR: x\n - \n --> :::\nerror: \n --> \n`;
        assert.doesNotThrow(() => read(noise, { pieces: 1000 }));
        assert.doesNotThrow(() => read("#1 [1/1] RUN x\n#1 0.1 error: e\n#1 0.1  --> src/main.rs:1:1\n", { text: "" }));
    });
});
