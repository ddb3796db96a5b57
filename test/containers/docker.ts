import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { containerEnvironment } from "./environment.ts";

const run = promisify(execFile);
const { docker: environment } = containerEnvironment();

/** Runs a command of the engine's client and answers what it prints, without the end of its last line. */
export async function docker(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("docker", args, { env: { ...process.env, ...environment }, maxBuffer: 1e8 });
    return stdout.trim();
}

/** Removes all images that a filter of `docker image ls` finds: `reference=NAME`, `label=NAME=VALUE`. `engine` runs a command of theirs. */
export async function removeImages(filter: string, engine = docker): Promise<void> {
    const ids = (await engine("image", "ls", "--quiet", `--filter=${filter}`)).split("\n").filter((id) => id !== "");
    for (const id of new Set(ids)) {
        await engine("image", "rm", "--force", id);
    }
}
