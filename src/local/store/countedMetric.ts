import { replaceFile } from "../../system/durableFile.ts";
import { LineFile } from "./lineFile.ts";
import type { Metric } from "./metric.ts";
import type { MetricId, MetricPoint, StatisticSet } from "./metricStore.ts";
import { StatisticSeries } from "./statisticSeries.ts";
import { statisticSetOf } from "./statisticSet.ts";

/** A set as a line, or a single value. */
type Line = readonly [number, number, number, number, number] | readonly [number, number];

/** A metric with a value for each request, kept as sets: a line `[timestamp, count, sum, minimum, maximum]` for each second. */
export class CountedMetric implements Metric {
    readonly id: MetricId;
    private readonly file: string;
    private readonly series = new StatisticSeries();
    private lines: LineFile | undefined;
    private unwritten = new StatisticSeries();

    constructor(file: string, id: MetricId) {
        this.file = file;
        this.id = id;
    }

    /** `content` are the lines of the file after the first. A file that holds much more than is still kept is written anew. */
    static open(file: string, id: MetricId, content: readonly string[]): CountedMetric {
        const metric = new CountedMetric(file, id);
        for (const line of content) {
            metric.series.add(setOf(line));
        }
        const kept = metric.series.all();
        if (kept.length < content.length / 2) {
            replaceFile(file, [JSON.stringify(id), ...kept.map(lineOf), ""].join("\n"));
        }
        metric.lines = new LineFile(file);
        return metric;
    }

    put(point: MetricPoint): void {
        const set = statisticSetOf(point);
        this.series.add(set);
        this.unwritten.add(set);
    }

    points(): readonly MetricPoint[] {
        return [];
    }

    statisticSets(from: number, to: number): readonly StatisticSet[] {
        return this.series.all().filter(({ timestamp }) => timestamp >= from && timestamp < to);
    }

    flush(): void {
        const sets = this.unwritten.all();
        if (sets.length > 0) {
            this.lines ??= LineFile.create(this.file, JSON.stringify(this.id));
            this.lines.append(sets.map(lineOf));
            this.unwritten = new StatisticSeries();
        }
    }
}

function lineOf({ timestamp, sampleCount, sum, minimum, maximum }: StatisticSet): string {
    return JSON.stringify([timestamp, sampleCount, sum, minimum, maximum] satisfies Line);
}

function setOf(line: string): StatisticSet {
    const parsed: Line = JSON.parse(line);
    if (parsed.length === 2) {
        return statisticSetOf({ timestamp: parsed[0], value: parsed[1] });
    }
    const [timestamp, sampleCount, sum, minimum, maximum] = parsed;
    return { timestamp, sampleCount, sum, minimum, maximum };
}
