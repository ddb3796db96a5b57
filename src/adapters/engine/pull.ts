import type { EngineOutput, RegistryLogin } from "../../core/image/engine/containerEngine.ts";
import { parseImageReference } from "../../core/image/imageReference.ts";
import { pullProblem } from "../../core/image/push/pullProblem.ts";
import { Problem } from "../../core/problem.ts";
import type { EngineCommand } from "./engineCommand.ts";
import { loggedIn } from "./loggedIn.ts";

/** Fetches an image by its digest, so that it is the very one that was meant. */
export async function pullImage(
    engine: EngineCommand,
    reference: string,
    login: RegistryLogin,
    output: EngineOutput,
    signal: AbortSignal,
): Promise<void> {
    const parts = parseImageReference(reference);
    if (parts?.registry !== login.registry || parts.digest === undefined) {
        throw new Problem("invalidName", `This is no digest in the registry ${login.registry}: ${JSON.stringify(reference)}.`);
    }
    const problemOf = (printed: string) => pullProblem(printed, reference, { kind: engine.kind, os: process.platform });
    await loggedIn(engine, login, problemOf, signal, async ({ own, run }) => {
        const authFile = engine.kind === "podman" ? [`--authfile=${own.authFile}`] : [];
        await run(["pull", ...authFile, reference], output);
    });
}
