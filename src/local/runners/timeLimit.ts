import fs from "node:fs";
import { readProcessFile, type StopRequest, writeProcessFile } from "./processFiles.ts";
import type { Launch, StopCause } from "./runner.ts";
import { signalGroup } from "./sweep.ts";

const POLL_MS = 200;

/** What a program is told, and what it was told already. */
export interface Watch {
    readonly stoppedBy: StopCause | undefined;
    end(): void;
}

/**
 * Watches over a running program: carries out requests to stop and the limit on its time, and ends it when its directory is gone,
 * because nobody could find it again.
 */
export function watchOver(pid: number, directory: string, launch: Launch): Watch {
    const endsAt = Date.now() + (launch.maxRuntimeSeconds ?? Infinity) * 1000;
    let stoppedBy: StopCause | undefined;
    let own: StopRequest | undefined;
    const request = (by: StopCause): void => {
        own ??= { by, deadline: Date.now() + launch.graceSeconds * 1000 };
        tell(directory, own);
    };
    const look = (): void => {
        if (!fs.existsSync(directory)) {
            signalGroup(pid, "SIGKILL");
            return;
        }
        if (own === undefined && Date.now() >= endsAt) {
            request("maxRuntime");
        }
        const current = readProcessFile(directory, "stop") ?? own;
        if (current !== undefined && stoppedBy === undefined) {
            stoppedBy = current.by;
            signalGroup(pid, "SIGTERM");
        }
        if (current !== undefined && Date.now() >= current.deadline) {
            signalGroup(pid, "SIGKILL");
        }
    };
    const timer = setInterval(look, POLL_MS);
    const onSignal = (): void => request("stop");
    process.on("SIGTERM", onSignal);
    return {
        get stoppedBy() {
            return stoppedBy;
        },
        end() {
            clearInterval(timer);
            process.off("SIGTERM", onSignal);
        },
    };
}

/** Lets the server know; on a full disk the program is stopped all the same. */
function tell(directory: string, request: StopRequest): void {
    try {
        if (readProcessFile(directory, "stop") === undefined) {
            writeProcessFile(directory, "stop", request);
        }
    } catch {
        // The exit says it later.
    }
}
