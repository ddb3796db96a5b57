import { StringDecoder } from "node:string_decoder";
import type { EngineOutput } from "../../core/image/engine/containerEngine.ts";
import { type Program, runProgramStreaming } from "../runProgram.ts";

/** What is kept of the output to find out why a command failed: enough for a compiler's last errors. */
const TAIL_LENGTH = 64 * 1024;

/** How a program ended whose output was shown as it came, and the end of that output. */
interface Shown {
    readonly code: number | null;
    readonly tail: string;
}

/** Runs a program to its end and hands out what it prints, on both ways and as it comes. Otherwise as `runProgramStreaming`. */
export async function runShown(program: Program, output: EngineOutput, signal: AbortSignal): Promise<Shown> {
    let tail = "";
    const exit = await runProgramStreaming(
        program,
        (stdout, stderr) => {
            for (const stream of [stdout, stderr]) {
                const decoder = new StringDecoder();
                stream.on("data", (bytes: Buffer) => {
                    const text = decoder.write(bytes);
                    tail = (tail + text).slice(-TAIL_LENGTH);
                    output(text);
                });
            }
        },
        signal,
    );
    return { code: exit.code, tail };
}
