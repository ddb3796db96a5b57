import fs from "node:fs";
import { lastWords } from "../../core/image/engine/engineWords.ts";
import type { EngineAnswer } from "../engine/engineCommand.ts";
import { inspectContainer, isMissingContainer } from "./container.ts";
import { outputFile } from "./processFiles.ts";
import type { Exit, Launch } from "./runner.ts";

/** How the engine's command ended, or what the container came to. */
type End = Omit<Exit, "at">;

/** What an engine says of a container. */
interface State {
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly OOMKilled?: boolean;
    readonly Error?: string;
}

/** The exit code of an engine's command that failed itself. */
const ENGINE_FAILED = 125;

const TAIL_BYTES = 2048;

/**
 * How a container ended, where the end of the engine's command tells less: an exit code of 125, 126 or 127 may be the program's own, and a
 * command that was killed knows nothing. Asked before the container is removed.
 */
export async function endOfContainer(directory: string, launch: Launch, end: End): Promise<End> {
    const answer = await inspectContainer(launch, "{{json .State}}");
    if (answer.code !== 0) {
        return isMissingContainer(answer) ? neverMade(directory, end) : engineGone(answer, end);
    }
    const state: State = JSON.parse(answer.stdout);
    if (state.Running) {
        // Killed after its grace, which the caller knows, or by somebody who took it for the program.
        return end.stoppedBy === undefined ? lost("the command that ran this container was killed", end) : end;
    }
    if (state.Status === "created" || state.Status === "configured" || state.Status === "initialized") {
        return notStarted(state.Error ?? "", directory, end);
    }
    if (end.code === ENGINE_FAILED && state.ExitCode !== ENGINE_FAILED && end.stoppedBy === undefined) {
        return engineFault("the container engine failed while the container ran", end);
    }
    if (state.OOMKilled === true) {
        note(directory, "The container ran out of memory and was killed.");
    }
    return { ...formatFault(state.ExitCode, directory), ...(end.stoppedBy !== undefined && { stoppedBy: end.stoppedBy }) };
}

/** The engine refused to make the container, and said why before its command ended. */
function neverMade(directory: string, end: End): End {
    return end.stoppedBy !== undefined ? end : notStarted("", directory, { ...end, code: end.code ?? ENGINE_FAILED });
}

/** A container runtime's words for a program that cannot be run are the ones that SageMaker's log has. */
function notStarted(error: string, directory: string, end: End): End {
    if (end.stoppedBy !== undefined) {
        return end;
    }
    const said = lastWords(error || tail(directory).join("\n"));
    const message = said === undefined ? "the container was not started" : runtimeWords(said);
    return { code: end.code, signal: null, fault: { kind: "notStarted", message } };
}

/** The part of an engine's message that its container runtime wrote: runc's, or crun's in runc's words. */
function runtimeWords(said: string): string {
    const runc = /exec: "[^"]*": .*?(?=: unknown$|: OCI runtime |$)/.exec(said)?.[0];
    const missing = /executable file `([^`]*)` not found in \$PATH/.exec(said)?.[1];
    const crun = missing && `exec: "${missing}": executable file not found in $PATH`;
    return runc ?? crun ?? said;
}

/** A program for another processor starts, as far as the engine knows, and ends at once. */
function formatFault(code: number, directory: string): End {
    const last = code === 0 ? undefined : tail(directory).at(-1);
    return last !== undefined && /^(?:exec |\{).*exec format error/i.test(last)
        ? {
              code,
              signal: null,
              fault: {
                  kind: "notStarted",
                  message: `${last} (the program in the image is for another processor than this machine's, ${process.arch})`,
              },
          }
        : { code, signal: null };
}

function engineGone({ stderr }: EngineAnswer, end: End): End {
    const [said = ""] = stderr.split("\n");
    return engineFault(`the container engine stopped answering while the container ran: ${said}`, end);
}

function engineFault(message: string, { code, signal, stoppedBy }: End): End {
    return { code, signal, fault: { kind: "engine", message }, ...(stoppedBy !== undefined && { stoppedBy }) };
}

function lost(message: string, { code, signal }: End): End {
    return { code, signal, fault: { kind: "lost", message } };
}

function note(directory: string, line: string): void {
    try {
        fs.appendFileSync(outputFile(directory), `${line}\n`);
    } catch {
        // A full disk: the exit code says enough.
    }
}

/** The last lines that came out of the container or of the engine's command. */
function tail(directory: string): readonly string[] {
    try {
        const handle = fs.openSync(outputFile(directory), "r");
        try {
            const { size } = fs.fstatSync(handle);
            const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
            fs.readSync(handle, bytes, 0, bytes.length, size - bytes.length);
            return bytes.toString("utf8").trimEnd().split(/\r?\n/);
        } finally {
            fs.closeSync(handle);
        }
    } catch {
        return []; // Removed with its job.
    }
}
