import fs from "node:fs";

/** The names of the folders in a directory, without the files that file managers leave there. */
export function foldersOf(directory: string): readonly string[] {
    return fs
        .readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);
}
