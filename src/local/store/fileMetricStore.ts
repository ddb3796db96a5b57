import fs from "node:fs";
import path from "node:path";
import { createHash } from "node:crypto";
import { LineIndex } from "./lineIndex.ts";
import type { MetricId, MetricPoint, MetricStore } from "./metricStore.ts";

/** A metric in memory; its file begins with a line that is its id, followed by a line `[timestamp, value]` for each point. */
interface Metric {
    readonly id: MetricId;
    readonly file: string;
    readonly points: MetricPoint[];
}

/** Metrics as append-only files, one each, and as arrays in memory. */
export function fileMetricStore(directory: string): MetricStore {
    const metrics = loadMetrics(directory);
    const open = (id: MetricId): Metric => {
        const key = keyOf(id);
        const known = metrics.get(key);
        if (known !== undefined) {
            return known;
        }
        const metric = { id, file: path.join(directory, `${createHash("sha256").update(key).digest("hex")}.jsonl`), points: [] };
        fs.writeFileSync(metric.file, `${JSON.stringify(id)}\n`, { mode: 0o600 });
        metrics.set(key, metric);
        return metric;
    };
    return {
        put(id, point) {
            const metric = open(id);
            fs.appendFileSync(metric.file, `${JSON.stringify([point.timestamp, point.value])}\n`);
            metric.points.push(point);
        },
        list: () => [...metrics.values()].map(({ id }) => id),
        points: (id) => metrics.get(keyOf(id))?.points ?? [],
    };
}

function loadMetrics(directory: string): Map<string, Metric> {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const metrics = new Map<string, Metric>();
    for (const name of fs.readdirSync(directory)) {
        const metric = loadMetric(path.join(directory, name));
        if (metric !== undefined) {
            metrics.set(keyOf(metric.id), metric);
        }
    }
    return metrics;
}

function loadMetric(file: string): Metric | undefined {
    const lines = LineIndex.of(file);
    const [header, ...points] = lines.read(file, 0, lines.count);
    if (header === undefined) {
        return undefined;
    }
    const id: MetricId = JSON.parse(header);
    return { id, file, points: points.map(parsePoint) };
}

function parsePoint(line: string): MetricPoint {
    const [timestamp, value]: readonly [number, number] = JSON.parse(line);
    return { timestamp, value };
}

/** The same text for the same metric, in whatever order its dimensions are named. */
function keyOf({ namespace, name, dimensions }: MetricId): string {
    return JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
