import type { SourceState } from "../../core/image/imageTags.ts";
import { findProgram } from "../findProgram.ts";
import { type Program, runProgram } from "../runProgram.ts";

/**
 * What git knows of a folder: the commit, and whether anything below the folder differs from it. Undefined where there is no git, no
 * repository or no commit. For trusted workspaces: filters that a repository configures are run. `forbidden` are the workspace's folders,
 * whose programs are never run.
 */
export async function sourceOf(
    directory: string,
    forbidden: readonly string[],
    signal: AbortSignal,
): Promise<SourceState | undefined> {
    const program = findProgram("git", process.env["PATH"] ?? "", [directory, ...forbidden]);
    if (program === undefined) {
        return undefined;
    }
    let commit: string | undefined;
    let dirty = false;
    const onStdout = (line: string) => {
        commit ??= /^# branch\.oid ([0-9a-f]{12})/.exec(line)?.[1];
        dirty ||= !line.startsWith("#");
    };
    const { code } = await runProgram(statusOf(program, directory), { onStdout, onStderr: () => undefined }, signal);
    return code === 0 && commit !== undefined ? { commit, dirty } : undefined;
}

/** A look takes no lock that a person's own command would wait for, and starts no file watcher that the repository names. */
function statusOf(program: string, directory: string): Program {
    const quiet = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "status.renames=false"];
    return {
        program,
        args: [...quiet, "status", "--porcelain=v2", "--branch", "--no-ahead-behind", "--ignore-submodules=dirty", "--", "."],
        directory,
        // Those of a hook that VS Code was started from would lead to another repository.
        env: { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_PREFIX: undefined },
        setting: "git.path",
        install: { label: "Install Git", url: "https://git-scm.com/downloads" },
    };
}
