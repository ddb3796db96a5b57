import path from "node:path";
import { missingPatterns, withPatterns } from "../../core/image/dockerfile/dockerignore.ts";
import type { ImageBuild } from "../../core/image/imageBuild.ts";
import { sizeText } from "../../core/text/sizeText.ts";
import type { Project } from "../../core/workspace/project.ts";
import type { Ask } from "../ask.ts";

/** What would be sent to the engine. */
export interface ContextSize {
    readonly bytes: number;
    readonly files: number;
    /** The folders that weigh most, relative to the context. */
    readonly largest: readonly { readonly path: string; readonly bytes: number }[];
    /** The .dockerignore that holds; undefined when there is none. */
    readonly ignoreFile: string | undefined;
}

interface Needs {
    readonly contextSize: (context: string, dockerfile: string, signal: AbortSignal) => Promise<ContextSize>;
    readonly readText: (file: string) => Promise<string | undefined>;
    readonly writeText: (file: string, text: string) => Promise<void>;
    readonly ask: Pick<Ask, "choose">;
}

/** Sending more takes seconds with each build. */
const MANY_BYTES = 200e6;

const WRITE = "Write .dockerignore";
const SEND = "Send It Anyway";

/** Asks before a build sends more than it can need: hundreds of megabytes, or what cargo has built. Giving up ends in an AbortError. */
export function contextCheck({ contextSize, readText, writeText, ask }: Needs) {
    return async (project: Project, build: ImageBuild, signal: AbortSignal): Promise<void> => {
        const size = await contextSize(build.context, build.dockerfile, signal);
        if (size.bytes <= MANY_BYTES && !sendsTarget(size)) {
            return;
        }
        const file = size.ignoreFile ?? path.join(build.context, ".dockerignore");
        const existing = size.ignoreFile && (await readText(size.ignoreFile));
        const patterns = missingPatterns(project, build.context, existing);
        const answer = await ask.choose(
            `The build would send ${sizeText(size.bytes)} in ${size.files} files to the engine.`,
            detailOf(size, file, patterns),
            patterns.length > 0 ? [WRITE, SEND] : [SEND],
        );
        if (answer === undefined) {
            throw new DOMException("The build was cancelled.", "AbortError");
        }
        if (answer === WRITE) {
            await writeText(file, withPatterns(existing, patterns));
        }
    };
}

function sendsTarget({ largest }: ContextSize): boolean {
    return largest.some((folder) => folder.path.split(/[/\\]/).includes("target"));
}

function detailOf({ bytes, largest }: ContextSize, file: string, patterns: readonly string[]): string {
    const heavy = largest.filter((folder) => folder.bytes >= bytes / 100);
    const folders = heavy.map(({ path: name, bytes: size }) => `${name === "." ? "Files beside them" : name}: ${sizeText(size)}`);
    const remedy =
        patterns.length > 0
            ? `These lines would be added to ${file}:\n${patterns.join("\n")}`
            : `Leave out what the build does not need in ${file}.`;
    return `${folders.join("\n")}\n\n${remedy}`;
}
