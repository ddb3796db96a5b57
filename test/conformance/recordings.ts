import fs from "node:fs";
import path from "node:path";
import type { Exchange } from "../host/aws/recording.ts";
import { recordingsFolder } from "../host/recordingsFolder.ts";

/** The exchanges of one operation. */
export interface Recorded {
    /** Such as `sagemaker CreateModel`. */
    readonly name: string;
    readonly exchanges: readonly Exchange[];
}

/** All that the tests have recorded, one operation after the other. */
export function recordings(): readonly Recorded[] {
    const byName = new Map<string, Exchange[]>();
    for (const exchange of everyExchange()) {
        const name = `${exchange.service} ${exchange.operation}`;
        const exchanges = byName.get(name) ?? [];
        exchanges.push(exchange);
        byName.set(name, exchanges);
    }
    return [...byName].map(([name, exchanges]) => ({ name, exchanges })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function everyExchange(): Exchange[] {
    if (!fs.existsSync(recordingsFolder)) {
        return [];
    }
    const names = fs.readdirSync(recordingsFolder).filter((name) => name.endsWith(".jsonl"));
    return names.flatMap((name) => {
        const lines = fs.readFileSync(path.join(recordingsFolder, name), "utf8").split("\n");
        // A process that was killed may have left half a line.
        const whole = lines.slice(0, -1);
        return whole.map((line): Exchange => JSON.parse(line));
    });
}
