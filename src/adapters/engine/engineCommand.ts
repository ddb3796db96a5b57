import { tmpdir } from "node:os";
import type { EngineKind } from "../../core/image/engine/containerEngine.ts";
import { ENGINE_SETTING, engineProblem } from "../../core/image/engine/engineProblem.ts";
import { isMissingImage, lastWords } from "../../core/image/engine/engineWords.ts";
import { Problem } from "../../core/problem.ts";
import type { Program } from "../runProgram.ts";
import { runProgramStreaming } from "../runProgram.ts";

/** The command line of an engine. */
export interface EngineCommand {
    readonly kind: EngineKind;
    /** Absolute path. */
    readonly program: string;
}

/** What a command of an engine has said. */
export interface EngineAnswer {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** Engines end what they have begun on an interrupt, as on Ctrl+C in a terminal; a build's steps take their time for it. */
const STOP = { signal: "SIGINT", graceMs: 10_000 } as const;

/**
 * An engine's command as a program to run. It gets the environment as it is, which says where its daemon and the proxies are; it starts
 * in a folder that nobody else fills, because some systems look for programs there.
 */
export function engineProgram({ program }: EngineCommand, args: readonly string[]): Program {
    return {
        program,
        args,
        directory: tmpdir(),
        env: { DOCKER_CLI_HINTS: "false" },
        setting: ENGINE_SETTING,
        install: { label: "Install Docker", url: "https://docs.docker.com/get-started/get-docker/" },
        stop: STOP,
    };
}

/** Runs a command of an engine to its end and collects what it says; an engine that cannot be reached is refused with a `Problem`. */
export async function askEngine(engine: EngineCommand, args: readonly string[], signal: AbortSignal): Promise<EngineAnswer> {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const exit = await runProgramStreaming(
        engineProgram(engine, args),
        (out, error) => {
            out.on("data", (bytes: Buffer) => stdout.push(bytes));
            error.on("data", (bytes: Buffer) => stderr.push(bytes));
        },
        signal,
    );
    const answer = { code: exit.code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
    const problem = exit.code === 0 ? undefined : engineProblem(engine.kind, process.platform, answer.stderr);
    if (problem !== undefined) {
        throw problem;
    }
    return answer;
}

/** The same for a command that is expected to succeed; what else it says becomes the failure's words. */
export async function commandEngine(engine: EngineCommand, args: readonly string[], signal: AbortSignal): Promise<string> {
    const answer = await askEngine(engine, args, signal);
    if (answer.code !== 0) {
        throw refusal(engine, answer);
    }
    return answer.stdout;
}

/** What an engine did not do, in its own words. */
export function refusal({ kind }: EngineCommand, { stderr, stdout }: Omit<EngineAnswer, "code">): Problem {
    const said = lastWords(stderr) ?? lastWords(stdout) ?? "it did not say why";
    return isMissingImage(stderr)
        ? new Problem("imageMissing", `There is no such image: ${said}`)
        : new Problem("wrongState", `${kind} refused: ${said}`);
}
