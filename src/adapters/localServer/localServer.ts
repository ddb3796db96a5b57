import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LOCK_FILE, parseServerLock, type ServerLock } from "../../core/localServer.ts";
import { Problem } from "../../core/problem.ts";

interface Needs {
    /** The bundle of Local SageMaker. */
    readonly program: string;
    readonly dataDirectory: () => string;
    /** The command of the container engine, empty for the first one on the PATH. A server that runs keeps the one that it was started with. */
    readonly engine: () => string;
    readonly log: (message: string) => void;
}

/** Local SageMaker, as one server for all windows of a user: found by its lock file, started when there is none. */
export interface LocalServer {
    /** The address of the running server; starts it first when it does not run, unless the user stopped it. */
    url(): Promise<string>;
    /** The address if the server runs; never starts it. */
    runningUrl(): Promise<string | undefined>;
    /** Forgets that the user stopped the server: whoever asks next starts it. */
    allowStart(): void;
    /** The user stopped the server, in this window or another one, and nothing that needs it was begun since. */
    isStopped(): boolean;
    /** Ends the server and what it runs, and keeps it from being started by whoever merely looks; answers false when it did not run. */
    stop(): Promise<boolean>;
}

/** Says in the data directory, and so to all windows, that the user stopped the server. */
const STOPPED_FILE = "stopped";
/** The exit code by which the server says that another one has the data directory. */
const ANOTHER_RUNS = 3;
const START_DEADLINE_MS = 15_000;
const STOP_DEADLINE_MS = 20_000;
/** A server that nobody asks and that runs nothing ends by itself after this many seconds. */
const IDLE_SECONDS = 900;

/** Finds and starts the server of one data directory, which is asked for anew with each start. */
export function localServer({ program, dataDirectory, engine, log }: Needs): LocalServer {
    let known: ServerLock | undefined;
    let starting: Promise<ServerLock> | undefined;

    const stoppedFile = () => path.join(dataDirectory(), STOPPED_FILE);
    const running = async () => {
        // A process id may have gone to another program meanwhile; the lock file would not name it.
        const lock = await readLock(path.join(dataDirectory(), LOCK_FILE));
        if (known === undefined || lock?.pid !== known.pid || lock.url !== known.url || !isAlive(known.pid)) {
            known = await findServer(dataDirectory());
        }
        return known;
    };
    const start = async () => {
        log(`Starting Local SageMaker in ${dataDirectory()}`);
        const server = await startServer(program, dataDirectory(), engine());
        log(`Local SageMaker answers at ${server.url} (process ${server.pid})`);
        return server;
    };
    return {
        async url() {
            const server = await running();
            if (server !== undefined) {
                return server.url;
            }
            if (existsSync(stoppedFile())) {
                throw new Problem("localServerUnreachable", "Local SageMaker is stopped.", {
                    remedy: { kind: "runCommand", label: "Start It", command: "rustSagemaker.tree.refresh" },
                });
            }
            starting ??= start().finally(() => (starting = undefined));
            known = await starting;
            return known.url;
        },
        runningUrl: async () => (await running())?.url,
        allowStart: () => rmSync(stoppedFile(), { force: true }),
        isStopped: () => existsSync(stoppedFile()),
        async stop() {
            const server = await running();
            known = undefined;
            if (existsSync(dataDirectory())) {
                writeFileSync(stoppedFile(), "");
            }
            if (server !== undefined) {
                await stopServer(server.pid);
            }
            return server !== undefined;
        },
    };
}

/** The server that the lock file names, if it lives and says that it is the one. */
async function findServer(dataDirectory: string): Promise<ServerLock | undefined> {
    const lock = await readLock(path.join(dataDirectory, LOCK_FILE));
    return lock !== undefined && isAlive(lock.pid) && (await isHealthy(lock)) ? lock : undefined;
}

async function readLock(file: string): Promise<ServerLock | undefined> {
    try {
        return parseServerLock(await readFile(file, "utf8"));
    } catch {
        return undefined; // There is none, so no server is known.
    }
}

async function isHealthy({ url, pid }: ServerLock): Promise<boolean> {
    try {
        const response = await fetch(`${url}/_local/health`, { signal: AbortSignal.timeout(2000) });
        const health: unknown = await response.json();
        return typeof health === "object" && health !== null && "pid" in health && health.pid === pid;
    } catch {
        return false; // Whoever has this port is not Local SageMaker.
    }
}

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}

/**
 * Starts a server that outlives this window: detached, with its output in a file, because a pipe would break when the window goes.
 * When another window wins the race, the loser's process ends by itself and the winner is found by the lock file.
 */
async function startServer(program: string, dataDirectory: string, engine: string): Promise<ServerLock> {
    const logFile = path.join(dataDirectory, "server.log");
    const output = openLog(logFile);
    const args = [
        program,
        "--port",
        "0",
        "--data",
        dataDirectory,
        "--exit-when-idle",
        String(IDLE_SECONDS),
        ...(engine === "" ? [] : ["--engine", engine]),
    ];
    const child = spawn(process.execPath, args, {
        detached: true,
        stdio: ["ignore", output, output],
        // In a desktop VS Code the executable is Electron, which is Node only when told so.
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    });
    closeSync(output);
    const failed = new Promise<Error>((resolve) => {
        child.once("error", resolve);
        child.once("exit", (code) => code === ANOTHER_RUNS || resolve(new Error(`It ended with exit code ${code}.`)));
    });
    child.unref();
    const server = await Promise.race([waitForServer(dataDirectory), failed]);
    if (server instanceof Error || server === undefined) {
        throw new Problem("localServerUnreachable", `Local SageMaker did not start. What it said is in ${logFile}.`, {
            remedy: { kind: "openFile", label: "Open Its Log", path: logFile },
            cause: server,
        });
    }
    return server;
}

function openLog(logFile: string): number {
    try {
        mkdirSync(path.dirname(logFile), { recursive: true, mode: 0o700 });
        return openSync(logFile, "a", 0o600);
    } catch (error) {
        throw new Problem("localServerUnreachable", `Local SageMaker cannot write to its folder: ${path.dirname(logFile)}.`, {
            remedy: { kind: "openSetting", label: "Choose Another Folder", key: "rustSagemaker.local.root" },
            cause: error,
        });
    }
}

async function waitForServer(dataDirectory: string): Promise<ServerLock | undefined> {
    const deadline = performance.now() + START_DEADLINE_MS;
    while (performance.now() < deadline) {
        const server = await findServer(dataDirectory);
        if (server !== undefined) {
            return server;
        }
        await sleep(50);
    }
    return undefined;
}

async function stopServer(pid: number): Promise<void> {
    process.kill(pid, "SIGTERM");
    const deadline = performance.now() + STOP_DEADLINE_MS;
    while (isAlive(pid)) {
        if (performance.now() > deadline) {
            throw new Problem("localServerUnreachable", `Local SageMaker does not stop. End process ${pid} by hand.`);
        }
        await sleep(50);
    }
}
