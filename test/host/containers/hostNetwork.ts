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
}

export async function networkNow(): Promise<NetworkBefore> {
    const policy = /^-P FORWARD (\w+)/m.exec(await iptables("-S", "FORWARD"))?.[1];
    return {
        ipForward: (await fs.readFile(forwarding, "utf8")).trim(),
        forwardPolicy: policy ?? "ACCEPT",
        interfaces: await fs.readdir("/sys/class/net"),
        addresses: await loopbackAddresses(),
    };
}

/** Gives the machine an address that nobody else reaches. */
export async function addAddress(address: string): Promise<void> {
    await run("ip", ["address", "replace", `${address}/32`, "dev", "lo"]);
}

async function loopbackAddresses(): Promise<string[]> {
    const { stdout } = await run("ip", ["-oneline", "-4", "address", "show", "dev", "lo"]);
    return [...stdout.matchAll(/ inet (\S+)/g)].map(([, address = ""]) => address);
}

/** Takes away the bridges, addresses, rules and chains that an engine left, and sets back what it set. */
export async function restoreNetwork(before: NetworkBefore): Promise<void> {
    const ofEngines = /^(?:docker\d+|br-[0-9a-f]{12}|cni-podman\d+|veth[0-9a-f]{7,8})$/;
    for (const name of await fs.readdir("/sys/class/net")) {
        if (ofEngines.test(name) && !before.interfaces.includes(name)) {
            await run("ip", ["link", "delete", name]).catch(() => {}); // the other end of a pair goes with the first
        }
    }
    for (const address of await loopbackAddresses()) {
        if (!before.addresses.includes(address)) {
            await run("ip", ["address", "delete", address, "dev", "lo"]);
        }
    }
    for (const table of ["filter", "nat"]) {
        await removeRules(table);
    }
    await iptables("-P", "FORWARD", before.forwardPolicy);
    await fs.writeFile(forwarding, before.ipForward);
}

async function removeRules(table: string): Promise<void> {
    const saved = (await run("iptables-save", ["-t", table], { env: engineEnvironment() })).stdout.split("\n");
    const ofEngines = /^-A (?:FORWARD|PREROUTING|OUTPUT|POSTROUTING) .*(?:DOCKER|docker0|br-[0-9a-f]{12}|172\.\d+\.|CNI-)/;
    for (const rule of saved.filter((line) => ofEngines.test(line))) {
        const words = rule.replace(/^-A/, "-D").match(/"[^"]*"|\S+/g) ?? [];
        await iptables("-t", table, ...words.map((word) => word.replaceAll('"', "")));
    }
    const chains = saved.flatMap((line) => /^:((?:DOCKER|CNI-)\S*)/.exec(line)?.[1] ?? []);
    for (const option of ["-F", "-X"]) {
        for (const chain of chains) {
            await iptables("-t", table, option, chain);
        }
    }
}

async function iptables(...args: string[]): Promise<string> {
    return (await run("iptables", ["-w", ...args], { env: engineEnvironment() })).stdout;
}
