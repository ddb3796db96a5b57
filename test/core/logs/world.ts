import type { LogEvent, LogStreams } from "../../../src/core/logs/logStreams.ts";
import { tailLog, type TailRhythm } from "../../../src/core/logs/tailLog.ts";
import type { LogWindow } from "../../../src/core/logs/logWindow.ts";

/** Numbers that look random and are the same in each run. */
export function dice(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return state / 2_147_483_648;
    };
}

/** A line that CloudWatch has from a moment on, which may be later than the one that it carries. */
export interface LateLine extends LogEvent {
    readonly from: number;
}

/** When the first line was written: a moment of 2026. */
export const BEGIN = 1_790_000_000_000;

/** Lines, three in each 20 ms, of which some are equal, some come up to 20 seconds late, and the last ones as late as is said. */
export function lines(count: number, seed: number, { late = 0.02, lastLateMs = 0 } = {}): readonly LateLine[] {
    const roll = dice(seed);
    return Array.from({ length: count }, (_, index) => {
        const timestamp = BEGIN + Math.floor(index / 3) * 20;
        const delay = index >= count - 200 ? lastLateMs : roll() < late ? Math.floor(roll() * 20_000) : 0;
        const message = roll() < 0.1 ? "the same again" : `line ${index}`;
        return { timestamp, ingestionTime: timestamp + delay, from: timestamp + delay, message };
    });
}

interface Faults {
    readonly drops?: number;
    readonly empty?: number;
}

/** A stream of these lines on a clock that each read and each rest moves on, with pages of a hundred lines. */
export function world(all: readonly LateLine[], seed: number, { drops = 0, empty = 0 }: Faults = {}) {
    const roll = dice(seed);
    const clock = { now: BEGIN, drops: 0, empty: 0, calls: 0 };
    const streams: LogStreams = {
        names: async () => ["job/algo-1-1"],
        async *read(_group, _stream, startTime) {
            const there = all.filter(({ from, timestamp }) => from <= clock.now && timestamp >= startTime);
            for (let at = 0; at <= there.length; at += 100) {
                clock.now += 50;
                clock.calls++;
                if (roll() < drops) {
                    clock.drops++;
                    throw new Error("socket hang up");
                }
                if (roll() < empty) {
                    clock.empty++;
                    yield [];
                }
                yield there.slice(at, at + 100);
            }
        },
        last: async (_group, _stream, count) => all.filter(({ from }) => from <= clock.now).slice(-count),
    };
    return { clock, streams };
}

type Needs = Parameters<typeof tailLog>[0];

export const SLOW: TailRhythm = { restMs: 2000, drainMs: 60_000, quietReads: 2 };

/** What a tail needs, in a world whose clock it moves on. */
export function tailNeeds(
    { clock, streams }: Pick<ReturnType<typeof world>, "clock" | "streams">,
    over: Partial<Needs> = {},
): Needs {
    const rhythm = over.rhythm ?? SLOW;
    return {
        streams,
        group: "g",
        prefix: "job/",
        choose: (names) => names,
        from: "start",
        windows: new Map<string, LogWindow>(),
        endedForMs: async () => undefined,
        rhythm,
        rest: async () => void (clock.now += rhythm.restMs),
        now: () => clock.now,
        waitOut: async () => {},
        onAnswer: () => {},
        onDraining: () => {},
        ...over,
    };
}

/** Follows a log to its end, and answers its messages in the order in which they came. */
export async function messagesOf(needs: Needs): Promise<readonly string[]> {
    const seen: string[] = [];
    for await (const { events } of tailLog(needs, new AbortController().signal)) {
        seen.push(...events.map(({ message }) => message));
    }
    return seen;
}
