import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Debian 12 and 13: what the machine is, and where newer builds are taken from. */
export type DebianRelease = "bookworm" | "trixie";

/**
 * Unpacks packages of a Debian release into a folder; nothing is installed.
 * It keeps package lists of its own, so that those of the machine stay as they are and may be absent or locked.
 */
export async function unpackPackages(release: DebianRelease, packages: readonly string[], folder: string): Promise<void> {
    const work = path.join(folder, `.download-${release}`);
    const debs = path.join(work, "debs");
    for (const name of ["lists/partial", "archives/partial", "debs"]) {
        await fs.mkdir(path.join(work, name), { recursive: true });
    }
    const source = `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} ${release} main\n`;
    await fs.writeFile(path.join(work, "sources.list"), source);
    await aptGet(work, ["update"], debs);
    await aptGet(work, ["download", ...packages], debs);
    for (const name of await fs.readdir(debs)) {
        await run("dpkg-deb", ["--extract", path.join(debs, name), folder]);
    }
    await fs.rm(work, { recursive: true });
}

function aptGet(work: string, args: readonly string[], cwd: string) {
    const settings = [
        `Dir::Etc::SourceList=${path.join(work, "sources.list")}`,
        "Dir::Etc::SourceParts=-",
        `Dir::State::Lists=${path.join(work, "lists")}`,
        `Dir::Cache::Archives=${path.join(work, "archives")}`,
        "Dir::Cache::pkgcache=",
        "Dir::Cache::srcpkgcache=",
        "Acquire::Retries=3",
        "APT::Sandbox::User=root", // the folder may be closed to apt's own user
    ];
    return run("apt-get", ["-qq", ...settings.flatMap((setting) => ["-o", setting]), ...args], { cwd, timeout: 300_000 });
}

/** The mirror that the machine uses, as what it can reach. */
function mirror(): string {
    const file = "/etc/apt/sources.list.d/debian.sources";
    const configured = existsSync(file) ? /^URIs:\s*(\S+)/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
    return configured ?? "http://deb.debian.org/debian";
}
