import { spawnSync } from "node:child_process";
import { temporaryDirectory } from "./temporaryDirectory.ts";

/** A file system of 6 MB in memory, where this user may make one. */
export function smallDisk(): { readonly path: string; readonly missing: false | string; remove(): void } {
    const directory = temporaryDirectory();
    const mounted =
        process.platform === "linux" &&
        spawnSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", directory.path]).status === 0;
    if (!mounted) {
        directory[Symbol.dispose]();
    }
    return {
        path: directory.path,
        missing: mounted ? false : "only root of a Linux system can make a small disk",
        remove() {
            spawnSync("umount", ["--lazy", directory.path]);
            directory[Symbol.dispose]();
        },
    };
}
