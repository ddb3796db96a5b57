import path from "node:path";
import type { Invoke } from "../protocol/invocation.ts";
import type { Operations } from "../protocol/operation.ts";
import type { RuntimeNeeds } from "../server/runtime.ts";
import { endpointHosts } from "./endpointHosts.ts";
import type { EndpointRecord } from "./endpointRecord.ts";
import { endpointOperations, finishDeletion } from "./endpoints.ts";
import type { HostNeeds } from "./hostNeeds.ts";
import { invoker } from "./invoke.ts";

/** Time that SageMaker gives a container for its whole answer. */
const INVOCATION_TIMEOUT_MS = 60_000;

/** What hosting needs of the rest of the server. */
export interface HostingNeeds
    extends
        HostNeeds,
        Pick<RuntimeNeeds, "table" | "models" | "endpointConfigs" | "tags" | "metrics" | "dataDirectory" | "quotas"> {
    readonly invocationTimeoutMs?: number;
}

/** The part of the server that runs endpoints. */
export interface Hosting {
    readonly operations: Operations;
    readonly invoke: Invoke;
    /** Takes up the endpoints that an earlier server left, and starts those again that ended with it. */
    reconcile(): void;
    /** Ends the containers of all endpoints. Their status stays: the next server starts them again. */
    shutdown(): Promise<void>;
    runningCount(): number;
}

/** Builds what runs endpoints. */
export function hosting(needs: HostingNeeds): Hosting {
    const endpoints = needs.table<EndpointRecord>("endpoints");
    const hosts = endpointHosts(path.join(needs.dataDirectory, "endpoints"), endpoints, needs);
    const { invocationTimeoutMs: timeoutMs = INVOCATION_TIMEOUT_MS, metrics, tags, report } = needs;
    return {
        operations: endpointOperations({ ...needs, endpoints, hosts }),
        invoke: invoker({ endpoints, hosts, metrics, timeoutMs, report }),
        reconcile() {
            for (const endpoint of endpoints.all()) {
                switch (endpoint.EndpointStatus) {
                    case "Deleting":
                        void finishDeletion(endpoint, { endpoints, tags, hosts, report });
                        break;
                    case "Failed":
                        hosts.endLeftovers(endpoint.EndpointName).catch(report);
                        break;
                    default:
                        hosts.revive(endpoint.EndpointName);
                }
            }
        },
        shutdown: async () => hosts.stopAll(),
        runningCount: () => hosts.count(),
    };
}
