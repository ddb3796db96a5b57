import fs from "node:fs";
import path from "node:path";

/** The container engines that are looked for, in this order. */
const ENGINES = ["docker", "podman", "finch"];

/**
 * The absolute path of the engine's command: that of the user, which is a path or a name on the PATH, else the first engine on the PATH.
 * Undefined when there is none. Entries of the PATH that are relative do not count: they would name a program of whatever folder this runs in.
 */
export function findEngine(wanted: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
    if (wanted !== undefined && /[\\/]/.test(wanted)) {
        return path.isAbsolute(wanted) && isProgram(wanted) ? wanted : undefined;
    }
    const folders = (environment["PATH"] ?? environment["Path"] ?? "").split(path.delimiter).filter(path.isAbsolute);
    const names = wanted === undefined ? ENGINES : [wanted];
    const suffix = process.platform === "win32" ? ".exe" : "";
    const candidates = names.flatMap((name) =>
        folders.map((folder) => path.join(folder, name.endsWith(suffix) ? name : name + suffix)),
    );
    return candidates.find(isProgram);
}

function isProgram(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
