import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { repository } from "./paths.ts";
import type { TestPart } from "./testParts.ts";

/** Runs a part in a process group of its own, which is ended with it: at its deadline, and when this program ends. */
export async function runPart({ command, minutes, folder = "." }: TestPart): Promise<{ output: string; status: number }> {
    const [program, ...args] = command;
    const child = spawn(program, args, {
        cwd: path.join(repository, folder),
        // Colours would hide the counts in what it prints; some programs take a CI for a terminal.
        env: { ...process.env, NO_COLOR: "1" },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
    });
    const end = (signal: NodeJS.Signals) => endGroup(child.pid, signal);
    const endNow = () => end("SIGTERM");
    process.once("exit", endNow);
    const deadline = setTimeout(() => {
        console.log(`It did not end in ${minutes} minutes.`);
        end("SIGTERM");
        setTimeout(() => end("SIGKILL"), 10_000).unref();
    }, minutes * 60_000);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
            output += text;
            process.stdout.write(text);
        });
    }
    const status = await statusOf(child);
    clearTimeout(deadline);
    process.off("exit", endNow);
    endNow(); // what it has left behind
    return { output, status };
}

function statusOf(child: ChildProcess): Promise<number> {
    return new Promise((resolve) => {
        child.once("error", (error) => {
            console.log(String(error));
            resolve(1);
        });
        child.once("close", (code) => resolve(code ?? 1));
        // Something that outlives the part may hold its output open.
        child.once("exit", (code) => setTimeout(resolve, 5000, code ?? 1).unref());
    });
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
    try {
        process.kill(-(pid ?? Number.NaN), signal);
    } catch {
        // Nothing is left of it.
    }
}
