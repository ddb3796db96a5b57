import fs from "node:fs";
import path from "node:path";
import { randomUUID } from "node:crypto";

/**
 * Replaces a file as a whole. When this returned, the new content survives `kill -9` and a power cut;
 * when it throws (a full disk), the old content is untouched.
 */
export function replaceFile(file: string, content: string): void {
    const temporary = temporaryFor(file);
    try {
        fs.writeFileSync(temporary, content, { mode: 0o600, flush: true });
        fs.renameSync(temporary, file);
    } catch (error) {
        fs.rmSync(temporary, { force: true });
        throw error;
    }
    syncDirectory(path.dirname(file));
}

/** A name beside a file, for content that is to take its place. What a crash leaves under such a name is `isTemporary`. */
function temporaryFor(file: string): string {
    return path.join(path.dirname(file), `.${randomUUID()}.tmp`);
}

/** Whether a file was about to take another's place when its writer was killed. */
export function isTemporary(name: string): boolean {
    return name.startsWith(".") && name.endsWith(".tmp");
}

/** A rename is durable once its directory is on disk. Windows has no such call and needs none. */
function syncDirectory(directory: string): void {
    if (process.platform === "win32") {
        return;
    }
    const handle = fs.openSync(directory, "r");
    try {
        fs.fsyncSync(handle);
    } finally {
        fs.closeSync(handle);
    }
}
