import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EngineOutput, RegistryLogin } from "../../core/image/engine/containerEngine.ts";
import { parseImageReference } from "../../core/image/imageReference.ts";
import { pushedDigest } from "../../core/image/push/pushProgress.ts";
import { pushProblem } from "../../core/image/push/pushProblem.ts";
import { Problem } from "../../core/problem.ts";
import { commandEngine, type EngineCommand, engineProgram } from "./engineCommand.ts";
import { type PrivateLogin, withPrivateLogin } from "./privateLogin.ts";
import { runShown } from "./shownProgram.ts";

/**
 * Pushes a tag and answers the digest of its manifest. The password goes to the engine by its standard input and lies only in a folder of
 * this push's own while it lasts.
 */
export async function pushImage(
    engine: EngineCommand,
    reference: string,
    login: RegistryLogin,
    output: EngineOutput,
    signal: AbortSignal,
): Promise<string> {
    const parts = parseImageReference(reference);
    if (parts?.registry !== login.registry || parts.tag === undefined || parts.digest !== undefined) {
        throw new Problem("invalidName", `This is no tag in the registry ${login.registry}: ${JSON.stringify(reference)}.`);
    }
    return withPrivateLogin(login.registry, async (own) => {
        const run = { engine, own, reference, login };
        await command(run, loginArguments(engine, own, login), { input: login.password, output: () => undefined }, signal);
        const printed = await command(run, pushArguments(engine, own, reference), { output }, signal);
        return (await writtenDigest(own)) ?? pushedDigest(printed) ?? (await listedDigest(engine, reference, signal));
    });
}

interface Run {
    readonly engine: EngineCommand;
    readonly own: PrivateLogin;
    readonly reference: string;
    readonly login: RegistryLogin;
}

function loginArguments({ kind }: EngineCommand, own: PrivateLogin, { registry, username }: RegistryLogin): readonly string[] {
    const authFile = kind === "podman" ? [`--authfile=${own.authFile}`] : [];
    return ["login", ...authFile, `--username=${username}`, "--password-stdin", registry];
}

/** Podman chooses the form of the manifest itself unless it is told, and SageMaker takes Docker's alone. */
function pushArguments({ kind }: EngineCommand, own: PrivateLogin, reference: string): readonly string[] {
    const podman = ["push", `--authfile=${own.authFile}`, "--format=v2s2", `--digestfile=${digestFile(own)}`, reference];
    return kind === "podman" ? podman : ["push", reference];
}

function digestFile({ directory }: PrivateLogin): string {
    return path.join(directory, "digest");
}

/** Runs a command of the engine in the private configuration and answers the end of what it printed. */
async function command(
    { engine, own, reference, login }: Run,
    args: readonly string[],
    { input, output }: { readonly input?: string; readonly output: EngineOutput },
    signal: AbortSignal,
): Promise<string> {
    const program = engineProgram(engine, args);
    const { code, tail } = await runShown(
        { ...program, env: { ...program.env, ...own.environment }, ...(input !== undefined && { input }) },
        output,
        signal,
    );
    if (code !== 0) {
        // No engine was seen to repeat the password, and none gets the chance to have it shown.
        const printed = tail.replaceAll(login.password, "…");
        throw pushProblem(printed, reference, { kind: engine.kind, os: process.platform });
    }
    return tail;
}

async function writtenDigest(own: PrivateLogin): Promise<string | undefined> {
    const text = await readFile(digestFile(own), "utf8").catch(() => "");
    return text.trim() || undefined;
}

/** Engines that do not print the digest know it afterwards. */
async function listedDigest(engine: EngineCommand, reference: string, signal: AbortSignal): Promise<string> {
    const repository = reference.slice(0, reference.lastIndexOf(":"));
    const listed = await commandEngine(engine, ["image", "inspect", "--format={{json .RepoDigests}}", reference], signal);
    const digests: unknown = JSON.parse(listed);
    const own = Array.isArray(digests) ? digests.map(String).find((digest) => digest.startsWith(`${repository}@`)) : undefined;
    if (own === undefined) {
        throw new Problem("wrongState", `The engine pushed ${reference} and did not say under which digest.`);
    }
    return own.slice(repository.length + 1);
}
