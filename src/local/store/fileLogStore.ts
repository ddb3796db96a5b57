import fs from "node:fs";
import path from "node:path";
import { fileNameOf } from "./fileName.ts";
import { foldersOf } from "./foldersOf.ts";
import { LogFile } from "./logFile.ts";
import type { LogListener, LogStore } from "./logStore.ts";

/**
 * A folder for each group, a file of JSON lines for each stream. `now` answers milliseconds since 1970.
 * A file that cannot be read is kept aside and told of by `warn`.
 */
export function fileLogStore(directory: string, now: () => number, warn: (message: string) => void): LogStore {
    const groups = loadGroups(directory, warn);
    const fileOf = (group: string, stream: string): LogFile | undefined => groups.get(group)?.get(stream);
    const create = (group: string, stream: string): LogFile => {
        const file = path.join(directory, fileNameOf(group), `${fileNameOf(stream)}.jsonl`);
        const created = LogFile.create(file, { group, stream, createdAt: now() });
        const streams = groups.get(group) ?? new Map<string, LogFile>();
        groups.set(group, streams.set(stream, created));
        return created;
    };
    const listeners = new Set<LogListener>();
    return {
        append(group, stream, events) {
            (fileOf(group, stream) ?? create(group, stream)).append(events);
            listeners.forEach((listener) => listener(group, stream, events));
        },
        follow(listener) {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        deleteGroup(group) {
            fs.rmSync(path.join(directory, fileNameOf(group)), { recursive: true, force: true });
            groups.delete(group);
        },
        hasGroup: (group) => groups.has(group),
        groups: (prefix) =>
            [...groups]
                .filter(([name]) => name.startsWith(prefix))
                .map(([name, streams]) => ({
                    name,
                    createdAt: Math.min(...[...streams.values()].map(({ header }) => header.createdAt)),
                }))
                .toSorted(byName),
        streamNames: (group, prefix) =>
            [...(groups.get(group)?.keys() ?? [])].filter((name) => name.startsWith(prefix)).toSorted(),
        stream: (group, name) => fileOf(group, name)?.summary(),
        read: (group, stream, from, limit) => fileOf(group, stream)?.read(from, limit),
        count: (group, stream) => fileOf(group, stream)?.count() ?? 0,
        sourceEnd: (group, stream) => fileOf(group, stream)?.sourceEnd() ?? 0,
    };
}

function loadGroups(directory: string, warn: (message: string) => void): Map<string, Map<string, LogFile>> {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const groups = new Map<string, Map<string, LogFile>>();
    for (const name of foldersOf(directory)) {
        for (const file of fs.readdirSync(path.join(directory, name)).filter((entry) => entry.endsWith(".jsonl"))) {
            const opened = openFile(path.join(directory, name, file), warn);
            if (opened !== undefined) {
                const { group, stream } = opened.header;
                groups.set(group, (groups.get(group) ?? new Map<string, LogFile>()).set(stream, opened));
            }
        }
    }
    return groups;
}

function openFile(file: string, warn: (message: string) => void): LogFile | undefined {
    try {
        return LogFile.open(file);
    } catch {
        fs.renameSync(file, `${file}.unreadable`);
        warn(`Kept aside a file that could not be read: ${file}.unreadable`);
        return undefined;
    }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
    return a.name < b.name ? -1 : 1;
}
