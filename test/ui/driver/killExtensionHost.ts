import { readFileSync } from "node:fs";
import { profileProcesses } from "../../host/profileProcesses.ts";
import type { VsCodeHost } from "../../host/vscodeHost.ts";

/** Kills the processes that extensions run in, as a crash does; answers how many there were. */
export function killExtensionHosts({ profile }: VsCodeHost): number {
    const hosts = profileProcesses(profile).filter((pid) => commandLine(pid).includes("--type=extensionHost"));
    hosts.forEach((pid) => process.kill(pid, "SIGKILL"));
    return hosts.length;
}

function commandLine(pid: number): string {
    try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
        return ""; // It has ended.
    }
}
