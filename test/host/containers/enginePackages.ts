import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { makeOnce } from "../makeOnce.ts";
import { cacheFolder } from "../paths.ts";
import { installPackages, programPath } from "../systemPackages.ts";
import { unpackPackages } from "./debianPackages.ts";

// Debian 13's engine understands heredocs and COPY --link in a Dockerfile; its containerd and runc need a newer C library
// than Debian 12 has, so these are Debian 12's.
const libraries = {
    iptables: ["libip4tc2", "libip6tc2", "libnetfilter-conntrack3", "libnfnetlink0", "libnftnl11", "libxtables12", "libmnl0"],
    podman: ["libgpgme11", "libassuan0", "libsubid4", "libdevmapper1.02.1", "libseccomp2", "libglib2.0-0"],
};
const packages = {
    trixie: ["docker.io", "docker-cli", "docker-buildx"],
    bookworm: [
        "containerd",
        "runc",
        "tini",
        "docker-registry",
        "iptables",
        "podman",
        "conmon",
        "containernetworking-plugins",
    ].concat(libraries.iptables, libraries.podman),
};
const digest = createHash("sha256").update(JSON.stringify(packages)).digest("hex").slice(0, 12);

/** Where dockerd, its parts, buildx, Podman and a registry are unpacked. */
export const engineFolder = path.join(cacheFolder, `engine-${digest}`);

/** Why there can be no engine of the tests on this machine, if so. */
export function whyNoEngine(): string | undefined {
    const system = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
    const isDebian12 = /^ID=debian$/m.test(system) && /^VERSION_ID="?12"?$/m.test(system);
    if (!isDebian12 || process.arch !== "x64") {
        return "tests with containers start an engine of their own, which needs Debian 12 on x86-64";
    }
    return process.getuid?.() === 0 ? undefined : "tests with containers start an engine of their own, which needs root";
}

/** Unpacks a Docker engine, Podman and a registry into the cache unless they are there; installs the few programs that they call. */
export async function installContainerEngine(): Promise<void> {
    const missing = Object.entries({ ip: "iproute2", openssl: "openssl", gcc: "gcc" }).filter(([name]) => !programPath(name));
    if (missing.length > 0) {
        await installPackages(
            "Installing what the container engine calls",
            missing.map(([, name]) => name),
        );
    }
    await makeOnce(engineFolder, "Downloading container engines and a registry (0.4 GB)", async (unfinished) => {
        await unpackPackages("bookworm", packages.bookworm, unfinished);
        await unpackPackages("trixie", packages.trixie, unfinished);
        for (const name of ["iptables", "iptables-save", "ip6tables"]) {
            await fs.symlink("xtables-nft-multi", path.join(unfinished, "usr/sbin", name));
        }
        await fs.mkdir(path.join(unfinished, "client"));
        await fs.symlink("../usr/bin/docker", path.join(unfinished, "client/docker"));
    });
}

/** The environment in which programs of the engine find each other and their libraries. */
export function engineEnvironment(): NodeJS.ProcessEnv {
    const at = (name: string) => path.join(engineFolder, name);
    return {
        ...process.env,
        PATH: [at("usr/sbin"), at("usr/bin"), process.env["PATH"]].join(path.delimiter),
        LD_LIBRARY_PATH: [at("usr/lib/x86_64-linux-gnu"), at("lib/x86_64-linux-gnu")].join(path.delimiter),
        XTABLES_LIBDIR: at("usr/lib/x86_64-linux-gnu/xtables"),
    };
}

/** The search path of those who use the engine: theirs, and a docker client at its end where it has none. */
export function clientPath(): string {
    const own = process.env["PATH"] ?? "";
    return programPath("docker") === undefined ? [own, path.join(engineFolder, "client")].join(path.delimiter) : own;
}
