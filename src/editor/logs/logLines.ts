import type { LogEvent } from "../../core/logs/logStreams.ts";
import { logText, shownText } from "../../core/logs/logText.ts";
import { hostOf } from "./tailTarget.ts";

/** Lines as the saved file has them, and as the channel shows them: the same, but that the channel cuts what is too long for it. */
export interface LogLines {
    readonly saved: string;
    readonly shown: string;
}

/** Writes the events of one host after another; once there are several, each line says whose it is. */
export function logLines(): (stream: string, events: readonly LogEvent[]) => LogLines {
    const hosts = new Set<string>();
    return (stream, events) => {
        hosts.add(hostOf(stream));
        const host = hosts.size > 1 ? `[${hostOf(stream)}] ` : "";
        let [saved, shown] = ["", ""];
        for (const { timestamp, message } of events) {
            const head = `${timeOf(timestamp)} ${host}`;
            const text = logText(message);
            saved += `${head}${text}\n`;
            shown += `${head}${shownText(text)}\n`;
        }
        return { saved, shown };
    };
}

/** The time of day on this machine, to the millisecond. */
function timeOf(timestamp: number): string {
    const date = new Date(timestamp);
    const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(11, 23);
}
