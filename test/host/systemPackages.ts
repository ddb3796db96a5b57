import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "./runProgram.ts";

type CommandLine = readonly [string, ...string[]];

/** Whether a program can be started by its name. */
export function programPath(name: string): string | undefined {
    const folders = (process.env["PATH"] ?? "").split(path.delimiter);
    return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

export const isDebian = /^ID=debian$/m.test(existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "");

/** Installs packages of Debian or Ubuntu. Another process may hold the package database for a while. */
export async function installPackages(why: string, packages: readonly string[]): Promise<void> {
    const apt = ["-o", "DPkg::Lock::Timeout=300", "-qq"];
    await runAsRoot(why, [
        ["apt-get", ...apt, "update"],
        ["apt-get", ...apt, "install", "--yes", "--no-install-recommends", ...packages],
    ]);
}

/** Runs commands as root where that needs no password, else says which to run and stops. */
export async function runAsRoot(why: string, commands: readonly CommandLine[]): Promise<void> {
    const isRoot = process.getuid?.() === 0;
    if (!isRoot && spawnSync("sudo", ["--non-interactive", "true"], { stdio: "ignore" }).status !== 0) {
        stopWith(`${why}. Please run:\n${commands.map((command) => `  sudo ${command.join(" ")}`).join("\n")}`);
    }
    for (const command of commands) {
        const [program, ...args] = isRoot ? command : (["sudo", "--non-interactive", ...command] as const);
        console.log(`${why}: ${command.join(" ")}`);
        await runProgram(program, args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    }
}

/** Ends this program with a message that says what to do. */
export function stopWith(message: string): never {
    process.stderr.write(`${message}\n`);
    process.exit(1);
}
