import type { LiveSource, LiveTail } from "../../core/logs/liveTail.ts";
import type { Place } from "../../core/place.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { LogChannel } from "./logChannel.ts";
import { logLines } from "./logLines.ts";
import { channelName, tailKey, type TailTarget } from "./tailTarget.ts";

interface Needs {
    readonly liveTailIn: (place: Place) => Promise<LiveTail>;
    readonly channelOf: (name: string) => LogChannel;
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly onError: (error: unknown) => void;
}

interface Session {
    readonly target: TailTarget;
    readonly channel: LogChannel;
    cancel: AbortController;
    isGoing: boolean;
}

/** So often in a row a session that was cut off is begun again, this far apart. */
const MOST_RESTARTS = 3;
const REST_MS = 2000;
const LONGEST = "SessionTimeoutException";

/** The Live Tail sessions of this window, each in a channel of its own that says what is missing. They end with the window, because they are billed. */
export class LiveTails {
    readonly #needs: Needs;
    readonly #sessions = new Map<string, Session>();

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    /** Begins a session, or shows the one that goes on. */
    show(target: TailTarget, source: LiveSource): void {
        const key = tailKey(target);
        const session = this.#sessions.get(key) ?? {
            target,
            channel: this.#needs.channelOf(`${channelName(target)} (Live Tail)`),
            cancel: new AbortController(),
            isGoing: false,
        };
        this.#sessions.set(key, session);
        if (!session.isGoing) {
            session.cancel = new AbortController();
            session.isGoing = true;
            void this.#follow(session, source);
        }
        session.channel.show();
    }

    going(): readonly TailTarget[] {
        return [...this.#sessions.values()].filter(({ isGoing }) => isGoing).map(({ target }) => target);
    }

    stop(target: TailTarget): void {
        const session = this.#sessions.get(tailKey(target));
        if (session?.isGoing) {
            session.isGoing = false;
            session.cancel.abort();
            session.channel.note("Live Tail was stopped.");
        }
    }

    async #follow(session: Session, source: LiveSource): Promise<void> {
        const { channel, target, cancel } = session;
        try {
            const liveTail = await this.#needs.liveTailIn(target.place);
            channel.note("Live Tail (sampled): at most 500 lines a second, and none from before now. Tail Logs has every line.");
            const ending = await this.#listen(liveTail, source, channel, cancel.signal);
            channel.note(ending);
        } catch (error) {
            if (!cancel.signal.aborted) {
                channel.note(`Live Tail ended. ${errorText(error)}`);
                this.#needs.onError(error);
            }
        } finally {
            // One that was stopped may have been begun again meanwhile: what is billed must stay in the list of what can be stopped.
            session.isGoing = session.isGoing && session.cancel !== cancel;
        }
    }

    /** Listens through cuts, and answers how it ended. */
    async #listen(liveTail: LiveTail, source: LiveSource, channel: LogChannel, signal: AbortSignal): Promise<string> {
        const linesOf = logLines();
        for (let restarts = 0; ; restarts++) {
            try {
                let isSampled = false;
                for await (const update of liveTail(source, signal)) {
                    restarts = 0;
                    if (update.isSampled && !isSampled) {
                        channel.note("Sampled: more than 500 lines a second. Some are not shown from here on.");
                    } else if (isSampled && !update.isSampled) {
                        channel.note("No longer sampled.");
                    }
                    ({ isSampled } = update);
                    for (const { stream, ...line } of update.lines) {
                        channel.append(linesOf(stream, [{ ...line, ingestionTime: line.timestamp }]).shown);
                    }
                }
                return "Live Tail ended.";
            } catch (error) {
                signal.throwIfAborted();
                if (error instanceof Error && error.name === LONGEST) {
                    return "Live Tail ended after the longest time that CloudWatch allows, three hours.";
                }
                if (restarts >= MOST_RESTARTS) {
                    throw error;
                }
                channel.note("Gap: Live Tail was cut off, and lines from here on are missing until it goes on.");
                await this.#needs.sleep(REST_MS, signal);
            }
        }
    }

    dispose(): void {
        for (const { cancel, channel } of this.#sessions.values()) {
            cancel.abort();
            channel.dispose();
        }
    }
}
