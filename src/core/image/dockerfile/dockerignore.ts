import path from "node:path";
import { channelFolders } from "../../workspace/channels.ts";
import type { Project } from "../../workspace/project.ts";

/** What no build needs; `target` alone would mean only the one beside the .dockerignore. */
const NEVER_NEEDED = ["**/target", ".git"];

/** The patterns that the .dockerignore of a context lacks. A new one leaves out the data as well: a job gets it as its channels. */
export function missingPatterns(project: Project, context: string, existing: string | undefined): readonly string[] {
    const wanted = existing === undefined ? [...NEVER_NEEDED, ...dataFolders(project, context)] : NEVER_NEEDED;
    const there = new Set((existing ?? "").split(/\r?\n/).map((line) => line.trim()));
    return wanted.filter((pattern) => !there.has(pattern));
}

/** The text of a .dockerignore with these patterns at its end, where they win over what stands above. */
export function withPatterns(existing: string | undefined, patterns: readonly string[]): string {
    const head = existing ?? "# What the build of the image does not need.\n";
    return `${head}${head === "" || head.endsWith("\n") ? "" : "\n"}${patterns.map((pattern) => `${pattern}\n`).join("")}`;
}

function dataFolders(project: Project, context: string): readonly string[] {
    const folders = [...channelFolders(project).values()].map((folder) => path.relative(context, folder));
    const inside = folders.filter((folder) => folder !== "" && !folder.startsWith("..") && !path.isAbsolute(folder));
    const patterns = inside.map((folder) => folder.split(path.sep).join("/"));
    // What would mean something else in a pattern is left to the user.
    return [...new Set(patterns)].filter((pattern) => /^(?![!#\s])[^*?[\]\\\n]+(?<!\s)$/.test(pattern));
}
