import type { EndpointRecord } from "./endpointRecord.ts";

const RETRY_MS = 1000;

/** Reads and writes the record of one endpoint. */
export interface EndpointRow {
    get(): EndpointRecord;
    put(endpoint: EndpointRecord): void;
}

/** Writes the status of an endpoint. */
export interface StatusWriter {
    set(status: EndpointRecord["EndpointStatus"], reason?: string): void;
    /** Gives up what could not be written yet. */
    cancel(): void;
}

/** A status that cannot be written, as on a full disk, is tried again until it can be or another one takes its place. */
export function statusWriter(row: EndpointRow, report: (failure: unknown) => void): StatusWriter {
    let retry: NodeJS.Timeout | undefined;
    const set: StatusWriter["set"] = (EndpointStatus, FailureReason) => {
        clearTimeout(retry);
        try {
            const endpoint = row.get();
            if (endpoint.EndpointStatus !== EndpointStatus || endpoint.FailureReason !== FailureReason) {
                row.put({ ...endpoint, EndpointStatus, FailureReason, LastModifiedTime: Date.now() });
            }
        } catch (error) {
            report(error);
            retry = setTimeout(set, RETRY_MS, EndpointStatus, FailureReason).unref();
        }
    };
    return { set, cancel: () => clearTimeout(retry) };
}
