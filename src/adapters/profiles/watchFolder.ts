import { type FSWatcher, watch } from "node:fs";

/** How often a folder is looked for that is not there. */
const LOOK_EVERY_MS = 2000;

/**
 * Tells of changes in a folder until it is disposed of: of one that does not exist yet once it does, and of one that was replaced again. A
 * folder rather than a file, because AWS's tools replace files by renaming, after which a file's watcher sees nothing more.
 */
export function watchFolder(folder: string, onChange: (name: string) => void): { dispose(): void } {
    let watcher: FSWatcher | undefined;
    let isMissing = false;
    const lost = () => {
        watcher?.close();
        watcher = undefined;
        isMissing = true;
    };
    const look = () => {
        if (watcher !== undefined) {
            return;
        }
        try {
            watcher = watch(folder, { persistent: false }, (_event, name) => onChange(name ?? "")).on("error", lost);
        } catch {
            isMissing = true;
            return;
        }
        if (isMissing) {
            isMissing = false;
            onChange("");
        }
    };
    look();
    const timer = setInterval(look, LOOK_EVERY_MS).unref();
    return {
        dispose: () => {
            clearInterval(timer);
            watcher?.close();
        },
    };
}
