import { realpathSync, statSync } from "node:fs";
import { openFolders, readText } from "../../editor/image/textFiles.ts";
import { findSource, type FindSource } from "../../editor/logs/sourceFiles.ts";

/** Builds what finds the sources that logs name; it reads Dockerfiles, and is loaded with the first place in a log. */
export function sources(manifests: () => Promise<readonly string[]>): FindSource {
    const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() === true;
    return findSource({ folders: openFolders, manifests, isFile, realPath: (file) => realpathSync(file), readText });
}
