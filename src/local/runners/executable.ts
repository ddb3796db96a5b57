import fs from "node:fs";
import { errorText } from "../../core/text/errorText.ts";
import { systemCode } from "../../system/systemCode.ts";

const MACHINES: Readonly<Record<number, string>> = { 0x03: "ia32", 0x28: "arm", 0x3e: "x64", 0xb7: "arm64", 0xf3: "riscv64" };

/**
 * Says why a file cannot be run, in the words of a container runtime; undefined when it can.
 * Asked before the start, because the system hands a file that it does not know to a shell, which then succeeds on an empty one.
 */
export function executableFault(file: string, name: string): string | undefined {
    let head: Buffer;
    try {
        fs.accessSync(file, fs.constants.X_OK);
        head = readHead(file);
    } catch (error) {
        return faultOf(error, name);
    }
    if (head.length === 0) {
        return `exec: "${name}": the file is empty`;
    }
    const format = formatOf(head);
    if (format === undefined) {
        return `exec: "${name}": exec format error (the file is not a program for ${process.platform})`;
    }
    return format.machine === undefined || format.machine === process.arch
        ? undefined
        : `exec: "${name}": exec format error (the program is for ${format.machine}, this machine is ${process.arch})`;
}

function readHead(file: string): Buffer {
    const handle = fs.openSync(file, "r");
    try {
        const head = Buffer.alloc(20);
        return head.subarray(0, fs.readSync(handle, head, 0, head.length, 0));
    } finally {
        fs.closeSync(handle);
    }
}

function faultOf(error: unknown, name: string): string {
    switch (systemCode(error)) {
        case "ENOENT":
            return `exec: "${name}": executable file not found in $PATH`;
        case "EACCES":
        case "EISDIR":
            return `exec: "${name}": permission denied`;
        default:
            return `exec: "${name}": ${errorText(error)}`;
    }
}

/** What kind of program a file is by its first bytes; `machine` in Node's names, where the format tells it here. */
function formatOf(head: Buffer): { machine?: string } | undefined {
    if (head.toString("latin1", 0, 2) === "#!") {
        return process.platform === "win32" ? undefined : {};
    }
    switch (process.platform) {
        case "win32":
            return head.toString("latin1", 0, 2) === "MZ" ? {} : undefined;
        case "darwin":
            return [0xfeedfacf, 0xcffaedfe, 0xcafebabe].includes(head.length < 4 ? 0 : head.readUInt32BE(0)) ? {} : undefined;
        default:
            return elfMachine(head);
    }
}

function elfMachine(head: Buffer): { machine?: string } | undefined {
    if (head.length < 20 || head.toString("latin1", 0, 4) !== "\x7fELF") {
        return undefined;
    }
    const number = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
    return { machine: MACHINES[number] ?? `machine ${number}` };
}
