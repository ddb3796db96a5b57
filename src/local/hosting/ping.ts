import http from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { systemCode } from "../../system/systemCode.ts";

/** Time that a container has to answer one ping. */
const PING_TIMEOUT_MS = 2000;

const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

/**
 * Pings until the container answers 200. Answers undefined then, and what was seen last when it does not within the time.
 * `onUnhealthy` is told what every other ping has seen. Rejects when `signal` fires.
 */
export async function untilHealthy(
    port: number,
    timeoutMs: number,
    onUnhealthy: (seen: string) => void,
    signal: AbortSignal,
): Promise<string | undefined> {
    const end = performance.now() + timeoutMs;
    let pause = SHORTEST_PAUSE_MS;
    for (;;) {
        const seen = await ping(port, signal);
        signal.throwIfAborted();
        if (seen === undefined || performance.now() + pause > end) {
            return seen;
        }
        onUnhealthy(seen);
        await delay(pause, undefined, { signal });
        pause = Math.min(LONGEST_PAUSE_MS, pause * 1.1);
    }
}

async function ping(port: number, signal: AbortSignal): Promise<string | undefined> {
    const timeout = AbortSignal.timeout(PING_TIMEOUT_MS);
    const started = performance.now();
    const options = { host: "127.0.0.1", port, path: "/ping", agent: false, signal: AbortSignal.any([signal, timeout]) };
    return new Promise((resolve) => {
        const request = http.get(options, (response) => {
            response.destroy();
            const milliseconds = Math.round(performance.now() - started);
            resolve(response.statusCode === 200 ? undefined : `answered ${response.statusCode} in ${milliseconds} ms`);
        });
        request.on("error", (error) => resolve(timeout.aborted ? "did not answer within 2 seconds" : failureOf(error, port)));
    });
}

/** A published port of a container is open before anything listens inside, and closes a connection then. */
function failureOf(error: Error, port: number): string {
    switch (systemCode(error)) {
        case "ECONNREFUSED":
            return `found nothing that listens on port ${port}, which SAGEMAKER_BIND_TO_PORT names`;
        case "ECONNRESET":
            return "was cut off without an answer, as when nothing listens on port 8080 in the container";
        default:
            return `failed: ${error.message}`;
    }
}
