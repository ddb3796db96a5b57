import path from "node:path";

const TRIPLES: Readonly<Record<string, string>> = { "linux/amd64": "x86_64-linux-gnu", "linux/arm64": "aarch64-linux-gnu" };

/** What an image says is looked through as far as honest ones go. */
const MAX_FOLDERS = 32;

/**
 * Where the loader of an image looks for libraries: the program's own folders, LD_LIBRARY_PATH, and what the usual systems have in
 * ld.so.conf. Debian's folder stands first because it is the usual one.
 */
export function libraryFolders(
    platform: string,
    program: string,
    own: readonly string[],
    searchPath: string | undefined,
): readonly string[] {
    const triple = TRIPLES[platform];
    const origin = path.posix.dirname(program);
    const named = [...own, ...(searchPath ?? "").split(":")].map((folder) => folder.replace(/\$(ORIGIN|\{ORIGIN\})/g, origin));
    const usual = ["/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib", "/usr/local/cuda/lib64"];
    const debian = triple === undefined ? [] : [`/lib/${triple}`, `/usr/lib/${triple}`];
    return [...named.filter((folder) => folder.startsWith("/")).slice(0, MAX_FOLDERS), ...debian, ...usual];
}

/** The first folder's file of this name, or the name itself where it is a path; undefined when there is none. */
export async function findLibrary(
    name: string,
    folders: readonly string[],
    exists: (file: string) => Promise<boolean>,
): Promise<string | undefined> {
    // What a forged program may ask for is no name of a library.
    const files = !/^[\w.+@/-]{1,255}$/.test(name)
        ? []
        : name.includes("/")
          ? [name]
          : folders.map((folder) => `${folder}/${name}`);
    for (const file of files) {
        if (await exists(file)) {
            return file;
        }
    }
    return undefined;
}
