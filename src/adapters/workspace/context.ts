import { existsSync, lstatSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { contextFilter } from "../../core/image/build/buildContext.ts";
import { parseDockerfile } from "../../core/image/dockerfile/dockerfile.ts";

/** What a build would send to its engine. */
export interface ContextSize {
    readonly bytes: number;
    readonly files: number;
    /**
     * At most five folders that weigh most, and cargo's target folders however small they are; relative to the context. What is in no target
     * folder counts to the folder at the root (`.` for files beside those).
     */
    readonly largest: readonly { readonly path: string; readonly bytes: number }[];
    /** The .dockerignore that holds; undefined when there is none. */
    readonly ignoreFile: string | undefined;
}

/** How long the thread is kept, which a window may share with others. */
const SLICE_MS = 10;

/** Adds up what a build would send; links are not followed, and what cannot be read is left to the engine to complain about. */
export async function contextSize(context: string, dockerfile: string, signal: AbortSignal): Promise<ContextSize> {
    const ignoreFile = ignoreFileOf(context, dockerfile);
    const ignoreText = ignoreFile === undefined ? "" : await readFile(ignoreFile, "utf8");
    const filter = contextFilter(parseDockerfile(await readFile(dockerfile, "utf8")), ignoreText);
    const weights = new Map<string, number>();
    let files = 0;
    let pausedAt = performance.now();
    const folders: { readonly path: string; readonly unit: string }[] = [{ path: "", unit: "." }];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
        signal.throwIfAborted();
        for (const entry of entriesIn(path.join(context, folder.path))) {
            const relative = folder.path === "" ? entry.name : `${folder.path}/${entry.name}`;
            const absolute = path.join(context, relative);
            if (entry.isDirectory()) {
                if (filter.isEntered(relative)) {
                    folders.push({ path: relative, unit: unitOf(absolute, relative, folder.unit) });
                }
            } else if (filter.isSent(relative)) {
                files++;
                weights.set(folder.unit, (weights.get(folder.unit) ?? 0) + sizeOf(absolute));
            }
        }
        if (performance.now() - pausedAt > SLICE_MS) {
            await setImmediate();
            pausedAt = performance.now();
        }
    }
    const heaviest = [...weights].map(([unit, bytes]) => ({ path: unit, bytes })).toSorted((a, b) => b.bytes - a.bytes);
    const largest = heaviest.filter(({ path: unit }, index) => index < 5 || path.basename(unit) === "target");
    return { bytes: heaviest.reduce((sum, { bytes }) => sum + bytes, 0), files, largest, ignoreFile };
}

/** One that is named after the Dockerfile, beside it, takes the place of the one at the root of the context. */
function ignoreFileOf(context: string, dockerfile: string): string | undefined {
    return [`${dockerfile}.dockerignore`, path.join(context, ".dockerignore")].find((file) => existsSync(file));
}

/** A folder of sources may be called target too; cargo marks its own. */
function unitOf(absolute: string, relative: string, parent: string): string {
    const isTarget = path.basename(relative) === "target" && existsSync(path.join(absolute, "CACHEDIR.TAG"));
    return isTarget || parent === "." ? relative : parent;
}

function entriesIn(folder: string) {
    try {
        return readdirSync(folder, { withFileTypes: true });
    } catch {
        return [];
    }
}

function sizeOf(file: string): number {
    return lstatSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
