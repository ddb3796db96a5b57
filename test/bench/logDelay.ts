import { setTimeout as sleep } from "node:timers/promises";
import { TRAINING_LOG_GROUP } from "../../src/core/job/logStreams.ts";
import { tailLog } from "../../src/core/job/logTail.ts";
import { isRunning } from "../../src/core/job/trainingJob.ts";
import { LOCAL } from "../../src/core/place.ts";
import type { startPlace } from "../adapters/place.ts";
import { spread } from "./figures.ts";

/** The rest of the extension's own tail between two reads, in milliseconds. */
const REST_MS = 100;

/** How long a line takes from the process's write, whose time stands in it, to the call that appends it to the output channel. */
export async function logDelay(place: Awaited<ReturnType<typeof startPlace>>): Promise<string> {
    const signal = new AbortController().signal;
    await place.launch(await place.moody(), "log-delay", { seconds: "10", every_ms: "20" });
    const delays: number[] = [];
    const needs = {
        streams: await place.streamsIn(LOCAL),
        group: TRAINING_LOG_GROUP,
        prefix: "log-delay/",
        hasEnded: async () => !isRunning(await place.jobs.describe("log-delay", signal)),
        rest: () => sleep(REST_MS),
        drain: async () => {},
        patience: { attempts: 3, rest: () => sleep(REST_MS) },
    };
    for await (const { events } of tailLog(needs, signal)) {
        const now = Date.now();
        const written = events.flatMap(({ message }) => /written_us=(\d+)/.exec(message)?.[1] ?? []);
        delays.push(...written.map((us) => now - Number(us) / 1000));
    }
    return spread(delays, "ms");
}
