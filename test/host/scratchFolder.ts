import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { exitOnSignals } from "./exitOnSignals.ts";

/** Makes an empty folder that is gone when this process ends, however it ends. Its path is short, as sockets need it. */
export function scratchFolder(): string {
    exitOnSignals();
    const folder = mkdtempSync(path.join(os.tmpdir(), "rs-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    return folder;
}
