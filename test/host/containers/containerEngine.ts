import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { type Background, startInBackground } from "./background.ts";
import { undoEngine } from "./engineLeftovers.ts";
import { clientPath, engineEnvironment, engineFolder } from "./enginePackages.ts";
import { type Undo, writeEngineRecord } from "./engineRecord.ts";
import { addAddress, networkNow } from "./hostNetwork.ts";

/** A registry whose name only the engine knows: an address of this machine behind a name of AWS. */
export interface KnownRegistry {
    readonly host: string;
    /**
     * Where it listens: given to this machine's loopback interface while the engine runs.
     * With registries of 127.0.0.0/8 engines speak without TLS where TLS fails, and hide why it did.
     */
    readonly address: string;
    /** What has signed its certificate. */
    readonly caFile: string;
}

/** A Docker engine with a bridge and BuildKit. */
export interface ContainerEngine {
    /** What a docker client needs to use it, with a configuration that is not the user's. */
    readonly environment: Readonly<Record<"DOCKER_HOST" | "DOCKER_CONFIG" | "PATH", string>>;
    /** What a later run undoes where this one could not. */
    readonly undo: Undo;
    /** Ends it and leaves nothing of it: no container, image, process, interface, firewall rule or mount. */
    stop(): Promise<void>;
}

/**
 * Starts the machine's engine, all of whose files are in the folder; the right to do so must have been taken.
 * The folder's path must be short, as sockets need it, and on a file system on which overlays can be.
 */
export async function startContainerEngine(folder: string, registry: KnownRegistry): Promise<ContainerEngine> {
    const before = await networkNow();
    await fs.mkdir(folder, { recursive: true });
    const undo: Undo = { folder, before };
    await writeEngineRecord(undo);
    await addAddress(registry.address);
    const environment = await clientEnvironment(folder);
    await writeEtc(folder, registry);
    const dockerd = await startDockerd(folder).catch(async (error: unknown) => {
        await undoEngine(undo);
        throw error;
    });
    const stop = async () => {
        await removeContainers(environment).catch(() => {}); // it may have been killed
        await dockerd.stop();
        await undoEngine(undo);
    };
    return { environment, undo, stop };
}

async function clientEnvironment(folder: string): Promise<ContainerEngine["environment"]> {
    const config = path.join(folder, "config");
    await fs.mkdir(path.join(config, "cli-plugins"), { recursive: true });
    await fs.writeFile(path.join(config, "config.json"), "{}\n"); // Podman, which reads it too, fails without
    const plugin = "cli-plugins/docker-buildx";
    await fs.symlink(path.join(engineFolder, "usr/libexec/docker", plugin), path.join(config, plugin));
    return { DOCKER_HOST: `unix://${path.join(folder, "docker.sock")}`, DOCKER_CONFIG: config, PATH: clientPath() };
}

/** What the engine alone sees above the machine's /etc. */
async function writeEtc(folder: string, { host, address, caFile }: KnownRegistry): Promise<void> {
    const certificates = path.join(folder, "etc/docker/certs.d", host);
    await fs.mkdir(certificates, { recursive: true });
    await fs.mkdir(path.join(folder, "etc-work"));
    await fs.copyFile(caFile, path.join(certificates, "ca.crt"));
    await fs.writeFile(path.join(folder, "etc/hosts"), `${await fs.readFile("/etc/hosts", "utf8")}\n${address} ${host}\n`);
}

function startDockerd(folder: string): Promise<Background> {
    const at = (name: string) => path.join(folder, name);
    const overlay = `lowerdir=/etc,upperdir=${at("etc")},workdir=${at("etc-work")}`;
    // Mounts made later outside, as small disks of tests, are seen in it; its own are not seen outside.
    const inNamespace = [
        "--mount",
        "--propagation",
        "slave",
        "sh",
        "-c",
        'mount -t overlay overlay -o "$0" /etc && exec "$@"',
        overlay,
    ];
    const dockerd = [
        path.join(engineFolder, "usr/sbin/dockerd"),
        `--host=unix://${at("docker.sock")}`,
        `--data-root=${at("data")}`,
        `--exec-root=${at("run")}`,
        `--pidfile=${at("pid")}`,
        "--storage-driver=overlay2",
        "--ip6tables=false",
        "--mtu=1400",
    ];
    return startInBackground({
        what: "The container engine",
        command: ["unshare", ...inNamespace, ...dockerd],
        env: engineEnvironment(),
        log: at("dockerd.log"),
        ready: () => answers(at("docker.sock")),
    });
}

const answers = (socketPath: string): Promise<boolean> =>
    new Promise((resolve) => {
        const request = http.get({ socketPath, path: "/_ping", timeout: 5000 }, (response) => {
            response.resume();
            resolve(response.statusCode === 200);
        });
        request.once("error", () => resolve(false)).once("timeout", () => request.destroy());
    });

/** Asked of it while it runs, the engine takes away the networks and mounts of containers, too. */
async function removeContainers(environment: ContainerEngine["environment"]): Promise<void> {
    const docker = async (...args: string[]) =>
        (await promisify(execFile)("docker", args, { env: { ...process.env, ...environment }, timeout: 20_000 })).stdout;
    const containers = (await docker("ps", "--all", "--quiet")).split("\n").filter((id) => id !== "");
    if (containers.length > 0) {
        await docker("rm", "--force", ...containers);
    }
    await docker("network", "prune", "--force");
}
