import fs from "node:fs";
import { ENGINE_COMMANDS } from "../../core/image/engine/engineKind.ts";
import { programFiles } from "../../core/programFiles.ts";

/** The absolute path of the engine's command: that of the user, which is a path or a name on the PATH, else the first engine on the PATH. */
export function findEngine(wanted: string | undefined, environment: NodeJS.ProcessEnv): string | undefined {
    const search = environment["PATH"] ?? environment["Path"] ?? "";
    const names = wanted === undefined ? ENGINE_COMMANDS : [wanted];
    return names.flatMap((name) => programFiles(name, search, process.platform)).find(isProgram);
}

function isProgram(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}
