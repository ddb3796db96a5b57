import { endedEarly, neverHealthy, PortLost } from "./failureReason.ts";
import { isTaken } from "./freePort.ts";
import { type Instance, STOP_GRACE_SECONDS } from "./instance.ts";
import { untilHealthy } from "./ping.ts";

/** How often the log says what is being waited for: the wait may take as long as a large model needs to load, or end in nothing. */
const NOTE_INTERVAL_MS = 10_000;

/** Waits until an instance answers its pings. Ends it and rejects with a reason when it does not in time, and as soon as its program has ended. */
export async function becomesHealthy(
    variant: string,
    instance: Instance,
    timeoutMs: number,
    note: (line: string) => void,
): Promise<void> {
    const { port } = instance.record;
    const giveUp = new AbortController();
    let nextNote = performance.now() + NOTE_INTERVAL_MS;
    const onUnhealthy = (seen: string): void => {
        if (performance.now() > nextNote) {
            nextNote = performance.now() + NOTE_INTERVAL_MS;
            note(`Waiting until GET /ping answers 200. The last one ${seen}.`);
        }
    };
    try {
        const healthy = instance
            .started(giveUp.signal)
            .then(async () => untilHealthy(port, timeoutMs, onUnhealthy, giveUp.signal));
        const exit = await Promise.race([instance.ended, healthy]);
        if (exit === undefined) {
            return;
        }
        if (typeof exit === "string") {
            instance.stop(STOP_GRACE_SECONDS);
            await instance.ended;
            throw neverHealthy(variant, exit);
        }
        const lost = exit.stoppedBy === undefined && (await isTaken(port));
        throw lost ? new PortLost(`Port ${port} was taken by another program.`) : endedEarly(variant, exit);
    } finally {
        giveUp.abort();
    }
}
