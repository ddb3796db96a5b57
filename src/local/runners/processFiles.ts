import fs from "node:fs";
import path from "node:path";
import { systemCode } from "../../system/systemCode.ts";
import type { ProcessIdentity } from "../../system/processStart.ts";
import type { Exit, Launch, StopCause } from "./runner.ts";

/** A request to stop, and when the program is killed if it has not followed it (milliseconds since 1970). */
export interface StopRequest {
    readonly by: StopCause;
    readonly deadline: number;
}

interface Files {
    /** Written by the server before the supervisor starts. */
    readonly launch: Launch;
    /** The supervisor, written by itself. */
    readonly supervisor: ProcessIdentity;
    /** The program, written by the supervisor. */
    readonly process: ProcessIdentity;
    readonly stop: StopRequest;
    readonly exit: Exit;
}

/** The file that changes most, with every line; all others say something about the program. */
export const OUTPUT_FILE = "output.log";

/** Where a program's standard output and error go. */
export function outputFile(directory: string): string {
    return path.join(directory, OUTPUT_FILE);
}

/** One of the files over which server and supervisor talk; undefined before it is written. */
export function readProcessFile<K extends keyof Files>(directory: string, kind: K): Files[K] | undefined {
    try {
        const content: Files[K] = JSON.parse(fs.readFileSync(fileOf(directory, kind), "utf8"));
        return content;
    } catch (error) {
        if (systemCode(error) === "ENOENT") {
            return undefined;
        }
        throw error;
    }
}

/** Writes such a file so that nobody ever reads half of it. */
export function writeProcessFile<K extends keyof Files>(directory: string, kind: K, content: Files[K]): void {
    const temporary = `${fileOf(directory, kind)}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, JSON.stringify(content), { mode: 0o600, flush: true });
    fs.renameSync(temporary, fileOf(directory, kind));
}

/** Writes such a file unless it is there already, and says whether it did: of two that try, one wins. */
export function claimProcessFile<K extends keyof Files>(directory: string, kind: K, content: Files[K]): boolean {
    const temporary = `${fileOf(directory, kind)}.${process.pid}.tmp`;
    fs.writeFileSync(temporary, JSON.stringify(content), { mode: 0o600, flush: true });
    try {
        fs.linkSync(temporary, fileOf(directory, kind));
        return true;
    } catch (error) {
        if (systemCode(error) === "EEXIST") {
            return false;
        }
        throw error;
    } finally {
        fs.rmSync(temporary, { force: true });
    }
}

function fileOf(directory: string, kind: keyof Files): string {
    return path.join(directory, `${kind}.json`);
}
