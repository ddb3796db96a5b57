import * as z from "zod/mini";
import type { IncomingMessage, ServerResponse } from "node:http";
import { apiErrorOf, type Report } from "../protocol/failure.ts";
import { readBody } from "../protocol/requestBody.ts";
import { parse } from "../protocol/validation.ts";
import type { Capacity } from "./capacity.ts";

/** What a test can make happen that AWS does by itself. */
const Order = z.discriminatedUnion("type", [
    /** Takes the instance from a job that trains on spot capacity. */
    z.object({ type: z.literal("interrupt"), trainingJob: z.string() }),
    z.object({
        type: z.literal("capacity"),
        purpose: z.enum(["training job", "endpoint"]),
        instanceType: z.string(),
        moment: z.enum(["create", "start"]),
    }),
]);

/** Carries out the orders of tests; there is one only in a server that was started with `--control`. */
export type Control = (request: IncomingMessage, response: ServerResponse, report: Report) => Promise<void>;

/** `interrupt` throws an ApiError when the job does not train on spot capacity. */
export function control(capacity: Capacity, interrupt: (trainingJob: string) => void): Control {
    return async (request, response, report) => {
        try {
            const order = parse(Order, JSON.parse((await readBody(request, 10_000)).toString()));
            if (order.type === "interrupt") {
                interrupt(order.trainingJob);
            } else {
                capacity.order(order);
            }
            response.writeHead(204).end();
        } catch (error) {
            const { message, status } = apiErrorOf(error, report);
            response.writeHead(status, { "content-type": "text/plain" }).end(message);
        }
    };
}
