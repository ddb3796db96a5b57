import path from "node:path";
import { Problem } from "../../core/problem.ts";
import { type BuildProgress, buildArguments, type Cargo, type CargoBuild } from "../../core/workspace/cargo.ts";
import { compilingCrate, parseCargoMessage } from "../../core/workspace/cargoMessages.ts";
import { parseCrates } from "../../core/workspace/crate.ts";
import { type Program, runProgram } from "../runProgram.ts";

/** Cargo by its command line. `program` is asked for with each run, so that a changed setting counts at once. */
export function cargo(program: () => string): Cargo {
    const cargoIn = (directory: string, args: readonly string[]): Program => ({
        program: program(),
        args,
        directory,
        setting: "rustSagemaker.cargo.path",
        install: { label: "Install Rust", url: "https://rustup.rs" },
    });
    return {
        async crates(manifestPath, signal) {
            const args = ["metadata", "--no-deps", "--format-version=1", `--manifest-path=${manifestPath}`];
            return parseCrates(await metadata(cargoIn(path.dirname(manifestPath), args), manifestPath, signal));
        },
        build: (build, progress, signal) =>
            runBuild(cargoIn(build.crate.directory, buildArguments(build)), build, progress, signal),
    };
}

async function metadata(program: Program, manifestPath: string, signal: AbortSignal): Promise<string> {
    const stdout: string[] = [];
    const stderr: string[] = [];
    const exit = await runProgram(
        program,
        { onStdout: (line) => stdout.push(line), onStderr: (line) => stderr.push(line) },
        signal,
    );
    if (exit.code !== 0) {
        throw new Problem("manifestInvalid", `Cargo cannot read this crate: ${lastError(stderr)}`, {
            remedy: { kind: "openFile", label: "Open Cargo.toml", path: manifestPath },
        });
    }
    return stdout.join("\n");
}

async function runBuild(program: Program, build: CargoBuild, progress: BuildProgress, signal: AbortSignal) {
    const executables = new Map<string, string>();
    const errors: string[] = [];
    const remarks: string[] = [];
    const stderr: string[] = [];
    const onStdout = (line: string) => {
        const message = parseCargoMessage(line);
        if (message?.kind === "executable" && build.bins.includes(message.bin)) {
            executables.set(message.bin, message.path);
        } else if (message?.kind === "diagnostic") {
            progress.diagnostic(message.diagnostic);
            progress.line(message.rendered.trimEnd());
            if (message.diagnostic.level === "error") {
                errors.push(message.diagnostic.message);
            }
        } else if (message?.kind === "remark") {
            progress.line(message.rendered.trimEnd());
            if (message.level === "error") {
                remarks.push(message.message);
            }
        }
    };
    const onStderr = (line: string) => {
        stderr.push(line);
        progress.line(line);
        const crate = compilingCrate(line);
        if (crate !== undefined) {
            progress.compiling(crate);
        }
    };
    const exit = await runProgram(program, { onStdout, onStderr }, signal);
    if (exit.code !== 0) {
        throw buildProblem(build, errors, remarks[0] ?? lastError(stderr));
    }
    return executables;
}

/** `otherwise` is why the build failed when no error has a place in a file. */
function buildProblem({ crate }: CargoBuild, errors: readonly string[], otherwise: string): Problem {
    const [first] = errors;
    return first === undefined
        ? new Problem("buildFailed", `Cargo could not build ${crate.name}: ${otherwise}`)
        : new Problem("buildFailed", `${crate.name} does not compile (${count(errors.length)}): ${first}`, {
              remedy: { kind: "showProblems", label: "Show Problems" },
          });
}

function count(errors: number): string {
    return errors === 1 ? "1 error" : `${errors} errors`;
}

/** Cargo's own sentence: the last line that begins with `error`, and what is indented below it. */
function lastError(stderr: readonly string[]): string {
    const start = stderr.findLastIndex((line) => line.startsWith("error"));
    return (start === -1 ? stderr.slice(-3) : stderr.slice(start)).join("\n").trim();
}
