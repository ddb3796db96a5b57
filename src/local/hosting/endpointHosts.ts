import fs from "node:fs";
import path from "node:path";
import { readProcessFile } from "../runners/processFiles.ts";
import { mayBeAlive } from "../../system/processStart.ts";
import { fileNameOf } from "../store/fileName.ts";
import type { Table } from "../store/table.ts";
import { type EndpointHost, hostEndpoint } from "./endpointHost.ts";
import type { EndpointRecord, HostedVariant } from "./endpointRecord.ts";
import type { HostNeeds } from "./hostNeeds.ts";
import { instanceDirectory, STOP_GRACE_SECONDS } from "./instance.ts";

/** Time that containers get to end by themselves when the server ends. */
const SHUTDOWN_GRACE_SECONDS = 8;

/** The endpoints that run now. */
export interface EndpointHosts {
    get(name: string): EndpointHost | undefined;
    /** Runs an endpoint of the table. */
    start(name: string): void;
    /** Ends an endpoint and removes what it has on disk. */
    remove(name: string): Promise<void>;
    /** Takes up an endpoint that an earlier server started. */
    revive(name: string): void;
    /** Ends what an earlier server left of an endpoint that is not to run. */
    endLeftovers(name: string): Promise<void>;
    stopAll(): Promise<void>;
    count(): number;
}

/** Runs endpoints in folders of `directory`. */
export function endpointHosts(directory: string, table: Table<EndpointRecord>, needs: HostNeeds): EndpointHosts {
    const hosts = new Map<string, EndpointHost>();
    const folderOf = (name: string): string => path.join(directory, fileNameOf(name));
    const row = (name: string) => ({
        get(): EndpointRecord {
            const endpoint = table.get(name);
            if (endpoint === undefined) {
                throw new Error(`There is no endpoint of this name: ${name}`);
            }
            return endpoint;
        },
        put: (endpoint: EndpointRecord) => table.put(name, endpoint),
    });
    const start = (name: string): void => {
        hosts.set(name, hostEndpoint(folderOf(name), row(name), needs));
    };
    const endLeftovers = async (name: string): Promise<void> => {
        const host = hosts.get(name) ?? hostEndpoint(folderOf(name), row(name), needs);
        await host.stop(STOP_GRACE_SECONDS);
        hosts.delete(name);
    };
    return {
        get: (name) => hosts.get(name),
        start,
        endLeftovers,
        async remove(name) {
            await endLeftovers(name);
            await fs.promises.rm(folderOf(name), { recursive: true, force: true });
        },
        revive(name) {
            const endpoint = row(name).get();
            const runs = endpoint.variants.every((hosted) => isRunning(folderOf(name), hosted));
            if (endpoint.EndpointStatus !== "Creating" && !runs) {
                table.put(name, { ...endpoint, EndpointStatus: "SystemUpdating", LastModifiedTime: Date.now() });
            }
            start(name);
        },
        async stopAll() {
            await Promise.all([...hosts.values()].map(async (host) => host.stop(SHUTDOWN_GRACE_SECONDS)));
        },
        count: () => table.all().filter(({ EndpointStatus }) => EndpointStatus !== "Failed").length,
    };
}

function isRunning(endpointDirectory: string, { variant, instance }: HostedVariant): boolean {
    if (instance === undefined) {
        return false;
    }
    const directory = instanceDirectory(path.join(endpointDirectory, fileNameOf(variant.VariantName)), instance);
    const program = readProcessFile(directory, "process");
    return program !== undefined && mayBeAlive(program);
}
