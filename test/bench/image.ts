import { execFile } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { findContainerEngine } from "../../src/adapters/engine/containerEngine.ts";
import type { ImageBuild } from "../../src/core/image/imageBuild.ts";
import { repository } from "../host/paths.ts";
import { scratchFolder } from "../host/scratchFolder.ts";

// How long a change of one line takes until a container runs it, with the sample's Dockerfile and with what one writes first, side by side
// in one engine: `npm run bench:image`. It empties the builder's cache, which is why the engine must be the tests' own.

const NAIVE = `FROM rust:1.95-slim-bookworm
WORKDIR /build
COPY . .
RUN cargo build --release --locked --manifest-path rust-sample/Cargo.toml
ENV PATH=/build/rust-sample/target/release:$PATH
`;

const signal = new AbortController().signal;
const engine = await findContainerEngine({ path: "", search: process.env["PATH"] ?? "", forbidden: [] }, signal);
const docker = async (...args: string[]) =>
    (await promisify(execFile)(engine.program, args, { maxBuffer: 1 << 26 })).stdout.trim();

const root = scratchFolder();
try {
    for (const folder of ["rust-sample", "templates/sagemaker-container"]) {
        mkdirSync(path.dirname(path.join(root, folder)), { recursive: true });
        cpSync(path.join(repository, folder), path.join(root, folder), {
            recursive: true,
            filter: (file) => path.basename(file) !== "target",
        });
    }
    writeFileSync(path.join(root, "naive.Dockerfile"), NAIVE);
    console.log(`${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}, ${await docker("--version")}`);
    const naive = await rounds("naive", "naive.Dockerfile");
    const sample = await rounds("sample", "rust-sample/Dockerfile");
    console.log(
        `After a change of one line the sample's Dockerfile takes 1/${(naive / sample).toFixed(0)} of the naive one's time.`,
    );
    await time("distroless", () => build("distroless", "rust-sample/Dockerfile", "distroless"));
    for (const tag of ["naive", "sample", "distroless"]) {
        const image = await engine.inspect(`bench:${tag}`, signal);
        console.log(`Size of ${tag}: ${((image?.sizeBytes ?? Number.NaN) / 1e6).toFixed(1)} MB`);
    }
} finally {
    await docker("image", "rm", "--force", "bench:naive", "bench:sample", "bench:distroless").catch(() => {});
    rmSync(root, { recursive: true, force: true });
}

/** Seconds from a changed line to its container, after a first build from nothing. */
async function rounds(tag: string, dockerfile: string): Promise<number> {
    await docker("buildx", "prune", "--all", "--force");
    const run = async () => {
        await build(tag, dockerfile);
        await docker("run", "--rm", `bench:${tag}`, "train", "--print-metric-definitions");
    };
    await time(`${tag}, nothing there yet`, run);
    appendFileSync(path.join(root, "rust-sample/src/lib.rs"), `\n// ${tag}\n`);
    const seconds = await time(`${tag}, one line changed`, run);
    await time(`${tag}, nothing changed`, run);
    return seconds;
}

async function time(what: string, run: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await run();
    const seconds = (performance.now() - started) / 1000;
    console.log(`${what}: ${seconds.toFixed(1)} s`);
    return seconds;
}

function build(tag: string, dockerfile: string, target?: string): Promise<string> {
    const plan: ImageBuild = {
        dockerfile: path.join(root, dockerfile),
        context: root,
        target,
        platform: "linux/amd64",
        buildArgs: {},
        secrets: new Map(),
        tags: [`bench:${tag}`],
        labels: {},
    };
    return engine.build(plan, () => {}, signal);
}
