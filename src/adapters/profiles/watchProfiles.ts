import path from "node:path";
import type { ProfileFiles } from "./profileFiles.ts";
import { watchFolder } from "./watchFolder.ts";

/** Changes come in flurries: a file is written, renamed, and its rights are set. */
const SETTLED_MS = 150;

/** Tells when the shared configuration or a sign-in has changed, once for a flurry. */
export function watchProfiles({ config, credentials, caches }: ProfileFiles, onChange: () => void): { dispose(): void } {
    const files = new Set([config, credentials]);
    let timer: NodeJS.Timeout | undefined;
    const settle = () => {
        clearTimeout(timer);
        timer = setTimeout(onChange, SETTLED_MS).unref();
    };
    const folders = new Set([...files].map((file) => path.dirname(file)));
    const watchers = [
        ...Array.from(folders, (folder) =>
            watchFolder(folder, (name) => (name === "" || files.has(path.join(folder, name))) && settle()),
        ),
        ...caches.map((folder) => watchFolder(folder, settle)),
    ];
    return {
        dispose: () => {
            clearTimeout(timer);
            watchers.forEach((watcher) => watcher.dispose());
        },
    };
}
