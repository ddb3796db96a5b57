import { copyAs, type CopyFormat } from "../../core/copyAs/copyAs.ts";
import { readRequests } from "../../core/copyAs/requestText.ts";
import type { Caller, ServiceRequest } from "../../core/copyAs/serviceRequest.ts";
import { type Place, placeName } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import type { Ask } from "../ask.ts";
import type { ResourceNode } from "../tree/nodes.ts";

/** Reads back the requests that what there is was made by. */
export type RequestsOf = (place: Place, name: string, signal: AbortSignal) => Promise<readonly ServiceRequest[]>;

interface Needs {
    readonly jobRequests: RequestsOf;
    readonly endpointRequests: RequestsOf;
    readonly textInFront: () => string | undefined;
    readonly callerAt: (place: Place) => Promise<Caller>;
    /** Where a request of the editor in front is meant to go. */
    readonly place: () => Place;
    readonly selected: () => ResourceNode | undefined;
    readonly writeClipboard: (text: string) => Thenable<void>;
    readonly ask: Pick<Ask, "tell">;
}

const NAMES: Readonly<Record<CopyFormat, string>> = { cli: "the AWS CLI", python: "Python", rust: "Rust" };

/** Copies the requests of a job, of an endpoint or of the editor in front as a command or a program that sends them. */
export function copyRequest(needs: Needs) {
    return (format: CopyFormat) =>
        async (signal: AbortSignal, node?: unknown): Promise<void> => {
            const { place, requests } = await requestsOf(node, signal);
            await needs.writeClipboard(copyAs(format, requests, await needs.callerAt(place)));
            const what = requests.map(({ operation }) => operation).join(", ");
            await needs.ask.tell(`Copied for ${NAMES[format]}: ${what} in ${placeName(place)}.`);
        };

    async function requestsOf(node: unknown, signal: AbortSignal) {
        const target = isRow(node) ? node : undefined;
        // From the palette it may be about the sidebar, whatever the editor in front holds.
        const selected = node === undefined && isRow(needs.selected()) ? needs.selected() : undefined;
        const text = needs.textInFront();
        if (target === undefined && text !== undefined && (selected === undefined || holdsRequest(text))) {
            return { place: needs.place(), requests: readRequests(text) };
        }
        const row = target ?? selected;
        switch (row?.kind) {
            case "trainingJob":
                return { place: row.place, requests: await needs.jobRequests(row.place, row.job.name, signal) };
            case "endpoint":
                return { place: row.place, requests: await needs.endpointRequests(row.place, row.endpoint.name, signal) };
            default:
                throw new Problem(
                    "invalidRequest",
                    "Open a request in an editor, or choose a training job or an endpoint in the sidebar.",
                );
        }
    }
}

function holdsRequest(text: string): boolean {
    try {
        return readRequests(text).length > 0;
    } catch {
        return false;
    }
}

function isRow(node: unknown): node is ResourceNode {
    return (
        typeof node === "object" && node !== null && "kind" in node && (node.kind === "trainingJob" || node.kind === "endpoint")
    );
}
