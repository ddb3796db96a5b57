import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";

/**
 * The absolute path of a program: by itself, or by its name in the absolute folders of a PATH. One that lies in a forbidden folder, or
 * leads there, is passed over: a workspace must not choose what is run, and some systems would look in the current folder first.
 */
export function findProgram(name: string, search: string, forbidden: readonly string[]): string | undefined {
    const candidates = path.isAbsolute(name)
        ? [name]
        : path.basename(name) === name
          ? search
                .split(path.delimiter)
                .filter((folder) => path.isAbsolute(folder))
                .map((folder) => path.join(folder, name))
          : [];
    return candidates.map(withExtension).find((candidate) => isProgram(candidate) && !isWithin(candidate, forbidden));
}

/** Windows starts scripts by a shell only, so that only programs count there. */
function withExtension(file: string): string {
    return process.platform === "win32" && path.extname(file).toLowerCase() !== ".exe" ? `${file}.exe` : file;
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
