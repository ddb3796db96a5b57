import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import type { Profile } from "./profile.ts";
import { outsideThisPackage } from "./runProgram.ts";
import type { InstalledVsCode } from "./vscodeRelease.ts";

/** A running VS Code server: workbench pages and extension hosts. */
export interface Server {
    readonly port: number;
    /** What it has printed so far. */
    output(): string;
    stop(): Promise<void>;
    /** Settles when it has ended, for whatever reason. */
    readonly ended: Promise<void>;
}

export interface ServerOptions {
    /** Added to the environment of the extension host. VS Code strips NODE_OPTIONS. */
    readonly env?: Readonly<Record<string, string>>;
    /** Takes the payload of the page's address, and with it a suite to run; toasts are never shown then. */
    readonly smokeTest?: boolean;
    /** What a page must know to connect; without one, everyone on this machine may. */
    readonly token?: string;
    /** Whether Restricted Mode exists, as it does for users. */
    readonly workspaceTrust?: boolean;
}

const startDeadline = 30_000;

/** Installs a packaged extension into the profile, without asking the gallery. */
export async function installExtension(vscode: InstalledVsCode, profile: Profile, vsix: string): Promise<void> {
    const args = [...serverArguments(vscode, profile), "--install-extension", vsix];
    await promisify(execFile)(vscode.node, args, { env: environment(profile, {}) });
}

/** Starts the server on a free loopback port and waits until it listens. It dies with this process at the latest. */
export async function startServer(vscode: InstalledVsCode, profile: Profile, options: ServerOptions): Promise<Server> {
    const args = [
        ...serverArguments(vscode, profile),
        "--host=127.0.0.1",
        "--port=0",
        ...(options.token === undefined ? ["--without-connection-token"] : [`--connection-token=${options.token}`]),
        "--disable-telemetry",
        "--disable-experiments",
        "--force-disable-user-env", // else a login shell's variables would replace those given here
        ...(options.workspaceTrust ? [] : ["--disable-workspace-trust"]),
        ...(options.smokeTest ? ["--enable-smoke-test-driver"] : []),
    ];
    // A process group of its own: an extension host may outlive its server, waiting for a reconnection.
    const child = spawn(vscode.node, args, {
        env: environment(profile, options.env ?? {}),
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
    });
    const kill = () => killGroup(child);
    process.prependOnceListener("exit", kill);
    const output = collectOutput(child);
    const port = await listeningPort(child, output);
    const stop = async () => {
        child.kill("SIGTERM");
        await Promise.race([ended(child), new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
        kill();
        process.off("exit", kill);
    };
    return { port, output, stop, ended: ended(child) };
}

function serverArguments(vscode: InstalledVsCode, profile: Profile): string[] {
    return [
        vscode.serverMain,
        "--accept-server-license-terms",
        `--server-data-dir=${profile.root}`,
        `--user-data-dir=${profile.data}`,
        `--extensions-dir=${profile.extensions}`,
    ];
}

function environment(profile: Profile, env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    // Local SageMaker keeps its state in the user's data folder: that of this profile.
    return { ...outsideThisPackage(), TMPDIR: profile.temporary, XDG_DATA_HOME: profile.userData, ...env };
}

function collectOutput(child: ChildProcess): () => string {
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (chunk: Buffer) => {
            output += chunk.toString();
        });
    }
    return () => output;
}

async function listeningPort(child: ChildProcess, output: () => string): Promise<number> {
    const deadline = Date.now() + startDeadline;
    while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
        const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
        if (port !== undefined) {
            return Number(port);
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
    killGroup(child);
    throw new Error(`VS Code did not start listening:\n${output()}`);
}

async function ended(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
        await once(child, "exit");
    }
}

function killGroup(child: ChildProcess): void {
    try {
        process.kill(-(child.pid ?? Number.NaN), "SIGKILL");
    } catch {
        // Nothing is left of it.
    }
}
