import fs from "node:fs";
import path from "node:path";
import { isTemporary, replaceFile } from "../../system/durableFile.ts";
import { fileNameOf } from "./fileName.ts";
import type { Table } from "./table.ts";

/** What a file of a table holds. */
interface Entry<T> {
    readonly name: string;
    readonly value: T;
}

/**
 * A table with one JSON file per resource. A file that cannot be read is kept aside under another name and told of by `warn`,
 * so that it neither stops the server nor is lost.
 */
export function fileTable<T>(directory: string, warn: (message: string) => void): Table<T> {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const entries = loadEntries<T>(directory, warn);
    const fileOf = (name: string): string => path.join(directory, `${fileNameOf(name)}.json`);
    return {
        get: (name) => entries.get(name),
        all: () => [...entries.values()],
        put(name, value) {
            replaceFile(fileOf(name), JSON.stringify({ name, value } satisfies Entry<T>));
            entries.set(name, value);
        },
        delete(name) {
            fs.rmSync(fileOf(name), { force: true });
            entries.delete(name);
        },
    };
}

function loadEntries<T>(directory: string, warn: (message: string) => void): Map<string, T> {
    const entries = new Map<string, T>();
    for (const file of fs.readdirSync(directory)) {
        if (isTemporary(file)) {
            fs.rmSync(path.join(directory, file), { force: true });
        } else if (file.endsWith(".json")) {
            const entry = loadEntry<T>(path.join(directory, file), warn);
            if (entry !== undefined) {
                entries.set(entry.name, entry.value);
            }
        }
    }
    return entries;
}

function loadEntry<T>(file: string, warn: (message: string) => void): Entry<T> | undefined {
    try {
        const entry: Entry<T> | null = JSON.parse(fs.readFileSync(file, "utf8"));
        if (typeof entry?.name === "string" && entry.value !== undefined) {
            return entry;
        }
    } catch {
        // Told of below.
    }
    fs.renameSync(file, `${file}.unreadable`);
    warn(`Kept aside a file that could not be read: ${file}.unreadable`);
    return undefined;
}
