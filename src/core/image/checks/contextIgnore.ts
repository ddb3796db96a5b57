import ignoring from "@balena/dockerignore";
import path from "node:path";
import type { Instruction } from "../dockerfile.ts";
import type { CheckedContext, CheckedImage } from "./checkedImage.ts";
import type { Finding, Fix } from "./finding.ts";

/** cargo's target folder may hold gigabytes. BuildKit sends of the context what an instruction asks for, so a wide COPY is what brings it. */
export function contextWithTarget({ dockerfile, context }: CheckedImage): readonly Finding[] {
    const sent = context.targetFolders.filter((folder) => isSent(folder, context));
    const copies = dockerfile.stages.flatMap(({ instructions }) => instructions).filter(isFromContext);
    const wide = copies.find((copy) => sourcesOf(copy).some((source) => sent.some((folder) => covers(source, folder))));
    if (!wide) {
        return [];
    }
    const name = path.basename(context.ignorePath);
    const reason = context.ignoreText === undefined ? `there is no ${name}` : `${name} lets it through`;
    return [
        {
            id: "context-with-target",
            severity: "warning",
            message: `This sends cargo's ${sent[0]} folder to the engine, since ${reason}: a build may wait for gigabytes, and every cargo build on this machine makes it start anew.`,
            start: wide.start,
            end: wide.end,
            fixes: [ignoreFix(context)],
        },
    ];
}

/** Docker's rules, which differ from git's: a pattern without `**` matches at the root of the context only. */
function isSent(folder: string, { ignoreText }: CheckedContext): boolean {
    return !ignoring()
        .add(ignoreText ?? "")
        .ignores(path.posix.join(folder, "release/deps/libcore.rlib"));
}

function isFromContext({ keyword, flags }: Instruction): boolean {
    return (keyword === "COPY" || keyword === "ADD") && !flags.some(({ name }) => name === "from");
}

function sourcesOf({ exec, words }: Instruction): readonly string[] {
    return (exec ?? words.map(({ value, raw }) => value ?? raw)).slice(0, -1);
}

/** Whether a source of COPY is the folder or one above it; a pattern is, when the first segment of the folder matches it. */
function covers(source: string, folder: string): boolean {
    const normal = path.posix.normalize(source).replace(/^\/+|\/+$/g, "");
    const isAbove = normal === "." || normal === "" || folder === normal || folder.startsWith(`${normal}/`);
    return isAbove || patternOf(normal).test(folder.split("/")[0] ?? "");
}

function patternOf(glob: string): RegExp {
    const literal = glob.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
    return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}

function ignoreFix({ ignorePath, ignoreText }: CheckedContext): Fix {
    const name = path.basename(ignorePath);
    return ignoreText === undefined
        ? { title: `Create ${name}`, changes: [{ kind: "addLines", path: ignorePath, lines: ["**/target", ".git"] }] }
        : { title: `Add **/target to ${name}`, changes: [{ kind: "addLines", path: ignorePath, lines: ["**/target"] }] };
}
