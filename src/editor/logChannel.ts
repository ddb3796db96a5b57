import { stripVTControlCharacters } from "node:util";
import * as vscode from "vscode";
import type { LogEvent } from "../core/job/logStreams.ts";
import { visibleText } from "../core/request/visibleText.ts";

/** An output channel that shows the log of one job or endpoint. */
export interface LogChannel extends vscode.Disposable {
    /** Appends lines in one go: VS Code is slow with one call for each. */
    append(stream: string, events: readonly LogEvent[]): void;
    /** Says something of our own between the lines. */
    note(text: string): void;
    clear(): void;
    show(): void;
}

/** Makes such a channel; its name is what the list of the Output view shows. */
export function logChannel(name: string): LogChannel {
    const channel = vscode.window.createOutputChannel(name, "log");
    const hosts = new Set<string>();
    return {
        append(stream, events) {
            hosts.add(hostOf(stream));
            const host = hosts.size > 1 ? `[${hostOf(stream)}] ` : "";
            channel.append(events.map(({ timestamp, message }) => `${timeOf(timestamp)} ${host}${plain(message)}\n`).join(""));
        },
        note: (text) => channel.append(`--- ${text}\n`),
        clear: () => channel.clear(),
        show: () => channel.show(true),
        dispose: () => channel.dispose(),
    };
}

/** `job/algo-1-1700000000` → `algo-1`; `AllTraffic/i-0abc` → `i-0abc`. */
function hostOf(stream: string): string {
    return stream.slice(stream.lastIndexOf("/") + 1).replace(/-\d+$/, "");
}

function timeOf(timestamp: number): string {
    const date = new Date(timestamp);
    const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
    return local.toISOString().slice(11, 23);
}

/** Log lines are untrusted: without colours, and with what they hide made visible. */
function plain(message: string): string {
    return visibleText(stripVTControlCharacters(message));
}
