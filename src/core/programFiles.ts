import path from "node:path";

/**
 * The files that may be meant by a program's name, in the order of the search: by itself when it is an absolute path, else in the folders of
 * `search`, the text of PATH. Relative folders do not count, nor relative paths: they would name a program of whatever folder this runs in.
 * `os` is `process.platform`; Windows starts scripts by a shell only, so that only programs count there.
 */
export function programFiles(name: string, search: string, os: string): readonly string[] {
    const file = os === "win32" && path.extname(name).toLowerCase() !== ".exe" ? `${name}.exe` : name;
    if (path.isAbsolute(name)) {
        return [file];
    }
    const folders = path.basename(name) === name ? search.split(path.delimiter).filter((folder) => path.isAbsolute(folder)) : [];
    return folders.map((folder) => path.join(folder, file));
}
