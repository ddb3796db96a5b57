import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** TCP's state LISTEN in /proc/net/tcp. */
const LISTEN = "0A";

/** Inodes of the TCP sockets that some process of this machine listens on. Linux only. */
export function listeningSockets(): ReadonlySet<string> {
    const lines = ["tcp", "tcp6"].flatMap((name) => textOf(`/proc/net/${name}`).split("\n").slice(1));
    const columns = lines.map((line) => line.trim().split(/\s+/));
    return new Set(columns.flatMap(([, , , state, , , , , , inode]) => (state === LISTEN && inode !== undefined ? [inode] : [])));
}

/** Those of them that these processes listen on. */
export function listeningSocketsOf(pids: readonly number[]): readonly string[] {
    const listening = listeningSockets();
    return [...new Set(pids.flatMap(socketsOf))].filter((inode) => listening.has(inode));
}

function socketsOf(pid: number): readonly string[] {
    try {
        const folder = `/proc/${pid}/fd`;
        return readdirSync(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${fd}`))?.[1] ?? []);
    } catch {
        return []; // gone, or another user's
    }
}

function linkOf(file: string): string {
    try {
        return readlinkSync(file);
    } catch {
        return ""; // closed meanwhile
    }
}

/** A machine without IPv6 has no file of it. */
function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
