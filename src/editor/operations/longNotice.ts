import type { FoundEndpoint } from "../../core/endpoint/hosting.ts";
import type { LogStreams } from "../../core/logs/logStreams.ts";
import { logText } from "../../core/logs/logText.ts";
import { type Place, placeName } from "../../core/place.ts";
import { redact } from "../../core/redact.ts";
import { durationText } from "../../core/text/durationText.ts";
import type { Ask } from "../ask.ts";
import { logOf } from "../logs/tailSources.ts";

interface Needs {
    readonly ask: Pick<Ask, "warn">;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
    /** Asks nobody to sign in. */
    readonly streamsIn: (place: Place) => Promise<Pick<LogStreams, "names" | "last">>;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    /** Ends with the window. */
    readonly closing: AbortSignal;
}

const LOG = "Tail Logs";
const DELETE = "Delete It After That…";
/** Some of the last lines may be empty. */
const SEARCHED = 20;
/** As much of a line of log fits into a notification, in UTF-16 units. */
const LONGEST_LINE = 200;

/** Tells of an endpoint that is Creating for so long that something is probably wrong with it. */
export function longNotice({ ask, runCommand, streamsIn, now, closing }: Needs) {
    return (place: Place, endpoint: FoundEndpoint): void => void tell(place, endpoint);

    async function tell(place: Place, endpoint: FoundEndpoint): Promise<void> {
        const { name, status, createdAt } = endpoint;
        const log = await logSentence(place, name);
        // Of an update nobody tells here when it began.
        const age = status === "Creating" ? durationText((now() - createdAt.getTime()) / 1000) : "more than an hour";
        const billed = place.kind === "aws" ? " Its instances are billed meanwhile." : "";
        const sentence = `Endpoint ${name} on ${placeName(place)} is ${status} for ${age}, and SageMaker deletes none that is.`;
        const node = { kind: "endpoint", place, endpoint: { ...endpoint, modifiedAt: createdAt }, failureReason: undefined };
        const pressed = await ask.warn(`${sentence}${billed}${log}`, LOG, DELETE);
        if (pressed === LOG) {
            await runCommand("rustSagemaker.endpoint.logs", node);
        } else if (pressed === DELETE) {
            await runCommand("rustSagemaker.endpoint.delete", node);
        }
    }

    /** What the container said last. A log that cannot be read keeps nobody from being told. */
    async function logSentence(place: Place, name: string): Promise<string> {
        try {
            const { group, prefix } = logOf({ kind: "endpoint", name });
            const streams = await streamsIn(place);
            const [newest] = await streams.names(group, prefix, closing);
            const events = newest === undefined ? [] : await streams.last(group, newest, SEARCHED, closing);
            const line = events.map(({ message }) => shortLine(message)).findLast((text) => text !== "");
            return line === undefined ? " Its container has logged nothing yet." : ` The last line of its log: ${line}`;
        } catch {
            return "";
        }
    }
}

/** Secrets go before the cut, which could leave a part of one that nobody knows for one. */
function shortLine(message: string): string {
    const line = redact(logText(message).split("\n").at(-1) ?? "").trim();
    return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE).toWellFormed()}…`;
}
