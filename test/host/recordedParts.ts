import fs from "node:fs";
import path from "node:path";
import { recordingsFolder } from "./recordingsFolder.ts";
import { testParts } from "./testParts.ts";

const file = path.join(recordingsFolder, "parts.json");

/** Notes which parts of the run have passed, and so have recorded all that they say. */
export function keepRecordedParts(names: readonly string[]): void {
    fs.mkdirSync(recordingsFolder, { recursive: true });
    fs.writeFileSync(file, JSON.stringify(names));
}

/** The parts whose recordings are not there, or not whole: without them nothing can be said of what is never called. */
export function partsNotRecorded(): readonly string[] {
    const names: unknown = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : [];
    const recorded = new Set(Array.isArray(names) ? names : []);
    return testParts.map(({ name }) => name).filter((name) => name !== "conformance" && !recorded.has(name));
}
