import { spawn } from "node:child_process";

/** Runs a program to its end, its output shown as it comes, and throws unless it exits with 0. */
export async function runProgram(
    program: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
    const outcome = await new Promise<string>((resolve, reject) => {
        child.once("error", reject);
        child.once("exit", (code, signal) => resolve(String(signal ?? code)));
    });
    if (outcome !== "0") {
        throw new Error(`${program} ${args.join(" ")} ended with ${outcome}`);
    }
}

/** The environment without what an outer `npm run` says about this package, which would mislead an npm inside it. */
export function outsideThisPackage(): NodeJS.ProcessEnv {
    const ours = /^(npm_(package|lifecycle|command|execpath)|npm_config_(local_prefix|noproxy|node_gyp|user_agent)|INIT_CWD)/;
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
