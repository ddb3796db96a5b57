import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import { readBuildOutput } from "../../../src/core/image/build/buildOutput.ts";
import { Problem } from "../../../src/core/problem.ts";
import { containerEnvironment } from "../environment.ts";

const never = new AbortController().signal;
const DOCKERFILE = `FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
ENV CARGO_TERM_COLOR=always
RUN --mount=type=cache,target=/build/target cargo build --manifest-path model/Cargo.toml

FROM debian:bookworm-slim
COPY --from=build /build/model/Cargo.toml /
`;

describe("a crate that is compiled in an image", () => {
    let context: string;
    before(async () => {
        context = path.join(await mkdtemp(path.join(tmpdir(), "compile ")), `Ada's "crâtes", 日本`);
        await mkdir(context);
        await write("Dockerfile", DOCKERFILE);
        await write("Cargo.toml", '[workspace]\nresolver = "3"\nmembers = ["model", "shared"]\n');
        await write("shared/Cargo.toml", '[package]\nname = "shared"\nedition = "2024"\n');
        await write("shared/src/lib.rs", "pub fn rate() -> f32 {\n    let unused = 1;\n    0.1\n}\n");
        await write(
            "model/Cargo.toml",
            '[package]\nname = "model"\nedition = "2024"\n[dependencies]\nshared = { path = "../shared" }\n',
        );
        await write("model/src/main.rs", `// ${randomUUID()}\nfn main() {\n    let rate: u32 = shared::rate();\n}\n`);
    });
    after(() => rm(path.dirname(context), { recursive: true, force: true }));

    async function write(file: string, text: string): Promise<void> {
        await mkdir(path.dirname(path.join(context, file)), { recursive: true });
        await writeFile(path.join(context, file), text);
    }

    it("has its errors and warnings in the files of the workspace, and says what it is at", async () => {
        const { docker } = containerEnvironment();
        const engine = await findContainerEngine({ path: "", search: docker.PATH, forbidden: [] }, never);
        const build = {
            dockerfile: path.join(context, "Dockerfile"),
            context,
            target: undefined,
            platform: "linux/amd64",
            buildArgs: {},
            secrets: new Map<string, never>(),
            tags: ["compile-test:never"],
            labels: {},
        } as const;
        const found: string[] = [];
        const progress: string[] = [];
        const output = readBuildOutput(
            { ...build, text: DOCKERFILE, exists: existsSync },
            {
                progress: (message) => progress.push(message),
                diagnostic: ({ level, source, file, line, column, message }) =>
                    found.push(`${level} ${source} ${path.relative(context, file)}:${line}:${column} ${message}`),
            },
        );
        await assert.rejects(engine.build(build, output.write, never), (error) => {
            assert.ok(Problem.is(error, "buildFailed"), String(error));
            assert.match(error.message, /could not compile `model` \(bin "model"\) due to 1 previous error/);
            assert.equal(error.remedy.kind, "showProblems");
            return true;
        });
        output.end();
        assert.deepEqual(found, [
            "warning rustc shared/src/lib.rs:1:8 unused variable: `unused`",
            "error rustc model/src/main.rs:2:20 mismatched types",
        ]);
        assert.ok(progress.includes("compiling shared") && progress.includes("compiling model"), progress.join("\n"));
    });
});
