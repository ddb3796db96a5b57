import type { LogStreams } from "../../core/logs/logStreams.ts";
import { type TailRhythm, tailLog } from "../../core/logs/tailLog.ts";
import { LogWindow } from "../../core/logs/logWindow.ts";
import type { SavedLog, SavedPosition } from "../../core/logs/savedLog.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { LogChannel } from "./logChannel.ts";
import { logLines } from "./logLines.ts";
import { outage } from "./outage.ts";
import { type EndingOf, logOf } from "./tailSources.ts";
import type { TailTarget } from "./tailTarget.ts";

/** What a tail asks of its place. */
export interface TailAccess {
    readonly streams: LogStreams;
    readonly endingOf: EndingOf;
}

export interface TailNeeds {
    /** Asks a person to sign in again where that is needed. */
    readonly asking: TailAccess;
    /** Asks nobody, and fails. */
    readonly quiet: TailAccess;
    readonly target: TailTarget;
    readonly channel: Pick<LogChannel, "append" | "note">;
    readonly saved: Pick<SavedLog, "append" | "save">;
    /** From where to go on. */
    readonly position: SavedPosition;
    readonly rhythm: TailRhythm;
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    /** Milliseconds of a clock that only goes forward, and of the one that says what time it is. */
    readonly now: () => number;
    readonly time: () => number;
}

/** As many streams are followed at most; who wants another one chooses it. */
const MOST_STREAMS = 100;
/** How often what was read is kept, in milliseconds; more seldom where keeping takes long. */
const KEEP_EVERY_MS = 2000;
/** Keeping takes at most one part in so many of the time. */
const KEEP_SHARE = 20;

/** Copies a log into its channel and its file, through failed calls too, and answers how it ended. */
export async function followTail(needs: TailNeeds, signal: AbortSignal): Promise<string> {
    const { channel, target, sleep, now, time, rhythm } = needs;
    const { waitOut, onAnswer, isOut } = outage({ place: target.place, note: channel.note, sleep, now });
    // Who was asked to sign in and would not is not asked again with each attempt.
    const access = () => (isOut() ? needs.quiet : needs.asking);
    const windows = new Map(Object.entries(needs.position).map(([stream, position]) => [stream, new LogWindow(position)]));
    const keep = keeper(needs, windows);
    const linesOf = logLines();
    let ended = "The log ended.";
    const endedForMs = async () => {
        const ending = await access().endingOf(target, signal);
        ended = ending?.sentence ?? ended;
        return ending && (ending.at === undefined ? 0 : Math.max(0, time() - ending.at.getTime()));
    };
    const onDraining = () => channel.note(`${ended}; collecting its last lines`);
    const tail = tailLog(
        {
            streams: currentStreams(() => access().streams),
            ...logOf(target),
            choose: chooser(target, windows, channel),
            from: target.from,
            windows,
            endedForMs,
            rhythm,
            rest: () => sleep(rhythm.restMs, signal),
            now,
            waitOut,
            onAnswer,
            onDraining: rhythm.drainMs > 0 ? onDraining : () => {},
        },
        signal,
    );
    try {
        for await (const { stream, events } of tail) {
            const lines = linesOf(stream, events);
            channel.append(lines.shown);
            await keep.text(lines.saved);
        }
    } finally {
        await keep.now();
    }
    return ended;
}

function currentStreams(current: () => LogStreams): LogStreams {
    return {
        names: (...of) => current().names(...of),
        read: (...of) => current().read(...of),
        last: (...of) => current().last(...of),
    };
}

/**
 * The one stream that was chosen, or all of them up to a number that can be followed at once: of an endpoint those that were written to last, because
 * its instances come and go, and of a job those that were there first, because its hosts stay.
 */
function chooser(
    { kind, stream: chosen }: TailTarget,
    windows: ReadonlyMap<string, LogWindow>,
    { note }: Pick<LogChannel, "note">,
) {
    let isTold = false;
    return (names: readonly string[]): readonly string[] => {
        if (chosen !== undefined) {
            return names.filter((name) => name === chosen);
        }
        if (names.length > MOST_STREAMS && !isTold) {
            isTold = true;
            const which = kind === "endpoint" ? "newest" : "first";
            note(
                `There are more than ${MOST_STREAMS} log streams, and the ${which} ${MOST_STREAMS} are followed. Choose another one with Tail Logs From…`,
            );
        }
        const byAge = kind === "endpoint" ? names : names.toSorted((a, b) => Number(windows.has(b)) - Number(windows.has(a)));
        return byAge.slice(0, MOST_STREAMS);
    };
}

/** Saves text, and now and then how far the log was read. A file that cannot be written stops no tail: the channel goes on. */
function keeper({ saved, channel, now }: TailNeeds, windows: ReadonlyMap<string, LogWindow>) {
    let isBroken = false;
    let next = now() + KEEP_EVERY_MS;
    const attempt = async (write: () => Promise<void>) => {
        try {
            await (isBroken ? undefined : write());
        } catch (error) {
            isBroken = true;
            channel.note(`This log cannot be saved any more. ${errorText(error)}`);
        }
    };
    const keepPosition = () => attempt(() => saved.save(positionOf(windows)));
    return {
        async text(text: string): Promise<void> {
            await attempt(() => saved.append(text));
            const began = now();
            if (began >= next) {
                await keepPosition();
                next = now() + Math.max(KEEP_EVERY_MS, KEEP_SHARE * (now() - began));
            }
        },
        now: keepPosition,
    };
}

function positionOf(windows: ReadonlyMap<string, LogWindow>): SavedPosition {
    return Object.fromEntries([...windows].map(([stream, window]) => [stream, window.position()]));
}
