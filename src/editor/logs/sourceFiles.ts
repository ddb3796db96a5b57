import path from "node:path";
import { buildPlaces } from "../../core/image/build/buildPlaces.ts";

interface Needs {
    /** Absolute paths of the folders of the workspace. */
    readonly folders: () => readonly string[];
    /** Absolute paths of the Cargo.toml files in them. */
    readonly manifests: () => Promise<readonly string[]>;
    readonly isFile: (file: string) => boolean;
    /** The file without links on its way. */
    readonly realPath: (file: string) => string;
    readonly readText: (file: string) => Promise<string | undefined>;
}

/** Finds the file of the workspace that a path in a log stands for; undefined for what no file of it does. */
export type FindSource = (named: string, hint: string) => Promise<string | undefined>;

/** The sources of libraries, which no workspace holds. */
const FOREIGN = /[/\\]\.cargo[/\\](?:registry|git)[/\\]|^[/\\]rustc[/\\]/;

/**
 * Looks where a path may come from: rustc names files from the root of cargo's workspace on, and a build in a container by the paths of the
 * container. Crates by whose name `hint`, or a word of it, begins (the name of a job) are looked at first. A log names no file outside the workspace.
 */
export function findSource({ folders, manifests, isFile, realPath, readText }: Needs): FindSource {
    return async (named, hint) => {
        if (FOREIGN.test(named)) {
            return undefined;
        }
        const crates = byHint(
            (await manifests()).map((manifest) => path.dirname(manifest)),
            hint,
        );
        const file = named.replaceAll("\\", "/");
        for (const candidates of path.isAbsolute(named)
            ? containerCandidates(file, crates)
            : [relativeCandidates(file, crates)]) {
            const found = (await candidates).find((candidate) => isFile(candidate) && isInside(candidate));
            if (found !== undefined) {
                return found;
            }
        }
        return undefined;
    };

    function relativeCandidates(file: string, crates: readonly string[]): readonly string[] {
        return crates.flatMap((crate) => withParents(crate).map((folder) => path.join(folder, file)));
    }

    /** The crate and the folders above it, up to that of the workspace. */
    function withParents(crate: string): readonly string[] {
        const parent = path.dirname(crate);
        return parent !== crate && !folders().includes(crate) && folders().some((folder) => isBelow(crate, folder))
            ? [crate, ...withParents(parent)]
            : [crate];
    }

    /** The file itself, what the Dockerfile of a crate copies there, and what has the same end. */
    function* containerCandidates(
        file: string,
        crates: readonly string[],
    ): Generator<readonly string[] | Promise<readonly string[]>> {
        yield [file];
        for (const crate of crates) {
            yield copiedFrom(file, crate);
        }
        const parts = file.split("/").filter((part) => part !== "");
        const ends = parts.slice(0, -1).map((_, index) => parts.slice(index).join("/"));
        yield ends.flatMap((end) => relativeCandidates(end, crates));
    }

    async function copiedFrom(file: string, crate: string): Promise<readonly string[]> {
        const dockerfile = path.join(crate, "Dockerfile");
        const text = await readText(dockerfile);
        if (text === undefined) {
            return [];
        }
        const places = buildPlaces({ dockerfile, text, buildArgs: {}, target: undefined, context: crate, exists: isFile });
        // The stage that compiles has another name in each Dockerfile, and is most often the first one.
        const found = places.hostFile(file, "stage-0", [crate]) ?? places.hostFile(file, undefined, [crate]);
        return found === undefined ? [] : [found];
    }

    function isInside(file: string): boolean {
        const real = realPath(file);
        return folders().some((folder) => isBelow(real, realPath(folder)));
    }
}

function byHint(crates: readonly string[], hint: string): readonly string[] {
    // A job is named after its crate and the moment of its launch.
    const isMeant = (crate: string) => ` ${hint}`.includes(` ${path.basename(crate).replace(/[^A-Za-z0-9]+/g, "-")}-`);
    return [...crates.filter(isMeant), ...crates.filter((crate) => !isMeant(crate))];
}

function isBelow(file: string, folder: string): boolean {
    const relative = path.relative(folder, file);
    return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}
