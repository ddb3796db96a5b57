import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Fault, FaultScript, Fired } from "./faults.ts";

const PATH = "/_faults"; // no bucket has such a name

/** The faults of a stand-in that runs in another process, by its address (AWS_ENDPOINT_URL). */
export function faultsAt(url: string) {
    const ask = async (method: string, body?: string): Promise<string> => {
        const response = await fetch(new URL(PATH, url), { method, ...(body !== undefined && { body }) });
        return response.text();
    };
    return {
        add: async (...faults: readonly Fault[]): Promise<void> => void (await ask("POST", JSON.stringify(faults))),
        clear: async (): Promise<void> => void (await ask("DELETE")),
        fired: async (): Promise<readonly Fired[]> => {
            const fired: readonly Fired[] = JSON.parse(await ask("GET"));
            return fired;
        },
    };
}

/** Whether a request is for the script of faults, and not for AWS. */
export const isControl = (request: IncomingMessage): boolean => request.url === PATH;

/** Answers `faultsAt`. */
export async function answerControl(script: FaultScript, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (request.method === "POST") {
        const faults: readonly Fault[] = JSON.parse(body);
        script.add(...faults);
    } else if (request.method === "DELETE") {
        script.clear();
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(script.fired()));
}
