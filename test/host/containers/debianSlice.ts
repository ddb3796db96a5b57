import { execFile } from "node:child_process";
import { existsSync, lstatSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { dpkgQuery } from "./dpkgDatabase.ts";

const emptyFolders = [
    "tmp",
    "var/tmp",
    "root",
    "proc",
    "sys",
    "dev",
    "run",
    "opt",
    "home",
    "usr/local/bin",
    "var/log/apt",
].concat(["var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/apt/lists/partial", "var/cache/apt/archives/partial"]);
// What no package owns and every Debian has.
const always = ["bin", "sbin", "lib", "lib64", "etc/passwd", "etc/group", "etc/ld.so.cache"];
const ofPackageManager = ["var/lib/dpkg/info/format", "etc/apt/sources.list.d/debian.sources"];

/**
 * Writes the machine's own files of these packages as a root file system.
 * It carries this machine's accounts and certificate authorities: for tests alone, never to be pushed where others read.
 */
export async function writeDebianSlice(tar: string, packages: readonly string[]): Promise<void> {
    const work = `${tar}.work`;
    await makeFolders(work);
    await fs.writeFile(path.join(work, "var/lib/dpkg/status"), await statusOf(packages));
    const list = `${tar}.list`;
    await fs.writeFile(list, (await filesOf(packages)).join("\n"));
    await tarOf(["--directory=/", "--no-recursion", "--create", `--file=${tar}`, `--files-from=${list}`]);
    await tarOf([`--directory=${work}`, "--append", `--file=${tar}`, "."]);
    await fs.rm(work, { recursive: true });
    await fs.rm(list);
}

/** Runs tar, which must put what root owns as root's into the archive. */
export async function tarOf(args: readonly string[]): Promise<void> {
    await promisify(execFile)("tar", ["--owner=0", "--group=0", "--numeric-owner", ...args], { maxBuffer: 16 << 20 });
}

async function makeFolders(work: string): Promise<void> {
    for (const folder of emptyFolders) {
        await fs.mkdir(path.join(work, folder), { recursive: true });
    }
    for (const folder of ["tmp", "var/tmp"]) {
        await fs.chmod(path.join(work, folder), 0o1777);
    }
}

async function filesOf(packages: readonly string[]): Promise<string[]> {
    const owned = (await dpkgQuery("--listfiles", ...packages)).split("\n").map((file) => file.slice(1));
    const withoutDocumentation = owned.filter((file) => !/^usr\/share\/(?:doc|man|info|locale|lintian|bug)\//.test(file));
    const linked = (await findFiles("/etc/alternatives", "/etc/ssl/certs")).map((file) => file.slice(1));
    const compilers = ["cc", "c99", "awk", "which"].map((name) => `usr/bin/${name}`);
    const info = (await fs.readdir("/var/lib/dpkg/info")).filter((file) =>
        packages.includes(file.split(/[.:](?=[^.]*$)|:/)[0] ?? ""),
    );
    const all = [...withoutDocumentation, ...linked, ...compilers, ...always, ...ofPackageManager];
    const real = all.map((file) => file.replace(/^(bin|sbin|lib|lib32|lib64|libx32)\//, "usr/$1/"));
    const names = new Set([...real, ...info.map((file) => `var/lib/dpkg/info/${file}`)]);
    return [...names].filter((file) => file !== "" && existsAsFile(`/${file}`)).toSorted();
}

function existsAsFile(file: string): boolean {
    const state = lstatSync(file, { throwIfNoEntry: false });
    return state !== undefined && (state.isFile() || state.isSymbolicLink());
}

async function findFiles(...folders: string[]): Promise<string[]> {
    const found = await Promise.all(
        folders
            .filter((folder) => existsSync(folder))
            .map(async (folder) => {
                const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
                return entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
            }),
    );
    return found.flat();
}

/** The package database of only these packages, so that apt works in the image. */
async function statusOf(packages: readonly string[]): Promise<string> {
    const blocks = (await fs.readFile("/var/lib/dpkg/status", "utf8")).split("\n\n");
    const wanted = new Set(packages);
    return blocks
        .filter((block) => wanted.has(/^Package: (\S+)$/m.exec(block)?.[1] ?? ""))
        .map((block) => `${block.trim()}\n\n`)
        .join("");
}
