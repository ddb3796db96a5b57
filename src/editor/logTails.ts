import type { LogStreams } from "../core/job/logStreams.ts";
import { tailLog } from "../core/job/logTail.ts";
import type { Place } from "../core/place.ts";
import type { LogChannel } from "./logChannel.ts";

/** Whose log is followed, in data that survives a reload of the window. */
export interface TailTarget {
    readonly kind: "trainingJob" | "endpoint";
    readonly name: string;
}

/** What a tail has to know of its place. */
export interface TailSource {
    readonly group: string;
    readonly prefix: string;
    /** How the job or endpoint ended, in words; undefined while it goes on. */
    readonly ending: (signal: AbortSignal) => Promise<string | undefined>;
}

interface Needs {
    readonly place: Place;
    readonly streamsIn: (place: Place) => Promise<LogStreams>;
    readonly sourceOf: (target: TailTarget) => TailSource;
    readonly channelOf: (name: string) => LogChannel;
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    /** How long to rest between reads, and how long lines may still arrive after the end, in milliseconds. */
    readonly restMs: number;
    readonly drainMs: number;
    /** Remembers which tails go on, for the window that is opened next. */
    readonly remember: (targets: readonly TailTarget[]) => void;
    readonly onError: (error: unknown) => void;
}

interface Tail {
    readonly target: TailTarget;
    readonly channel: LogChannel;
    readonly cancel: AbortController;
    state: "going" | "ended" | "broken";
}

/** A call that fails is repeated this often, a second apart: long enough for a server to come back. */
const ATTEMPTS = 30;

/** The logs that are followed, each in an output channel of its own that stays until the window closes. */
export class LogTails {
    readonly #needs: Needs;
    readonly #tails = new Map<string, Tail>();

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    /**
     * Shows the log of a job or endpoint from its first line on, and follows it until it ends. A log that could not be read on is read
     * anew, and so is that of an endpoint that had ended: it may have been deployed again under its name.
     */
    show(target: TailTarget): void {
        const key = `${target.kind}/${target.name}`;
        const tail = this.#tails.get(key) ?? this.#open(target);
        this.#tails.set(key, tail);
        if (tail.state === "broken" || (tail.state === "ended" && target.kind === "endpoint")) {
            tail.channel.clear();
            void this.#follow(tail);
        }
        tail.channel.show();
    }

    #open(target: TailTarget): Tail {
        const channel = this.#needs.channelOf(`SageMaker: ${target.name}`);
        return { target, channel, cancel: new AbortController(), state: "broken" };
    }

    /** Goes on with the tails of the window before this one. */
    resume(targets: readonly TailTarget[]): void {
        targets.forEach((target) => this.show(target));
    }

    async #follow(tail: Tail): Promise<void> {
        const { channel, target, cancel } = tail;
        this.#enter(tail, "going");
        try {
            channel.note(
                `Log of ${target.kind === "endpoint" ? "endpoint" : "training job"} ${target.name}; waiting for the first line`,
            );
            channel.note(await this.#copyLines(tail, cancel.signal));
            this.#enter(tail, "ended");
        } catch (error) {
            if (!cancel.signal.aborted) {
                channel.note(
                    `This log could not be read on; run Tail Logs again. ${error instanceof Error ? error.message : String(error)}`,
                );
                this.#enter(tail, "broken");
                this.#needs.onError(error);
            }
        }
    }

    #enter(tail: Tail, state: Tail["state"]): void {
        tail.state = state;
        this.#needs.remember([...this.#tails.values()].filter((one) => one.state === "going").map(({ target }) => target));
    }

    /** Copies lines until the end, through failed calls too, and answers how it ended. */
    async #copyLines({ target, channel }: Tail, signal: AbortSignal): Promise<string> {
        const { place, streamsIn, sourceOf, sleep, restMs, drainMs } = this.#needs;
        const { group, prefix, ending } = sourceOf(target);
        let ended: string | undefined;
        const needs = {
            streams: await streamsIn(place),
            group,
            prefix,
            hasEnded: async () => {
                ended = await ending(signal);
                return ended !== undefined;
            },
            rest: () => sleep(restMs, signal),
            drain: () => sleep(drainMs, signal),
            patience: { attempts: ATTEMPTS, rest: () => sleep(1000, signal) },
        };
        for await (const { stream, events } of tailLog(needs, signal)) {
            channel.append(stream, events);
        }
        return ended ?? "The log ended.";
    }

    dispose(): void {
        for (const { cancel, channel } of this.#tails.values()) {
            cancel.abort();
            channel.dispose();
        }
    }
}
