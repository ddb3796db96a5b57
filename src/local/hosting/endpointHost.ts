import path from "node:path";
import { fileNameOf } from "../store/fileName.ts";
import { type HostedVariant, withVariant } from "./endpointRecord.ts";
import type { HostNeeds } from "./hostNeeds.ts";
import { STOP_GRACE_SECONDS } from "./instance.ts";
import { type EndpointRow, statusWriter } from "./statusWriter.ts";
import { type VariantEvents, VariantHost } from "./variantHost.ts";

/** So many failures in a row, and an endpoint that served before counts as out of service. */
const FAILURES_OUT_OF_SERVICE = 3;

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
    const status = statusWriter(row, needs.report);
    const { EndpointName, EndpointStatus, variants } = row.get();
    const hosts: VariantHost[] = [];
    const stopVariants = async (graceSeconds: number): Promise<void> => {
        await Promise.all(hosts.map(async (host) => host.stop(graceSeconds)));
    };
    const eventsOf = ({ variant }: HostedVariant): VariantEvents => ({
        keep: (facts) => row.put(withVariant(row.get(), variant.VariantName, facts)),
        ready() {
            if (hosts.every(({ port }) => port !== undefined)) {
                status.set("InService");
            }
        },
        down(reason, failures) {
            const current = row.get().EndpointStatus;
            if (current === "Creating") {
                status.set("Failed", reason);
                stopVariants(STOP_GRACE_SECONDS).catch(needs.report);
                return false;
            }
            if (current === "SystemUpdating" || failures >= FAILURES_OUT_OF_SERVICE) {
                status.set("OutOfService", reason);
            }
            return true;
        },
    });
    for (const hosted of variants) {
        const folder = path.join(directory, fileNameOf(hosted.variant.VariantName));
        const serving = EndpointStatus === "InService";
        hosts.push(new VariantHost(folder, EndpointName, hosted, serving, needs, eventsOf(hosted)));
    }
    return {
        variants: hosts,
        async stop(graceSeconds) {
            status.cancel();
            await stopVariants(graceSeconds);
        },
    };
}
