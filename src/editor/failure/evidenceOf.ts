import type { EndpointDetail } from "../../core/endpoint/endpoint.ts";
import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Evidence } from "../../core/failure/evidence.ts";
import type { LogEvent, LogStreams } from "../../core/logs/logStreams.ts";
import { logText } from "../../core/logs/logText.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import { type Place, placeName } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import { logOf } from "../logs/tailSources.ts";
import { hostOf, type TailTarget } from "../logs/tailTarget.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "describe" | "requestOf">>;
    readonly endpointsIn: (place: Place) => Promise<Pick<Endpoints, "describe">>;
    readonly streamsIn: (place: Place) => Promise<Pick<LogStreams, "names" | "last">>;
    readonly now: () => Date;
}

/** Whose failure is looked into. */
export type Failed = Pick<TailTarget, "kind" | "name" | "place">;

/** How many of its last lines are shown of the host that failed. */
const LAST_LINES = 50;
/** How many are searched for a panic; a backtrace of a large program has hundreds, and all of it is shown. */
const SEARCHED_LINES = 500;
/** Of more hosts, the newest ones are looked at: of a job those with the last names, of an endpoint the first ones. */
const MOST_HOSTS = 20;

/** Asks a place for all that it knows of a failure. */
export function evidenceOf({ jobsIn, endpointsIn, streamsIn, now }: Needs) {
    return async (failed: Failed, signal: AbortSignal): Promise<Evidence> => {
        const known =
            failed.kind === "trainingJob"
                ? await ofJob(await jobsIn(failed.place), failed.name, signal)
                : ofEndpoint(await (await endpointsIn(failed.place)).describe(failed.name, signal));
        const log = await lastLines(await streamsIn(failed.place), failed, signal);
        return { ...known, ...log, kind: failed.kind, name: failed.name, place: placeName(failed.place), askedAt: now() };
    };
}

type Known = Omit<Evidence, "kind" | "name" | "place" | "lines" | "host" | "logFault" | "askedAt">;

async function ofJob(jobs: Pick<TrainingJobs, "describe" | "requestOf">, name: string, signal: AbortSignal): Promise<Known> {
    const { status, failureReason, instanceType, createdAt, transitions } = await jobs.describe(name, signal);
    const wasInterrupted = transitions.some((transition) => transition.status === "Interrupted");
    const request = wasInterrupted ? await jobs.requestOf(name, signal) : undefined;
    return {
        status,
        reason: failureReason,
        instanceType,
        createdAt,
        phases: transitions,
        hasCheckpoints: request && request.CheckpointConfig?.S3Uri !== undefined,
    };
}

function ofEndpoint({ status, failureReason, variants, createdAt }: EndpointDetail): Known {
    return {
        status,
        reason: failureReason,
        instanceType: variants[0]?.instanceType,
        createdAt,
        phases: [],
        hasCheckpoints: undefined,
    };
}

/** The end of the log of the host that panicked, else of the one that wrote last. A log that cannot be read explains nothing, and hides nothing. */
async function lastLines(
    streams: Pick<LogStreams, "names" | "last">,
    failed: Failed,
    signal: AbortSignal,
): Promise<Pick<Evidence, "lines" | "host" | "logFault">> {
    try {
        const { group, prefix } = logOf(failed);
        const all = await streams.names(group, prefix, signal);
        const names = failed.kind === "endpoint" ? all.slice(0, MOST_HOSTS) : all.slice(-MOST_HOSTS);
        const ends = await Promise.all(
            names.map(async (name) => ({ name, events: await streams.last(group, name, SEARCHED_LINES, signal) })),
        );
        const newestLast = ends.toSorted((a, b) => (a.events.at(-1)?.timestamp ?? 0) - (b.events.at(-1)?.timestamp ?? 0));
        const panicked = newestLast.find(({ events }) => events.some(isPanic));
        const end = panicked ?? newestLast.at(-1);
        return {
            lines: telling(end?.events ?? []).flatMap(({ message }) => logText(message).split("\n")),
            host: names.length > 1 && end !== undefined ? hostOf(end.name) : undefined,
        };
    } catch (error) {
        signal.throwIfAborted();
        if (Problem.is(error)) {
            return { lines: [], host: undefined, logFault: error.message };
        }
        throw error;
    }
}

/** The last lines, and those before them back to the last panic. */
function telling(events: readonly LogEvent[]): readonly LogEvent[] {
    const panic = events.findLastIndex(isPanic);
    return events.slice(panic < 0 ? -LAST_LINES : Math.min(panic, Math.max(0, events.length - LAST_LINES)));
}

function isPanic({ message }: LogEvent): boolean {
    return message.includes("panicked at ");
}
