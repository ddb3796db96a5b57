import path from "node:path";
import { fileNameOf } from "../store/fileName.ts";
import { type EndpointRecord, type HostedVariant, withVariant } from "./endpointRecord.ts";
import { STOP_GRACE_SECONDS } from "./instance.ts";
import { type HostNeeds, type VariantEvents, VariantHost } from "./variantHost.ts";

/** So many failures in a row, and an endpoint that served before counts as out of service. */
const FAILURES_OUT_OF_SERVICE = 3;

/** Reads and writes the record of one endpoint. */
export interface EndpointRow {
    get(): EndpointRecord;
    put(endpoint: EndpointRecord): void;
}

/** A variant as the choice among several sees it. */
export interface RoutedVariant {
    readonly name: string;
    /** Its share of the requests, relative to the other variants. */
    readonly weight: number;
    /** Where its container listens; undefined while none serves. */
    readonly port: number | undefined;
}

/** An endpoint that is kept running. */
export interface EndpointHost {
    readonly variants: readonly RoutedVariant[];
    /** Ends its processes; the record stays as it is. */
    stop(graceSeconds: number): Promise<void>;
}

/** Runs the variants of an endpoint in its directory, and keeps its status: InService once all of them are healthy. */
export function hostEndpoint(directory: string, row: EndpointRow, needs: HostNeeds): EndpointHost {
    const status = (EndpointStatus: EndpointRecord["EndpointStatus"], FailureReason?: string): void => {
        const endpoint = row.get();
        if (endpoint.EndpointStatus !== EndpointStatus || endpoint.FailureReason !== FailureReason) {
            row.put({ ...endpoint, EndpointStatus, FailureReason, LastModifiedTime: Date.now() });
        }
    };
    const { EndpointName, EndpointStatus, variants } = row.get();
    const hosts: VariantHost[] = [];
    const stop = async (graceSeconds: number): Promise<void> => {
        await Promise.all(hosts.map(async (host) => host.stop(graceSeconds)));
    };
    const eventsOf = ({ variant }: HostedVariant): VariantEvents => ({
        keep: (facts) => row.put(withVariant(row.get(), variant.VariantName, facts)),
        ready() {
            if (hosts.every(({ port }) => port !== undefined)) {
                status("InService");
            }
        },
        down(reason, failures) {
            const current = row.get().EndpointStatus;
            if (current === "Creating") {
                status("Failed", reason);
                void stop(STOP_GRACE_SECONDS);
                return false;
            }
            if (current === "SystemUpdating" || failures >= FAILURES_OUT_OF_SERVICE) {
                status("OutOfService", reason);
            }
            return true;
        },
    });
    for (const hosted of variants) {
        const folder = path.join(directory, fileNameOf(hosted.variant.VariantName));
        const serving = EndpointStatus === "InService";
        hosts.push(new VariantHost(folder, EndpointName, hosted, serving, needs, eventsOf(hosted)));
    }
    return { variants: hosts, stop };
}
