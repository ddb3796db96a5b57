import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** Lends a task a folder of its own, and removes it with all that is in it when the task has ended. */
export async function withScratchFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(path.join(tmpdir(), "rust-sagemaker-data-"));
    try {
        return await task(folder);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}
