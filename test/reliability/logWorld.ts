import http from "node:http";
import type { AddressInfo } from "node:net";
import { randomOf } from "../host/aws/faults.ts";

/** What happens to a stream of lines. */
interface Course {
    readonly lines: number;
    /** How long the program writes, in milliseconds. */
    readonly lengthMs: number;
    /** How many requests in all are cut off before their answer. */
    readonly drops: number;
    readonly seed: number;
}

/** CloudWatch Logs with one stream that grows on a clock of its own. */
export interface LogWorld {
    readonly url: string;
    readonly clock: { now: number };
    /** When the program ended. */
    readonly endsAt: number;
    /** Asks for a sign-in until it is renewed; from the middle on. */
    renewed: boolean;
    readonly counts: { requests: number; drops: number; empty: number; expired: number; late: number };
    stop(): Promise<void>;
}

interface PageInput {
    readonly startTime?: number;
    readonly endTime?: number;
    readonly nextToken?: string;
}

/** One line in a thousand comes up to 20 seconds late, and the last 200 come 15 seconds late. */
const LATE_SHARE = 0.001;
const LATE_MS = 20_000;
const LAST_LATE_MS = 15_000;
const PAGE = 10_000;

/** The message of a line; each tenth is the same as the one of the same moment before it, if there is one. */
export function messageOf(index: number): string {
    return `line ${index % 10 === 9 ? index - 1 : index} of the program, epoch=${Math.floor(index / 1000)} loss=0.125`;
}

export async function startLogWorld({ lines, lengthMs, drops, seed }: Course): Promise<LogWorld> {
    const random = randomOf(seed);
    const begin = Date.now() - lengthMs - 120_000;
    // Pairs of lines share a moment, so that some of them are equal in all that CloudWatch tells.
    const timestampOf = (index: number) => begin + Math.floor((Math.floor(index / 2) * 2 * lengthMs) / lines);
    const late = Float64Array.from({ length: lines }, (_, index) =>
        index >= lines - 200 ? LAST_LATE_MS : random() < LATE_SHARE ? Math.floor(random() * LATE_MS) : 0,
    );
    const counts = { requests: 0, drops: 0, empty: 0, expired: 0, late: late.filter((ms) => ms > 0).length };
    const clock = { now: begin };
    const world = { clock, counts, renewed: false, endsAt: begin + lengthMs };
    const indexAt = (time: number) => Math.max(0, Math.min(lines, 2 * Math.ceil(((time - begin) / lengthMs) * (lines / 2)) - 2));
    const pageOf = ({ startTime = 0, endTime = Infinity, nextToken }: PageInput) => {
        let index = nextToken === undefined ? indexAt(startTime) : Number.parseInt(nextToken.slice(2), 10);
        const events = [];
        for (
            ;
            index < lines && timestampOf(index) <= clock.now && timestampOf(index) < endTime && events.length < PAGE;
            index++
        ) {
            const timestamp = timestampOf(index);
            const ingestionTime = timestamp + (late[index] ?? 0);
            if (timestamp >= startTime && ingestionTime <= clock.now) {
                events.push({ timestamp, ingestionTime, message: messageOf(index) });
            }
        }
        return { events, nextForwardToken: `f/${index}`, nextBackwardToken: "b/0" };
    };
    const server = http.createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
            counts.requests++;
            clock.now += 20;
            const answer = (status: number, body: object) => response.writeHead(status, JSON_HEADERS).end(JSON.stringify(body));
            if (!world.renewed && clock.now > begin + lengthMs / 2) {
                counts.expired++;
                answer(400, {
                    __type: "ExpiredTokenException",
                    message: "The security token included in the request is expired",
                });
            } else if (String(request.headers["x-amz-target"]).endsWith("DescribeLogStreams")) {
                answer(200, { logStreams: [{ logStreamName: "job/algo-1-1" }] });
            } else if (counts.drops < drops && random() < 0.3) {
                counts.drops++;
                request.socket.destroy();
            } else if (random() < 0.1) {
                counts.empty++;
                const input = JSON.parse(Buffer.concat(chunks).toString());
                // A token that is new, and leads to where one was: with a mark that the page after it has not.
                answer(200, { events: [], nextForwardToken: emptyToken(input, indexAt), nextBackwardToken: "b/0" });
            } else {
                answer(200, pageOf(JSON.parse(Buffer.concat(chunks).toString())));
            }
        });
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
    const { port } = server.address() as AddressInfo;
    const stop = () =>
        new Promise<void>((resolve) => {
            server.closeAllConnections();
            server.close(() => resolve());
        });
    return Object.assign(world, { url: `http://127.0.0.1:${port}`, stop });
}

const JSON_HEADERS = { "content-type": "application/x-amz-json-1.1" };

let emptyTokens = 0;

/** Differs from every token before, and stands for the same place. */
function emptyToken({ startTime = 0, nextToken }: PageInput, indexAt: (time: number) => number): string {
    const index = nextToken === undefined ? indexAt(startTime) : Number.parseInt(nextToken.slice(2), 10);
    return `f/${index}.${String(++emptyTokens).padStart(9, "0")}1`;
}
