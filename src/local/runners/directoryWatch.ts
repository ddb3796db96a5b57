import fs from "node:fs";

const POLL_MS = 250;

/** Calls back soon after something in a directory changed, and every quarter second anyway, because notifications get lost. Returns what ends it. */
export function watchDirectory(directory: string, onChange: () => void): () => void {
    const timer = setInterval(onChange, POLL_MS);
    let watcher: fs.FSWatcher | undefined;
    try {
        watcher = fs.watch(directory, onChange);
        watcher.on("error", () => watcher?.close());
    } catch {
        // Too many watches on this machine: the timer alone will do.
    }
    return () => {
        clearInterval(timer);
        watcher?.close();
    };
}
