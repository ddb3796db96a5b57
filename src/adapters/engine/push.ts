import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EngineOutput, RegistryLogin } from "../../core/image/engine/containerEngine.ts";
import { parseImageReference } from "../../core/image/imageReference.ts";
import { pushedDigest } from "../../core/image/push/pushProgress.ts";
import { pushProblem } from "../../core/image/push/pushProblem.ts";
import { Problem } from "../../core/problem.ts";
import { commandEngine, type EngineCommand } from "./engineCommand.ts";
import { loggedIn } from "./loggedIn.ts";
import type { PrivateLogin } from "./privateLogin.ts";

/** Pushes a tag and answers the digest of its manifest. */
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
    const problemOf = (printed: string) => pushProblem(printed, reference, { kind: engine.kind, os: process.platform });
    return loggedIn(engine, login, problemOf, signal, async ({ own, run }) => {
        const printed = await run(pushArguments(engine, own, reference), output);
        return (await writtenDigest(own)) ?? pushedDigest(printed) ?? (await listedDigest(engine, reference, signal));
    });
}

/** Podman chooses the form of the manifest itself unless it is told, and SageMaker takes Docker's alone. */
function pushArguments({ kind }: EngineCommand, own: PrivateLogin, reference: string): readonly string[] {
    const podman = ["push", `--authfile=${own.authFile}`, "--format=v2s2", `--digestfile=${digestFile(own)}`, reference];
    return kind === "podman" ? podman : ["push", reference];
}

function digestFile({ directory }: PrivateLogin): string {
    return path.join(directory, "digest");
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
