import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a folder unless it is there. It is made under another name and renamed when it is complete,
 * so that neither an interruption nor a second run at the same time leaves half of it.
 */
export async function makeOnce(folder: string, why: string, make: (unfinished: string) => Promise<void>): Promise<void> {
    if (existsSync(folder)) {
        return;
    }
    console.log(`${why} → ${folder}`);
    await removeAbandoned(folder);
    const unfinished = `${folder}.making-${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    try {
        await make(unfinished);
        await rename(unfinished, folder);
    } catch (error) {
        await rm(unfinished, { recursive: true, force: true });
        if (!existsSync(folder)) {
            throw error;
        }
    }
}

async function removeAbandoned(folder: string): Promise<void> {
    const parent = path.dirname(folder);
    const prefix = `${path.basename(folder)}.making-`;
    for (const name of existsSync(parent) ? await readdir(parent) : []) {
        if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
            await rm(path.join(parent, name), { recursive: true, force: true });
        }
    }
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}
