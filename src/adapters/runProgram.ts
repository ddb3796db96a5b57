import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Problem } from "../core/problem.ts";
import { type EndingTree, endTree, killAtExit } from "./processTree.ts";

/** A program to run: arguments as a vector, never through a shell. */
export interface Program {
    readonly program: string;
    readonly args: readonly string[];
    readonly directory: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** The setting that names the program, offered when it cannot be found. */
    readonly setting: string;
    /** What the user installs when it is not there. */
    readonly install: { readonly label: string; readonly url: string };
    /** How it is asked to end before it is killed; undefined for SIGTERM and three seconds. */
    readonly stop?: { readonly signal: NodeJS.Signals; readonly graceMs: number };
    /** What it reads on its standard input, which is the way for a secret: arguments and environment can be looked at. */
    readonly input?: string;
}

export interface Exit {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
}

interface Lines {
    readonly onStdout: (line: string) => void;
    readonly onStderr: (line: string) => void;
}

/** Long enough for a compiler to leave its files whole, short enough for a person who cancelled. */
const STOP = { signal: "SIGTERM", graceMs: 3000 } as const;

/** Runs a program to its end and hands out its lines as they come. Otherwise as `runProgramStreaming`. */
export function runProgram(program: Program, lines: Lines, signal: AbortSignal): Promise<Exit> {
    const read = (stdout: Readable, stderr: Readable) => {
        createInterface({ input: stdout }).on("line", lines.onStdout);
        createInterface({ input: stderr }).on("line", lines.onStderr);
    };
    return runProgramStreaming(program, read, signal);
}

/**
 * Runs a program to its end; `read` takes its output, which it has to consume. The signal ends the program together with everything
 * that it started: it runs in a process group of its own, because ending cargo alone leaves its compilers and build scripts at work.
 */
export function runProgramStreaming(
    program: Program,
    read: (stdout: Readable, stderr: Readable) => void,
    signal: AbortSignal,
): Promise<Exit> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
        const child = spawn(program.program, program.args, {
            cwd: program.directory,
            env: { ...process.env, ...program.env },
            stdio: ["pipe", "pipe", "pipe"],
            detached: process.platform !== "win32",
            windowsHide: true,
        });
        child.stdin.on("error", () => undefined); // a program may end without reading it, and says why itself
        child.stdin.end(program.input);
        read(child.stdout, child.stderr);
        let ending: EndingTree | undefined;
        const stop = () => {
            const { signal: request, graceMs } = program.stop ?? STOP;
            ending = endTree(child, request, graceMs);
        };
        signal.addEventListener("abort", stop, { once: true });
        const leaveAlone = killAtExit(child);
        child.on("error", (error) => reject(spawnProblem(program, error)));
        child.on("close", (code, ended) => {
            leaveAlone();
            signal.removeEventListener("abort", stop);
            if (ending === undefined) {
                resolve({ code, signal: ended });
            } else {
                void ending.ended().then(() => reject(signal.reason), reject);
            }
        });
    });
}

/** Node says ENOENT for a missing program and for a missing folder alike, and EACCES for a program that is a folder or may not be run. */
function spawnProblem({ program, directory, setting, install }: Program, error: Error): Error {
    if (!("code" in error) || (error.code !== "ENOENT" && error.code !== "EACCES")) {
        return error;
    }
    return existsSync(directory)
        ? new Problem(
              "programMissing",
              error.code === "EACCES"
                  ? `This is no program that can be run: ${program}. Name another one in the setting ${setting}.`
                  : `This needs ${program}, which is not on the PATH. Install it, or name it in the setting ${setting}.`,
              {
                  remedy: { kind: "openPage", ...install },
                  cause: error,
              },
          )
        : new Problem("crateMissing", `This folder does not exist any more: ${directory}.`, { cause: error });
}
