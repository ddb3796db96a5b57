import { setTimeout as delay } from "node:timers/promises";
import { isDiskFull } from "../system/systemCode.ts";

const RETRY_MS = 1000;

/** Writes something down, however long the disk stays full, until nobody wants it any more. It tries at least once. */
export async function settle(
    write: () => void | Promise<void>,
    report: (failure: unknown) => void,
    unwanted: AbortSignal,
): Promise<void> {
    do {
        try {
            await write();
            return;
        } catch (error) {
            report(error);
            if (!isDiskFull(error)) {
                return;
            }
            await delay(RETRY_MS, undefined, { signal: unwanted }).catch(() => {});
        }
    } while (!unwanted.aborted);
}
