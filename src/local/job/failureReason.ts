import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { errorText } from "../../core/text/errorText.ts";
import type { Exit } from "../runners/runner.ts";
import { isDiskFull } from "../../system/systemCode.ts";

/** Longest FailureReason of the API. */
const LONGEST = 1024;

/** With less than this a disk counts as full. */
const FULL_BYTES = 1024 * 1024;

/** Exit code as a shell and a container count it: death by a signal is 128 and its number. */
export function exitCode({ code, signal }: Pick<Exit, "code" | "signal">): number {
    return signal === null ? (code ?? -1) : 128 + (os.constants.signals[signal] ?? 0);
}

/** Why a training job failed, in SageMaker's words, with what the program left in its failure file. */
export function failureReason(exit: Exit, failureFile: string): string {
    if (exit.fault?.kind === "lost") {
        return "InternalServerError: the process that ran this job was killed, and the job with it. Start it again.";
    }
    if (exit.fault?.kind === "unsupervised" || exit.fault?.kind === "engine") {
        return whole(`InternalServerError: ${exit.fault.message}`, LONGEST);
    }
    const text = exit.fault?.message ?? (readFailure(failureFile) || diskFault(failureFile));
    const end = `, exit code: ${exitCode(exit)}`;
    const start = "AlgorithmError: ";
    return start + whole(text, LONGEST - start.length - end.length) + end;
}

/** What an error of this server's own means for a job. */
export function serverFailure(error: unknown, doing: string): string {
    const text = errorText(error);
    const reason = isDiskFull(error) ? `No space is left on the disk of Local SageMaker (${text})` : text;
    return whole(`InternalServerError: ${doing} failed. ${reason}`, LONGEST);
}

function readFailure(file: string): string {
    try {
        const handle = fs.openSync(file, "r");
        try {
            const bytes = Buffer.alloc(4 * LONGEST);
            return bytes
                .subarray(0, fs.readSync(handle, bytes, 0, bytes.length, 0))
                .toString("utf8")
                .trimEnd();
        } finally {
            fs.closeSync(handle);
        }
    } catch {
        return ""; // Not written, as by most programs.
    }
}

/** A program on a full disk can often not say so itself: its last words would go to that disk. */
function diskFault(file: string): string {
    if (!fs.existsSync(path.dirname(file))) {
        return "";
    }
    const { bavail, bsize } = fs.statfsSync(path.dirname(file));
    return bavail * bsize < FULL_BYTES ? "No space is left on the disk of Local SageMaker" : "";
}

/** A text cut to a length, but not inside a character. */
function whole(text: string, length: number): string {
    const cut = text.slice(0, length);
    return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
