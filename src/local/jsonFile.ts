import fs from "node:fs";
import { errorText } from "../core/text/errorText.ts";
import { systemCode } from "../system/systemCode.ts";

/** A file of JSON that the user edits while the server runs: read again when it has changed. */
export interface JsonFile<T> {
    read(): T;
}

/** `parse` refuses content by throwing; then, and when the file cannot be read, the last good content stays and `report` is told once. */
export function jsonFile<T>(
    file: string,
    empty: T,
    parse: (content: unknown) => T,
    report: (failure: unknown) => void,
): JsonFile<T> {
    let seen: string | undefined;
    let content = empty;
    return {
        read() {
            const version = versionOf(file);
            if (version !== seen) {
                seen = version;
                try {
                    content = version === "" ? empty : parse(JSON.parse(fs.readFileSync(file, "utf8")));
                } catch (error) {
                    report(`This file cannot be used and is ignored until it changes: ${file}: ${errorText(error)}`);
                }
            }
            return content;
        },
    };
}

/** Empty for a file that is not there. */
function versionOf(file: string): string {
    try {
        const { mtimeMs, size, ino } = fs.statSync(file);
        return `${mtimeMs} ${size} ${ino}`;
    } catch (error) {
        if (systemCode(error) === "ENOENT") {
            return "";
        }
        throw error;
    }
}
