import { Problem } from "../../problem.ts";
import type { EngineKind } from "../engine/containerEngine.ts";
import { diskFull, engineProblem, type OperatingSystem } from "../engine/engineProblem.ts";
import { lastWords } from "./pushProblem.ts";

interface Engine {
    readonly kind: EngineKind;
    readonly os: OperatingSystem;
}

/** Puts what an engine printed about an image that it could not fetch into words. */
export function pullProblem(printed: string, reference: string, { kind, os }: Engine): Problem {
    const said = lastWords(printed);
    if (/manifest unknown|not found|name unknown|does not exist/i.test(said)) {
        return new Problem("imageMissing", `The repository has no such image any more: ${reference}.`);
    }
    return (
        engineProblem(kind, os, said) ??
        (/no space left on device/i.test(printed) ? diskFull(kind) : undefined) ??
        new Problem("registryUnreachable", `Fetching ${reference} failed: ${said || "the engine did not say why"}`)
    );
}
