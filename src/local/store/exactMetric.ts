import { LineFile } from "./lineFile.ts";
import type { Metric } from "./metric.ts";
import type { MetricId, MetricPoint, StatisticSet } from "./metricStore.ts";
import { statisticSetOf } from "./statisticSet.ts";

/** A metric of which every point is kept: a line `[timestamp, value]` for each. */
export class ExactMetric implements Metric {
    readonly id: MetricId;
    private readonly lines: LineFile;
    private readonly kept: MetricPoint[];

    private constructor(id: MetricId, lines: LineFile, kept: MetricPoint[]) {
        this.id = id;
        this.lines = lines;
        this.kept = kept;
    }

    static create(file: string, id: MetricId): ExactMetric {
        return new ExactMetric(id, LineFile.create(file, JSON.stringify(id)), []);
    }

    /** `content` are the lines of the file after the first. */
    static open(file: LineFile, id: MetricId, content: readonly string[]): ExactMetric {
        return new ExactMetric(id, file, content.map(pointOf));
    }

    put(point: MetricPoint): void {
        this.lines.append([JSON.stringify([point.timestamp, point.value])]);
        this.kept.push(point);
    }

    points(): readonly MetricPoint[] {
        return this.kept;
    }

    statisticSets(from: number, to: number): readonly StatisticSet[] {
        return this.kept.filter(({ timestamp }) => timestamp >= from && timestamp < to).map(statisticSetOf);
    }

    flush(): void {
        // Every point is on disk before it is in memory.
    }
}

function pointOf(line: string): MetricPoint {
    const [timestamp, value]: readonly [number, number] = JSON.parse(line);
    return { timestamp, value };
}
