import { spawnSync } from "node:child_process";
import process from "node:process";

const isRoot = process.getuid?.() === 0;

/** Whether a system package can be installed without asking anyone. */
export function mayBecomeRoot(): boolean {
    return isRoot || spawnSync("sudo", ["--non-interactive", "true"], { stdio: "ignore" }).status === 0;
}

/** The command line as root runs it. */
export function asRoot(command: [string, ...string[]]): [string, ...string[]] {
    return isRoot ? command : ["sudo", "--non-interactive", "--preserve-env=DEBIAN_FRONTEND", ...command];
}

/** Ends the program with a message that says what to do, without a stack. */
export function stopWith(message: string): never {
    process.stderr.write(`${message}\n`);
    process.exit(1);
}
