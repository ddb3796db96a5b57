import { isRunning } from "../../src/core/job/trainingJob.ts";
import { LOCAL } from "../../src/core/place.ts";
import type { startPlace } from "../adapters/place.ts";
import { tailOfJob } from "../adapters/tail.ts";
import { spread } from "./figures.ts";

/** How long a line takes from the process's write, whose time stands in it, to the call that appends it to the output channel. */
export async function logDelay(place: Awaited<ReturnType<typeof startPlace>>): Promise<string> {
    const signal = new AbortController().signal;
    await place.launch(await place.moody(), "log-delay", { seconds: "10", every_ms: "20" });
    const delays: number[] = [];
    const streams = await place.streamsIn(LOCAL);
    const hasEnded = async () => !isRunning(await place.jobs.describe("log-delay", signal));
    for await (const { events } of tailOfJob(streams, "log-delay", hasEnded, signal)) {
        const now = Date.now();
        const written = events.flatMap(({ message }) => /written_us=(\d+)/.exec(message)?.[1] ?? []);
        delays.push(...written.map((us) => now - Number(us) / 1000));
    }
    return spread(delays, "ms");
}
