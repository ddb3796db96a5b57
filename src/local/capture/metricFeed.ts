import { RE2JS } from "re2js";
import { errorText } from "../../core/text/errorText.ts";
import type { LogEvent } from "../store/logStore.ts";
import type { MetricPoint, MetricStore, MetricId } from "../store/metricStore.ts";

/** How a metric is found in a log line, as the API names it. */
export interface MetricDefinition {
    readonly Name: string;
    readonly Regex: string;
}

/** What colours and moves a terminal's text; it would stand between a name and its value. */
const TERMINAL_CODES = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g; // oxlint-disable-line no-control-regex

/** The metric of a training job under the name that its definition gives it. */
export function trainingMetricId(job: string, name: string): MetricId {
    return { namespace: "/aws/sagemaker/TrainingJobs", name, dimensions: { TrainingJobName: job } };
}

/** Says why an expression cannot be used; undefined when it can. It is matched in linear time, whatever the line, and so knows no look-around. */
export function regexFault(regex: string): string | undefined {
    try {
        RE2JS.compile(regex);
        return undefined;
    } catch (error) {
        return errorText(error);
    }
}

/**
 * Turns log lines into metric points. Feed it a job's lines from the first one on: as many points as the store already holds
 * of the job (since `createdAt`) are passed over, so that after a restart none is lost and none comes twice.
 * A point that the store does not take waits for the next call, be it one without lines, and holds up those after it.
 */
export function metricFeed(
    job: string,
    definitions: readonly MetricDefinition[],
    metrics: MetricStore,
    createdAt: number,
): (events: readonly LogEvent[]) => void {
    const sources = definitions.map(({ Name, Regex }) => {
        const id = trainingMetricId(job, Name);
        return {
            id,
            pattern: RE2JS.compile(Regex),
            known: metrics.points(id).filter(({ timestamp }) => timestamp >= createdAt).length,
            waiting: new Array<MetricPoint>(),
        };
    });
    return (events) => {
        for (const { message, timestamp } of events) {
            const line = message.replace(TERMINAL_CODES, "");
            for (const source of sources) {
                const value = valueIn(line, source.pattern);
                if (value === undefined) {
                    continue;
                }
                if (source.known > 0) {
                    source.known--;
                } else {
                    source.waiting.push({ timestamp, value });
                }
            }
        }
        for (const { id, waiting } of sources) {
            for (let point = waiting[0]; point !== undefined; point = waiting[0]) {
                metrics.put(id, point);
                waiting.shift();
            }
        }
    };
}

function valueIn(line: string, pattern: RE2JS): number | undefined {
    const matcher = pattern.matcher(line);
    const text = matcher.find() && matcher.groupCount() > 0 ? matcher.group(1) : null;
    const value = text === null || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
}
