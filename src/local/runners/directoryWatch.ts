import fs from "node:fs";

const POLL_MS = 250;

/**
 * Calls back soon after something in a directory changed, with the name of the file where it is known, and every quarter second anyway,
 * because notifications get lost. Returns what ends it.
 */
export function watchDirectory(directory: string, onChange: (file?: string) => void): () => void {
    const timer = setInterval(() => onChange(), POLL_MS);
    let watcher: fs.FSWatcher | undefined;
    try {
        watcher = fs.watch(directory, (_, file) => onChange(file ?? undefined));
        watcher.on("error", () => watcher?.close());
    } catch {
        // Too many watches on this machine: the timer alone will do.
    }
    return () => {
        clearInterval(timer);
        watcher?.close();
    };
}
