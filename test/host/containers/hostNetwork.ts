import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import { promisify } from "node:util";
import { engineEnvironment } from "./enginePackages.ts";

const run = promisify(execFile);
const forwarding = "/proc/sys/net/ipv4/ip_forward";

/** What an engine changes of the machine's network, as it was before. */
export interface NetworkBefore {
    readonly ipForward: string;
    /** The policy of iptables' FORWARD chain, which dockerd sets to DROP. */
    readonly forwardPolicy: string;
    readonly interfaces: readonly string[];
    /** Those of the loopback interface. */
    readonly addresses: readonly string[];
    /** Mounts below /run/netns. */
    readonly namespaces: readonly string[];
}

export async function networkNow(): Promise<NetworkBefore> {
    const policy = /^-P FORWARD (\w+)/m.exec(await iptables("-S", "FORWARD"))?.[1];
    return {
        ipForward: (await fs.readFile(forwarding, "utf8")).trim(),
        forwardPolicy: policy ?? "ACCEPT",
        interfaces: await interfaces(),
        addresses: await loopbackAddresses(),
        namespaces: await namespaceMounts(),
    };
}

/** Gives the machine an address that nobody else reaches. */
export async function addAddress(address: string): Promise<void> {
    await run("ip", ["address", "replace", `${address}/32`, "dev", "lo"]);
}

async function interfaces(): Promise<string[]> {
    const { stdout } = await run("ip", ["-oneline", "link"]);
    return [...stdout.matchAll(/^\d+: ([^:@]+)/gm)].map(([, name = ""]) => name);
}

async function loopbackAddresses(): Promise<string[]> {
    const { stdout } = await run("ip", ["-oneline", "-4", "address", "show", "dev", "lo"]);
    return [...stdout.matchAll(/ inet (\S+)/g)].map(([, address = ""]) => address);
}

/** Takes away the bridges, addresses, namespaces, rules and chains that an engine left, and sets back what it set. */
export async function restoreNetwork(before: NetworkBefore): Promise<void> {
    const ofEngines = /^(?:docker\d+|br-[0-9a-f]{12}|cni-podman\d+|veth[0-9a-f]{7,8})$/;
    for (const name of await interfaces()) {
        if (ofEngines.test(name) && !before.interfaces.includes(name)) {
            await run("ip", ["link", "delete", name]).catch(() => {}); // the other end of a pair goes with the first
        }
    }
    for (const address of await loopbackAddresses()) {
        if (!before.addresses.includes(address)) {
            await run("ip", ["address", "delete", address, "dev", "lo"]);
        }
    }
    await removeNamespaces(before);
    for (const [table, settings] of [
        ["filter", [`:FORWARD ${before.forwardPolicy}`]],
        ["nat", []],
    ] as const) {
        await removeRules(table, settings);
    }
    await fs.writeFile(forwarding, before.ipForward);
}

/** Podman keeps the networks of its containers in mounts, and mounts their folder on itself. */
async function removeNamespaces(before: NetworkBefore): Promise<void> {
    for (const point of (await namespaceMounts()).toReversed()) {
        if (!before.namespaces.includes(point)) {
            await run("umount", ["--lazy", point]);
            await fs.rm(point, { recursive: true, force: true });
        }
    }
}

async function namespaceMounts(): Promise<string[]> {
    const points = (await fs.readFile("/proc/mounts", "utf8")).split("\n").flatMap((line) => line.split(" ")[1] ?? []);
    return points.filter((point) => point === "/run/netns" || point.startsWith("/run/netns/"));
}

async function removeRules(table: string, settings: readonly string[]): Promise<void> {
    const saved = (await run("iptables-save", ["-t", table], { env: engineEnvironment() })).stdout.split("\n");
    const ofEngines = /^-A (?:FORWARD|PREROUTING|OUTPUT|POSTROUTING) .*(?:DOCKER|docker0|br-[0-9a-f]{12}|172\.\d+\.|CNI-)/;
    const rules = saved.filter((line) => ofEngines.test(line)).map((line) => line.replace(/^-A/, "-D"));
    const chains = saved.flatMap((line) => /^:((?:DOCKER|CNI-)\S*)/.exec(line)?.[1] ?? []);
    const removed = [...rules, ...chains.map((chain) => `-F ${chain}`), ...chains.map((chain) => `-X ${chain}`)];
    const restore = run("xtables-nft-multi", ["iptables-restore", "--noflush", "--wait"], { env: engineEnvironment() });
    restore.child.stdin?.end([`*${table}`, ...settings, ...removed, "COMMIT", ""].join("\n"));
    await restore;
}

async function iptables(...args: string[]): Promise<string> {
    return (await run("iptables", ["-w", ...args], { env: engineEnvironment() })).stdout;
}
