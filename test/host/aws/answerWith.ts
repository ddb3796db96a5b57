import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { givenAnswer, sendHalf, sendWhole, type WholeAnswer } from "./answer.ts";
import type { Fault } from "./faults.ts";
import { givenFor } from "./givenFor.ts";
import { note } from "./note.ts";
import { outcomeOf, passOn } from "./passOn.ts";
import type { ProxyParts } from "./proxy.ts";
import type { Received } from "./received.ts";
import { clockRefusal } from "./skewedClock.ts";

/** Answers a call of AWS, or lets its fault happen. */
export async function answerWith(parts: ProxyParts, received: Received, response: ServerResponse): Promise<void> {
    const earlier = parts.earlier.get(received);
    const fault = parts.faults.take(received.call, received.text, earlier !== undefined);
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const given = fault && givenFor(fault, received.call.protocol);
    if (fault === undefined) {
        await passOn(parts, received, response, gone.signal);
    } else if (given !== undefined) {
        sendGiven(parts, received, response, givenAnswer(given), fault.what);
    } else if (fault.what === "stale" && earlier !== undefined) {
        sendGiven(parts, received, response, earlier, fault.what);
    } else {
        await letHappen(parts, received, response, fault, gone.signal);
    }
}

async function letHappen(
    parts: ProxyParts,
    received: Received,
    response: ServerResponse,
    fault: Fault,
    signal: AbortSignal,
): Promise<void> {
    switch (fault.what) {
        case "resetBeforeEffect":
            note(parts.record, received, { by: "standIn", fault: fault.what });
            response.destroy();
            return;
        case "hang":
            note(parts.record, received, { by: "standIn", fault: fault.what });
            await once(response, "close");
            return;
        case "resetAfterEffect":
        case "truncate":
        case "cutBody":
            await spoil(parts, received, response, fault.what, signal);
            return;
        case "clock":
            await answerByOtherClock(parts, received, response, fault.aheadMs, signal);
            return;
        case "delay":
            await wait(fault.milliseconds, undefined, { signal });
            await passOn(parts, received, response, signal);
            return;
        default:
            throw new Error(`A fault that is an answer has none: ${fault.what}`);
    }
}

async function answerByOtherClock(
    parts: ProxyParts,
    received: Received,
    response: ServerResponse,
    aheadMs: number,
    signal: AbortSignal,
): Promise<void> {
    const serverTime = new Date(Date.now() + aheadMs);
    response.sendDate = false;
    response.setHeader("date", serverTime.toUTCString());
    const refused = clockRefusal(received, serverTime);
    if (refused === undefined) {
        await passOn(parts, received, response, signal);
    } else {
        sendGiven(parts, received, response, givenAnswer(refused), "clock");
    }
}

/** Has the call done, and sends less of the answer than there is. */
async function spoil(
    parts: ProxyParts,
    received: Received,
    response: ServerResponse,
    what: "resetAfterEffect" | "truncate" | "cutBody",
    signal: AbortSignal,
): Promise<void> {
    const outcome = await outcomeOf(parts, received, signal);
    note(parts.record, received, { ...outcome, fault: what });
    const { answer } = outcome;
    if (what === "resetAfterEffect") {
        response.destroy();
    } else if (what === "cutBody") {
        await sendHalf(response, answer);
    } else {
        sendWhole(response, { ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) });
    }
}

function sendGiven(
    { record }: ProxyParts,
    received: Received,
    response: ServerResponse,
    answer: WholeAnswer,
    fault: Fault["what"],
): void {
    note(record, received, { by: "standIn", answer, fault });
    received.request.resume(); // what streams in is not wanted
    sendWhole(response, answer);
}
