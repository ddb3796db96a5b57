import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { copyArguments, createArguments } from "../../core/image/engine/engineArguments.ts";
import { engineProblem } from "../../core/image/engine/engineProblem.ts";
import { Problem } from "../../core/problem.ts";
import { runProgramStreaming } from "../runProgram.ts";
import { commandEngine, type EngineCommand, engineProgram, refusal } from "./engineCommand.ts";

/** Long enough for an engine under load to make or remove a container that never runs. */
const TIMEOUT_MS = 60_000;

/**
 * Streams the tar of a file or folder of an image, out of a container that is made for it, never started, and removed when the stream
 * has ended or is cancelled; undefined when there is nothing of that path.
 */
export async function readImage(
    engine: EngineCommand,
    reference: string,
    file: string,
    signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
    if (engine.kind === "finch") {
        throw new Problem("engineUnsuited", "Finch cannot copy files out of an image that does not run.");
    }
    const container = `rust-sagemaker-read-${randomUUID()}`;
    const remove = () => commandEngine(engine, ["rm", "--force", "--volumes", container], AbortSignal.timeout(TIMEOUT_MS));
    signal.throwIfAborted();
    try {
        // Not cancelled: a container that comes to be after it was removed would stay.
        await commandEngine(engine, createArguments(reference, container), AbortSignal.timeout(TIMEOUT_MS));
        signal.throwIfAborted();
        return await copyOut(engine, container, file, remove, signal);
    } catch (error) {
        await remove().catch(() => undefined); // the engine may be gone, and that is what `error` says
        throw error;
    }
}

/** Answers as soon as the first bytes are there, or when it is clear that there are none. */
function copyOut(
    engine: EngineCommand,
    container: string,
    file: string,
    remove: () => Promise<unknown>,
    signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
    const abandoned = new AbortController();
    const until = AbortSignal.any([signal, abandoned.signal]);
    return new Promise((resolve, reject) => {
        let stderr = "";
        let stream: Readable | undefined;
        const read = (stdout: Readable, errors: Readable) => {
            errors.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
            // A program whose output nobody reads does not end for the one who waits for it. It may be left before the first bytes are there.
            until.addEventListener("abort", () => stdout.destroy(), { once: true });
            stdout.once("readable", () => {
                if (stdout.readableLength > 0) {
                    stream = stdout;
                    resolve(wholeStream(stdout, ended, abandoned, signal));
                }
            });
        };
        const copying = engineProgram(engine, copyArguments(engine.kind, container, file));
        const copy = async () => {
            try {
                const { code } = await runProgramStreaming(copying, read, until);
                if (code !== 0 && !isMissingFile(stderr)) {
                    throw engineProblem(engine.kind, process.platform, stderr) ?? refusal(engine, { stderr, stdout: "" });
                }
            } finally {
                await remove();
            }
        };
        const ended = copy();
        ended.then(() => stream ?? resolve(undefined), reject);
    });
}

/** The output of a program ends before the program does: the stream ends, or fails, once the container is gone. */
function wholeStream(
    stdout: Readable,
    ended: Promise<void>,
    abandoned: AbortController,
    signal: AbortSignal,
): ReadableStream<Uint8Array> {
    const pieces = (stdout as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    return new ReadableStream({
        async pull(controller) {
            try {
                const { done, value } = await pieces.next();
                if (done !== true) {
                    controller.enqueue(value);
                    return;
                }
                await ended;
                controller.close();
            } catch (error) {
                signal.throwIfAborted();
                throw error;
            }
        },
        async cancel() {
            abandoned.abort();
            await ended.catch(() => undefined); // it ends because the reader has left
        },
    });
}

function isMissingFile(text: string): boolean {
    return /could not find the file|no such file or directory|could not be found/i.test(text);
}
