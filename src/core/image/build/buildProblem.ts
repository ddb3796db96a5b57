import { Problem } from "../../problem.ts";
import type { EngineKind } from "../engine/containerEngine.ts";
import { diskFull, engineProblem, NAMES, type OperatingSystem } from "../engine/engineProblem.ts";
import type { Platform } from "../platform.ts";
import { visibleLine } from "./terminalText.ts";

/** What is known of a build that failed: `tail` is the end of its output, escape sequences and all. */
export interface FailedBuild {
    readonly kind: EngineKind;
    readonly os: OperatingSystem;
    readonly platform: Platform;
    /** That of the machine, as Node calls it: `x64`, `arm64`. */
    readonly machine: string;
    readonly tail: string;
}

/** Says why a build failed, in the engine's own words where they are understood by themselves. */
export function buildProblem(failed: FailedBuild): Problem {
    const { kind, os, tail } = failed;
    const lines = tail.split("\n").map(visibleLine);
    const error = lastError(lines);
    const said = /^(?:process "|while running runtime)/.test(error) ? (stepError(lines) ?? error) : error;
    return (
        engineProblem(kind, os, error) ??
        (DISK_FULL.test(tail) ? diskFull(kind) : undefined) ??
        platformProblem(failed, error) ??
        sourceProblem(error) ??
        new Problem("buildFailed", `The image could not be built: ${said}`, {
            remedy: { kind: "showProblems", label: "Show Problems" },
        })
    );
}

/** A full disk ends the linker by a signal, without a word about space. */
const DISK_FULL = /no space left on device|ld terminated with signal 7/i;

/** BuildKit's and Podman's last sentence; it may go on below, with the lines of the Dockerfile above it. */
function lastError(lines: readonly string[]): string {
    const said =
        lines.findLast((line) => /^(?:ERROR|Error|error)\b/.test(line.trim())) ?? lines.findLast((line) => line.trim() !== "");
    return (said ?? "it ended without a word")
        .trim()
        .replace(/^(?:ERROR|Error|error):\s*/, "")
        .replace(/^(?:failed to solve|building at STEP "[^"]*"):\s*/, "");
}

/** A step that failed has said why: cargo's last error tells more than the number that it ended with. */
function stepError(lines: readonly string[]): string | undefined {
    const steps = lines.map((line) => line.replace(/^#\d+ (?:[\d.]+ )?/, "").trim());
    return steps.findLast((line) => /^error(?:\[\w+\])?: /.test(line))?.replace(/^error: /, "");
}

function platformProblem({ platform, machine, tail, kind }: FailedBuild, error: string): Problem | undefined {
    const isForeign = platform !== (machine === "arm64" ? "linux/arm64" : "linux/amd64");
    if (
        /no match for platform|does not provide the specified platform|no image found in (?:image index|manifest list)/i.test(
            error,
        )
    ) {
        return new Problem("buildFailed", `A base image does not exist for ${platform}, which SageMaker needs: ${error}`);
    }
    return isForeign && /exec format error/i.test(tail)
        ? new Problem(
              "buildFailed",
              `${NAMES[kind]} cannot run programs for ${platform} on this machine. Emulation makes it possible: \`${kind} run --privileged --rm tonistiigi/binfmt --install all\`.`,
              {
                  remedy: {
                      kind: "openPage",
                      label: "About Emulation",
                      url: "https://docs.docker.com/build/building/multi-platform/#qemu",
                  },
              },
          )
        : undefined;
}

/** A base image that is not there, and a registry that does not answer; `RUN` steps say such things in their output, not here. */
function sourceProblem(error: string): Problem | undefined {
    if (error.startsWith('process "')) {
        return undefined;
    }
    if (
        /dial tcp|i\/o timeout|no such host|tls handshake|failed to do request|connection reset|toomanyrequests|50[234] /i.test(
            error,
        )
    ) {
        return new Problem("registryUnreachable", `The registry of a base image does not answer: ${error}`);
    }
    return /pull access denied|repository does not exist|manifest unknown|failed to resolve source metadata[^]*not found/i.test(
        error,
    )
        ? new Problem("imageMissing", `A base image does not exist, or needs a login: ${error}`)
        : undefined;
}
