import fs from "node:fs";
import path from "node:path";
import { createHash } from "node:crypto";
import { LineFile } from "./lineFile.ts";
import type { MetricId, MetricPoint, MetricStore } from "./metricStore.ts";

/** A metric in memory; its file begins with a line that is its id, followed by a line `[timestamp, value]` for each point. */
interface Metric {
    readonly id: MetricId;
    readonly lines: LineFile;
    readonly points: MetricPoint[];
}

/** Metrics as append-only files, one each, and as arrays in memory. A file that cannot be read is kept aside and told of by `warn`. */
export function fileMetricStore(directory: string, warn: (message: string) => void): MetricStore {
    const metrics = loadMetrics(directory, warn);
    const open = (id: MetricId): Metric => {
        const key = keyOf(id);
        const known = metrics.get(key);
        if (known !== undefined) {
            return known;
        }
        const file = path.join(directory, `${createHash("sha256").update(key).digest("hex")}.jsonl`);
        const metric = { id, lines: LineFile.create(file, JSON.stringify(id)), points: [] };
        metrics.set(key, metric);
        return metric;
    };
    return {
        put(id, point) {
            const { lines, points } = open(id);
            lines.append([JSON.stringify([point.timestamp, point.value])]);
            points.push(point);
        },
        list: () => [...metrics.values()].map(({ id }) => id),
        points: (id) => metrics.get(keyOf(id))?.points ?? [],
    };
}

function loadMetrics(directory: string, warn: (message: string) => void): Map<string, Metric> {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const metrics = new Map<string, Metric>();
    for (const name of fs.readdirSync(directory).filter((file) => file.endsWith(".jsonl"))) {
        const file = path.join(directory, name);
        try {
            const metric = loadMetric(file);
            metrics.set(keyOf(metric.id), metric);
        } catch {
            fs.renameSync(file, `${file}.unreadable`);
            warn(`Kept aside a file that could not be read: ${file}.unreadable`);
        }
    }
    return metrics;
}

function loadMetric(file: string): Metric {
    const lines = new LineFile(file);
    const [header = "", ...points] = lines.read(0, lines.count());
    const id: MetricId = JSON.parse(header);
    return { id, lines, points: points.map(parsePoint) };
}

function parsePoint(line: string): MetricPoint {
    const [timestamp, value]: readonly [number, number] = JSON.parse(line);
    return { timestamp, value };
}

/** The same text for the same metric, in whatever order its dimensions are named. */
function keyOf({ namespace, name, dimensions }: MetricId): string {
    return JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
