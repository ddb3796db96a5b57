import fs from "node:fs";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Use } from "./use.ts";

/** Linux counts processor time in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** What the process group of a program uses; undefined when none of it is left, and on Windows, which has no groups. */
export async function processUse(pid: number): Promise<Use | undefined> {
    const members = process.platform === "linux" ? fromProc(pid) : process.platform === "win32" ? [] : await fromPs(pid);
    if (members.length === 0) {
        return undefined;
    }
    return {
        cpu: { seconds: members.reduce((sum, { seconds }) => sum + seconds, 0) },
        memoryBytes: members.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    };
}

interface Member {
    readonly seconds: number;
    readonly memoryBytes: number;
}

function fromProc(group: number): readonly Member[] {
    return fs.readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? memberOf(name, group) : []));
}

/** In `/proc/PID/stat` the group is the 3rd field after the name, and the times, with those of children that have ended, the 12th to 15th. */
function memberOf(pid: string, group: number): readonly Member[] {
    try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (Number(fields[2]) !== group) {
            return [];
        }
        const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
        const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
        return [{ seconds: ticks / TICKS_PER_SECOND, memoryBytes: Number(kilobytes) * 1024 }];
    } catch {
        return []; // It ended in between.
    }
}

async function fromPs(group: number): Promise<readonly Member[]> {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pgid=,time=,rss="], { timeout: 5000 });
    return stdout.split("\n").flatMap((line) => {
        const [, pgid, time = "", kilobytes] = /^\s*(\d+)\s+(\S+)\s+(\d+)\s*$/.exec(line) ?? [];
        return Number(pgid) === group ? [{ seconds: secondsOf(time), memoryBytes: Number(kilobytes) * 1024 }] : [];
    });
}

/** Seconds of a time as `ps` writes it: `[[days-]hours:]minutes:seconds`. */
export function secondsOf(time: string): number {
    const [days, clock = ""] = time.includes("-") ? time.split("-") : ["0", time];
    return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
