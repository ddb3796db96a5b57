import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildProblem } from "../../core/image/build/buildProblem.ts";
import type { EngineOutput } from "../../core/image/engine/containerEngine.ts";
import { buildArguments, type Builder } from "../../core/image/engine/engineArguments.ts";
import { buildxMissing } from "../../core/image/engine/engineProblem.ts";
import type { ImageBuild } from "../../core/image/imageBuild.ts";
import { askEngine, type EngineCommand, engineProgram } from "./engineCommand.ts";
import { runShown } from "./shownProgram.ts";

/** Builds an image and answers the id that the engine wrote down, which is not always the one that it lists the image under. */
export async function buildImage(
    engine: EngineCommand,
    build: ImageBuild,
    output: EngineOutput,
    signal: AbortSignal,
): Promise<string> {
    const builder = await builderOf(engine, signal);
    const folder = await mkdtemp(path.join(tmpdir(), "rust-sagemaker-build-"));
    try {
        const iidFile = path.join(folder, "id");
        await run(engine, buildArguments(build, builder, iidFile), build, output, signal);
        return (await readFile(iidFile, "utf8")).trim();
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

async function run(
    engine: EngineCommand,
    args: readonly string[],
    { context, platform }: ImageBuild,
    output: EngineOutput,
    signal: AbortSignal,
): Promise<void> {
    const program = engineProgram(engine, args);
    const told = () => output("\r\nCancelled. A step that has begun may still end in the engine; its result is thrown away.\r\n");
    signal.addEventListener("abort", told, { once: true });
    try {
        const built = { ...program, directory: context, env: { ...program.env, DOCKER_BUILDKIT: "1" } };
        const { code, tail } = await runShown(built, output, signal);
        if (code !== 0) {
            throw buildProblem({ kind: engine.kind, os: process.platform, platform, machine: process.arch, tail });
        }
    } finally {
        signal.removeEventListener("abort", told);
    }
}

/** Clients of docker that were found to have buildx. One without it is asked again: the plugin may have come meanwhile. */
const withBuildx = new Set<string>();

async function builderOf(engine: EngineCommand, signal: AbortSignal): Promise<Builder> {
    if (engine.kind !== "docker") {
        return engine.kind === "podman" ? "podman" : "nerdctl";
    }
    if (withBuildx.has(engine.program)) {
        return "buildx";
    }
    if ((await askEngine(engine, ["buildx", "version"], signal)).code === 0) {
        withBuildx.add(engine.program);
        return "buildx";
    }
    const version = (await askEngine(engine, ["--version"], signal)).stdout;
    if (Number(/version (\d+)\./.exec(version)?.[1]) < 23) {
        return "buildkit";
    }
    throw buildxMissing();
}
