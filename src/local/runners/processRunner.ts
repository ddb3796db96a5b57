import fs from "node:fs";
import path from "node:path";
import { spawn } from "node:child_process";
import { keepRemovingContainer, removeContainer } from "./container.ts";
import { watchDirectory } from "./directoryWatch.ts";
import { isDiskFull } from "../../system/systemCode.ts";
import { claimProcessFile, OUTPUT_FILE, readProcessFile, writeProcessFile } from "./processFiles.ts";
import { isSurelyAlive, mayBeAlive } from "../../system/processStart.ts";
import type { Exit, Launch, Runner, RunningProgram, StopCause } from "./runner.ts";
import { markOf, sweep } from "./sweep.ts";

/** How long a supervisor may take from its start until it has written who it is. */
const SUPERVISOR_START_MS = 15_000;

/** How often to ask whether a supervisor is still alive, which costs a process on some systems. */
const ALIVE_CHECK_MS = 2000;

/** Runs programs as processes of this machine, each under a supervisor. `supervisor` is the command that starts one, less its last argument, the directory. */
export function processRunner(supervisor: readonly string[]): Runner {
    const startSupervisor = (directory: string): void => {
        const [program = process.execPath, ...args] = supervisor;
        const log = path.join(directory, "supervisor.log");
        const output = fs.openSync(log, "a", 0o600);
        const child = spawn(program, [...args, directory], {
            cwd: directory,
            env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
            stdio: ["ignore", "ignore", output],
            detached: true,
            windowsHide: true,
        });
        fs.closeSync(output);
        child.on("error", (error) => recordUnsupervised(directory, error.message));
        child.unref();
    };
    return {
        start(directory, launch) {
            fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
            writeProcessFile(directory, "launch", launch);
            startSupervisor(directory);
            return runningProgram(directory, launch);
        },
        adopt(directory) {
            const launch = readProcessFile(directory, "launch");
            if (launch === undefined) {
                throw new Error(`No program was started here: ${directory}`);
            }
            if (readProcessFile(directory, "supervisor") === undefined) {
                // The server was killed in the middle of a start. Should that supervisor still come, only one of the two gets to run the program.
                startSupervisor(directory);
            }
            return runningProgram(directory, launch);
        },
    };
}

/** Says at once why nothing runs, unless the supervisor of an earlier server does. */
function recordUnsupervised(directory: string, reason: string): void {
    const message = `the process that is to run this program could not be started: ${reason}`;
    try {
        if (claimPlace(directory)) {
            claimProcessFile(directory, "exit", {
                code: null,
                signal: null,
                fault: { kind: "unsupervised", message },
                at: Date.now(),
            });
        }
    } catch {
        // A full disk, or a folder that is gone: it is found out later that no supervisor came.
    }
}

/** Takes the supervisor's place, so that one that comes too late runs nothing; false when there is one. */
function claimPlace(directory: string): boolean {
    return claimProcessFile(directory, "supervisor", { pid: 0, processStartedAt: "" });
}

function runningProgram(directory: string, launch: Launch): RunningProgram {
    const { promise: exited, resolve: exit } = Promise.withResolvers<Exit>();
    const { promise: stopping, resolve: stop } = Promise.withResolvers<StopCause>();
    let nextAliveCheck = Date.now() + SUPERVISOR_START_MS;
    let finished = false;
    const look = (): void => {
        if (finished) {
            return;
        }
        const end = readProcessFile(directory, "exit") ?? loss();
        const by = readProcessFile(directory, "stop")?.by ?? end?.stoppedBy; // Read last: the end may follow a request at once.
        if (by !== undefined) {
            stop(by);
        }
        if (end !== undefined) {
            finished = true;
            endWatch();
            exit(end.fault?.kind === "lost" ? afterRemoval(launch, end) : end);
        }
    };
    const loss = (): Exit | undefined => {
        if (!fs.existsSync(directory)) {
            return lostExit(); // Its supervisor notices the same and ends it.
        }
        const supervisor = readProcessFile(directory, "supervisor");
        if (Date.now() < (supervisor === undefined ? nextAliveCheck : nextAliveCheck - SUPERVISOR_START_MS)) {
            return undefined;
        }
        nextAliveCheck = Date.now() + SUPERVISOR_START_MS + ALIVE_CHECK_MS;
        return supervisor !== undefined && mayBeAlive(supervisor) ? undefined : lossOf(directory, launch);
    };
    const lookAgainLater = ignoringTrouble(look);
    const endWatch = watchDirectory(directory, (file) => {
        if (file !== OUTPUT_FILE) {
            lookAgainLater();
        }
    });
    queueMicrotask(lookAgainLater);
    return {
        exited,
        stopping,
        stop(graceSeconds) {
            if (!finished) {
                requestStop(directory, graceSeconds);
                look();
            }
        },
    };
}

function requestStop(directory: string, graceSeconds: number): void {
    const earlier = readProcessFile(directory, "stop");
    const deadline = Math.min(Date.now() + graceSeconds * 1000, earlier?.deadline ?? Infinity);
    try {
        writeProcessFile(directory, "stop", { by: earlier?.by ?? "stop", deadline });
    } catch (error) {
        const supervisor = readProcessFile(directory, "supervisor");
        if (!isDiskFull(error) || supervisor === undefined) {
            throw error;
        }
        process.kill(supervisor.pid, "SIGTERM"); // On a full disk a signal has to do; it brings the grace of the launch.
    }
}

/** The end of a program whose supervisor is gone and can no longer tell; what is left of it is killed, so that nothing runs unknown. */
function lossOf(directory: string, launch: Launch): Exit {
    claimPlace(directory);
    const program = readProcessFile(directory, "process");
    sweep(program !== undefined && isSurelyAlive(program) ? program.pid : undefined, markOf(launch.environment));
    const loss = lostExit();
    // An exit that was written in the meantime is the truth, and stays.
    return claimProcessFile(directory, "exit", loss) ? loss : (readProcessFile(directory, "exit") ?? loss);
}

/** Nobody was left to remove the container, be it now or when an earlier server found that out. */
async function afterRemoval(launch: Launch, end: Exit): Promise<Exit> {
    if (launch.container !== undefined && !(await removeContainer(launch))) {
        void keepRemovingContainer(launch); // After a restart of the machine the engine may come later than this server.
    }
    return end;
}

function lostExit(): Exit {
    const message = "the process that ran this program was killed";
    return { code: null, signal: null, fault: { kind: "lost", message }, at: Date.now() };
}

/** Out of file handles or memory for a moment: the next look may find better times. */
function ignoringTrouble(look: () => void): () => void {
    return () => {
        try {
            look();
        } catch {
            // Looked at again within a quarter of a second.
        }
    };
}
