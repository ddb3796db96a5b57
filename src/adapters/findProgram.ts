import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { programFiles } from "../core/programFiles.ts";

/**
 * The absolute path of a program: by itself, or by its name in the absolute folders of a PATH. One that lies in a forbidden folder, or
 * leads there, is passed over: a workspace must not choose what is run, and some systems would look in the current folder first.
 */
export function findProgram(name: string, search: string, forbidden: readonly string[]): string | undefined {
    const candidates = programFiles(name, search, process.platform);
    return candidates.find((candidate) => isProgram(candidate) && !isWithin(candidate, forbidden));
}

function isProgram(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}

/** Neither a link into a folder nor one out of it is a way around this. */
function isWithin(file: string, folders: readonly string[]): boolean {
    const files = [file, realPath(file)];
    return folders.flatMap((folder) => [folder, realPath(folder)]).some((folder) => files.some((one) => isIn(one, folder)));
}

function isIn(file: string, folder: string): boolean {
    const relative = path.relative(folder, file);
    return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function realPath(file: string): string {
    try {
        return realpathSync(file);
    } catch {
        return file;
    }
}
