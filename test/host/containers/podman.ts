import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { engineEnvironment, engineFolder } from "./enginePackages.ts";

const cniState = "/var/lib/cni";

/** A second engine, which has no server. */
export interface Podman {
    /** The command; it knows its own settings, libraries and storage. */
    readonly program: string;
    stop(): Promise<void>;
}

/** Sets Podman up, all of whose files are in the folder: below that of the engine, whose end takes its network away, too. */
export async function setUpPodman(folder: string): Promise<Podman> {
    const at = (name: string) => path.join(folder, name);
    const hadState = existsSync(cniState);
    const files = settingsOf(folder);
    for (const [name, text] of Object.entries(files)) {
        await fs.mkdir(path.dirname(at(name)), { recursive: true });
        await fs.writeFile(at(name), text);
    }
    const { PATH, LD_LIBRARY_PATH, XTABLES_LIBDIR } = engineEnvironment();
    const settings = {
        PATH,
        LD_LIBRARY_PATH,
        XTABLES_LIBDIR,
        HOME: at("home"),
        CONTAINERS_CONF: at("containers.conf"),
        CONTAINERS_STORAGE_CONF: at("storage.conf"),
        CONTAINERS_REGISTRIES_CONF: at("registries.conf"),
    };
    await fs.mkdir(at("bin"));
    // Podman hides its libraries and settings from conmon, which then could not run it again when a container ends.
    for (const name of ["podman", "conmon"]) {
        await fs.writeFile(at(`bin/${name}`), inEnvironment(settings, path.join(engineFolder, "usr/bin", name)), { mode: 0o755 });
    }
    const program = at("bin/podman");
    const stop = async () => {
        await promisify(execFile)(program, ["rm", "--all", "--force", "--time", "1"], { timeout: 20_000 }).catch(() => {});
        if (!hadState) {
            await fs.rm(cniState, { recursive: true, force: true });
        }
    };
    return { program, stop };
}

function inEnvironment(environment: Readonly<Record<string, string | undefined>>, program: string): string {
    const exports = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'\n`);
    return `#!/bin/sh\n${exports.join("")}exec '${program}' "$@"\n`;
}

function settingsOf(folder: string): Readonly<Record<string, string>> {
    const engine = (name: string) => path.join(engineFolder, name);
    return {
        // Podman asks for a million open files, which not every root may have; crun, its default, refuses hybrid cgroups.
        "containers.conf": `
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=20000:20000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "${path.join(folder, "state")}"
conmon_path = ["${path.join(folder, "bin/conmon")}"]
[engine.runtimes]
runc = ["${engine("usr/sbin/runc")}"]
[network]
network_backend = "cni"
cni_plugin_dirs = ["${engine("usr/lib/cni")}"]
network_config_dir = "${path.join(folder, "networks")}"
`,
        "storage.conf": `
[storage]
driver = "overlay"
graphroot = "${path.join(folder, "storage")}"
runroot = "${path.join(folder, "run")}"
`,
        "registries.conf": 'unqualified-search-registries = ["docker.io"]\n',
        "networks/.keep": "",
        "home/.config/containers/policy.json": '{ "default": [{ "type": "insecureAcceptAnything" }] }\n',
    };
}
