import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { makeOnce } from "../makeOnce.ts";
import { cacheFolder } from "../paths.ts";
import { tarOf, writeDebianSlice } from "./debianSlice.ts";
import { type DpkgDatabase, readDpkgDatabase, withDependencies } from "./dpkgDatabase.ts";

const run = promisify(execFile);
const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** An image that Dockerfiles build on, made of this machine's own packages, for it cannot be pulled here. */
interface BaseImage {
    readonly names: readonly string[];
    readonly packages: readonly string[];
    /** Whether apt and a shell are in it, and all that its packages need. */
    readonly complete: boolean;
    readonly rust?: boolean;
    /** Instructions of a Dockerfile, as `docker import --change` takes them. */
    readonly settings: readonly string[];
}

const baseImages: readonly BaseImage[] = [
    {
        names: ["debian:bookworm-slim"],
        packages: ["ca-certificates"], // the real one has none; a build that installs it reaches this machine's package servers so
        complete: true,
        settings: [`ENV PATH=${searchPath}`, 'CMD ["bash"]'],
    },
    {
        names: ["rust:1.95-slim-bookworm", "rust:1.95-bookworm"],
        packages: ["ca-certificates", "curl", "gcc", "libc6-dev", "pkg-config"],
        complete: true,
        rust: true,
        settings: [
            "ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo RUST_VERSION=1.95.0",
            `ENV PATH=/usr/local/cargo/bin:${searchPath}`,
        ],
    },
    {
        names: ["gcr.io/distroless/cc-debian12:latest", "gcr.io/distroless/cc-debian12:nonroot"],
        packages: ["base-files", "ca-certificates", "libc6", "libgcc-s1", "libssl3", "libstdc++6", "netbase", "tzdata"],
        complete: false,
        settings: ["ENV PATH=/usr/local/bin:/usr/bin:/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],
    },
];

/** Makes the base images' archives unless they are there, each named by what is in it. */
export async function installBaseImages(): Promise<void> {
    await baseImageArchives();
}

/** Gives the engine of this environment the base images. */
export async function importBaseImages(environment: Readonly<Record<string, string>>): Promise<void> {
    for (const made of await baseImageArchives()) {
        await importImage("docker", made, { ...process.env, ...environment });
    }
}

/** Gives Podman the smallest of them on which a shell runs. */
export async function importDebian(podman: string): Promise<void> {
    const made = (await baseImageArchives()).find(({ image }) => image.names.includes("debian:bookworm-slim"));
    if (made !== undefined) {
        await importImage(podman, made, process.env);
    }
}

async function importImage(engine: string, { image, archive }: Made, env: NodeJS.ProcessEnv): Promise<void> {
    const [name = "", ...others] = image.names;
    await run(engine, ["import", ...image.settings.flatMap((setting) => ["--change", setting]), archive, name], { env });
    for (const other of others) {
        await run(engine, ["tag", name, other], { env });
    }
}

interface Made {
    readonly image: BaseImage;
    readonly archive: string;
}

async function baseImageArchives(): Promise<Made[]> {
    const database = await readDpkgDatabase();
    const archives: Made[] = [];
    for (const image of baseImages) {
        const folder = path.join(cacheFolder, `base-image-${digestOf(image, database)}`);
        await makeOnce(folder, `Making the base image ${image.names[0]} of this machine's packages`, async (unfinished) => {
            const archive = path.join(unfinished, "root.tar");
            await writeDebianSlice(archive, packagesOf(image, database));
            if (image.rust) {
                await addRust(archive);
            }
        });
        archives.push({ image, archive: path.join(folder, "root.tar") });
    }
    return archives;
}

function packagesOf({ complete, packages }: BaseImage, database: DpkgDatabase): string[] {
    const essential = [...database].filter(([, installed]) => installed.essential).map(([name]) => name);
    return complete
        ? withDependencies(database, [...essential, "apt", ...packages])
        : packages.filter((name) => database.has(name));
}

/** Changes when a package, the compiler or an authority that the machine trusts does. */
function digestOf(image: BaseImage, database: DpkgDatabase): string {
    const versions = packagesOf(image, database).map((name) => `${name} ${database.get(name)?.version}`);
    const compiler = image.rust ? execFileSync("rustc", ["-vV"], { encoding: "utf8" }) : "";
    const authorities = readFileSync("/etc/ssl/certs/ca-certificates.crt", "utf8");
    const sources = [JSON.stringify(image), readFileSync(path.join(import.meta.dirname, "debianSlice.ts"), "utf8")];
    return createHash("sha256")
        .update([...versions, compiler, authorities, ...sources].join("\0"))
        .digest("hex")
        .slice(0, 12);
}

/** Adds this machine's toolchain where the official image has it: only what builds, for its documentation is twice as big. */
async function addRust(archive: string): Promise<void> {
    const sysroot = (await run("rustc", ["--print", "sysroot"])).stdout.trim();
    const toolchain = `toolchains/${path.basename(sysroot)}`;
    const files = ["lib", "bin/cargo", "bin/rustc", "bin/rustdoc"].map((file) => `${toolchain}/${file}`);
    const append = (folder: string, transform: string, names: readonly string[]) =>
        tarOf([`--directory=${folder}`, `--transform=${transform}`, "--append", `--file=${archive}`, ...names]);
    // Without settings.toml rustup's proxies say that no default is configured.
    await append(path.resolve(sysroot, "../.."), "s#^#usr/local/rustup/#S", ["settings.toml", ...files]);
    const cargoHome = process.env["CARGO_HOME"] ?? path.join(process.env["HOME"] ?? "/root", ".cargo");
    await append(cargoHome, "s#^#usr/local/cargo/#S", ["bin"]);
}
