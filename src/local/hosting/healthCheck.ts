import { endedEarly, neverHealthy, PortLost } from "./failureReason.ts";
import { isTaken } from "./freePort.ts";
import { type Instance, STOP_GRACE_SECONDS } from "./instance.ts";
import { untilHealthy } from "./ping.ts";

/** Waits until an instance answers its pings. Ends it and rejects with a reason when it does not in time, and as soon as its program has ended. */
export async function becomesHealthy(variant: string, instance: Instance, timeoutMs: number): Promise<void> {
    const { port } = instance.record;
    const giveUp = new AbortController();
    try {
        const exit = await Promise.race([instance.ended, untilHealthy(port, timeoutMs, giveUp.signal)]);
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
