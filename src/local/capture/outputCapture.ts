import fs from "node:fs";
import { watchDirectory } from "../runners/directoryWatch.ts";
import { OUTPUT_FILE, outputFile } from "../runners/processFiles.ts";
import type { LogEvent, LogStore, NewLogEvent } from "../store/logStore.ts";
import { LineSplitter, type OutputLine } from "./lineSplitter.ts";

const CHUNK = 256 * 1024;

/** Where the output of a program goes. */
export interface CaptureTarget {
    readonly logs: LogStore;
    readonly group: string;
    readonly stream: string;
    readonly now: () => number;
    /** Told of every line after it is kept, and of none at the end: then it is to be done with all. */
    readonly onLines?: (events: readonly LogEvent[]) => void;
    readonly report: (failure: unknown) => void;
}

/** Copies a program's output, line by line and while it is written, into a log stream. */
export interface OutputCapture {
    /** Copies what is left, an unfinished last line too, and ends. Call it when the program has ended, and again when it failed. */
    finish(): Promise<void>;
}

/**
 * Captures from where the stream's lines end: each line is kept together with its end in the output, so that a server that is killed
 * at any moment, and its successor, neither lose nor double one.
 */
export function captureOutput(directory: string, target: CaptureTarget): OutputCapture {
    const kept = (): number => target.logs.sourceEnd(target.group, target.stream);
    const buffer = Buffer.allocUnsafe(CHUNK);
    let position = kept();
    let splitter = new LineSplitter(position);
    let reading: Promise<void> | undefined;
    let again = false;

    const tell = (events: readonly LogEvent[]): void => {
        try {
            target.onLines?.(events);
        } catch (error) {
            target.report(error); // The lines are kept; the end asks once more.
        }
    };
    const append = (lines: readonly OutputLine[]): void => {
        if (lines.length > 0) {
            const at = target.now();
            const events = lines.map((line) => eventOf(line, at));
            try {
                target.logs.append(target.group, target.stream, events);
            } catch (error) {
                position = kept(); // A full disk: the next look tries again from what was kept.
                splitter = new LineSplitter(position);
                throw error;
            }
            tell(events);
        }
    };
    const readAll = async (): Promise<void> => {
        const file = await fs.promises.open(outputFile(directory), "r").catch(() => undefined);
        if (file === undefined) {
            return; // The program has not started yet.
        }
        try {
            for (;;) {
                const { bytesRead } = await file.read(buffer, 0, CHUNK, position);
                if (bytesRead === 0) {
                    return;
                }
                position += bytesRead;
                append(splitter.push(buffer.subarray(0, bytesRead)));
            }
        } finally {
            await file.close();
        }
    };
    const look = (): void => {
        again = reading !== undefined;
        reading ??= readAll()
            .catch(target.report)
            .finally(() => {
                reading = undefined;
                if (again) {
                    look();
                }
            });
    };
    const endWatch = watchDirectory(directory, (file = OUTPUT_FILE) => {
        if (file === OUTPUT_FILE) {
            look();
        }
    });
    look();
    return {
        async finish() {
            endWatch();
            again = false;
            await reading;
            await readAll();
            append(splitter.finish());
            target.onLines?.([]);
        },
    };
}

function eventOf({ text, end }: OutputLine, at: number): NewLogEvent {
    return { timestamp: at, ingestionTime: at, message: text, sourceEnd: end };
}
