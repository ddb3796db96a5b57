import fs from "node:fs";
import path from "node:path";
import { createHash } from "node:crypto";
import { CountedMetric } from "./countedMetric.ts";
import { ExactMetric } from "./exactMetric.ts";
import { LineFile } from "./lineFile.ts";
import type { Metric } from "./metric.ts";
import type { MetricId, MetricStore } from "./metricStore.ts";

const FLUSH_MS = 1000;

/** Metrics as append-only files, one each, and in memory. `warn` is told of a file that is kept aside, and of what a full disk does not take. */
export function fileMetricStore(directory: string, warn: (message: string) => void): MetricStore {
    const metrics = loadMetrics(directory, warn);
    const open = (id: MetricId): Metric => {
        const key = keyOf(id);
        const known = metrics.get(key);
        if (known !== undefined) {
            return known;
        }
        const file = path.join(directory, `${createHash("sha256").update(key).digest("hex")}.jsonl`);
        const metric = isCounted(id) ? new CountedMetric(file, id) : ExactMetric.create(file, id);
        metrics.set(key, metric);
        return metric;
    };
    const flush = flusher(() => metrics.values(), warn);
    return {
        put(id, point) {
            open(id).put(point);
            if (isCounted(id)) {
                flush.soon();
            }
        },
        list: () => [...metrics.values()].map(({ id }) => id),
        points: (id) => metrics.get(keyOf(id))?.points() ?? [],
        statisticSets: (id, from, to) => metrics.get(keyOf(id))?.statisticSets(from, to) ?? [],
        flush: flush.now,
    };
}

/** Writes what metrics hold back, once a second and no more often; what could not be written is tried again. */
function flusher(metrics: () => Iterable<Metric>, warn: (message: string) => void): { now(): void; soon(): void } {
    let timer: NodeJS.Timeout | undefined;
    let failing = false;
    const soon = (): void => {
        timer ??= setTimeout(now, FLUSH_MS).unref();
    };
    const now = (): void => {
        clearTimeout(timer);
        timer = undefined;
        try {
            for (const metric of metrics()) {
                metric.flush();
            }
            failing = false;
        } catch (error) {
            if (!failing) {
                warn(`Metrics could not be written and are kept in memory: ${String(error)}`);
            }
            failing = true;
            soon();
        }
    };
    return { now, soon };
}

/**
 * Metrics of AWS itself have a value for each request, and those of instances one for each look at them, for as long as they run. What jobs
 * say of themselves carries their name.
 */
function isCounted({ namespace, dimensions }: MetricId): boolean {
    const isOfInstance = namespace.startsWith("/aws/sagemaker/") && dimensions["TrainingJobName"] === undefined;
    return namespace.startsWith("AWS/") || isOfInstance;
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
    const [header = "", ...content] = lines.read(0, lines.count());
    const id: MetricId = JSON.parse(header);
    return isCounted(id) ? CountedMetric.open(file, id, content) : ExactMetric.open(lines, id, content);
}

/** The same text for the same metric, in whatever order its dimensions are named. */
function keyOf({ namespace, name, dimensions }: MetricId): string {
    return JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
