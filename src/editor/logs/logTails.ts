import type { TailRhythm } from "../../core/logs/tailLog.ts";
import type { SavedLog, SavedLogs, SavedPosition } from "../../core/logs/savedLog.ts";
import type { Place } from "../../core/place.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { LogChannel } from "./logChannel.ts";
import { followTail, type TailNeeds } from "./followTail.ts";
import { channelName, tailKey, type TailTarget } from "./tailTarget.ts";

interface Needs {
    readonly accessTo: (place: Place) => Promise<Pick<TailNeeds, "asking" | "quiet">>;
    readonly channelOf: (name: string) => LogChannel;
    readonly saved: SavedLogs;
    readonly rhythmOf: (place: Place) => TailRhythm;
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
    /** Milliseconds of a clock that only goes forward, and of the one that says what time it is. */
    readonly now: () => number;
    readonly time: () => number;
    /** Remembers which tails go on, for the window that is opened next. */
    readonly remember: (targets: readonly TailTarget[]) => void;
    readonly onError: (error: unknown) => void;
}

interface Tail {
    target: TailTarget;
    readonly channel: LogChannel;
    cancel: AbortController;
    state: "going" | "stopped" | "ended" | "broken";
    /** Ends when the tail has let go of its file. */
    run: Promise<void>;
    /** The file with the whole text, once it is open. */
    file: string | undefined;
}

/** How much of a saved log the channel begins with when a window goes on with it, in bytes. */
const SHOWN_OF_SAVED = 256 * 1024;

/** A log with a file, or with a word on why it has none. */
type AnyLog = Omit<SavedLog, "file"> & { readonly file?: string; readonly fault?: string };

const UNSAVED: AnyLog = {
    position: {},
    append: async () => {},
    save: async () => {},
    tail: async () => "",
    clear: async () => {},
    close: async () => {},
};

/** The logs that are followed, each in an output channel of its own that stays until the window closes. */
export class LogTails {
    readonly #needs: Needs;
    readonly #tails = new Map<string, Tail>();

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    /**
     * Shows the log of a job or endpoint, and follows it until it ends. One that was stopped or could not be read on is read on from where it
     * was; that of an endpoint that had ended is read anew: it may have been deployed again under its name. So is one of which only the last lines
     * were read, where all of them are asked for.
     */
    show(target: TailTarget): void {
        this.#follow(target).channel.show();
    }

    /** Reads a log anew, from another point or another stream. */
    showAnew(target: TailTarget): void {
        const tail = this.#tailOf(target);
        tail.cancel.abort();
        tail.target = target;
        this.#start(tail, "anew");
        tail.channel.show();
    }

    /** Goes on with the tails of the window before this one, which the user finds in the Output view: none is shown without being asked for. */
    resume(targets: readonly TailTarget[]): void {
        targets.forEach((target) => this.#follow(target));
    }

    /** The logs that are followed now. */
    going(): readonly TailTarget[] {
        return [...this.#tails.values()].filter(({ state }) => state === "going").map(({ target }) => target);
    }

    /** The logs that this window has shown and whose whole text is in a file, the newest last. */
    withFile(): readonly { readonly target: TailTarget; readonly file: string }[] {
        return [...this.#tails.values()].flatMap(({ target, file }) => (file === undefined ? [] : [{ target, file }]));
    }

    /** Follows a log no longer; its channel and its file stay. */
    stop(target: TailTarget): void {
        const tail = this.#tails.get(tailKey(target));
        if (tail?.state === "going") {
            tail.cancel.abort();
            tail.channel.note("No longer followed; run Tail Logs to go on.");
            this.#enter(tail, "stopped");
        }
    }

    #follow(target: TailTarget): Tail {
        const tail = this.#tailOf(target);
        if (tail.state === "ended" && (target.kind === "endpoint" || tail.target.from !== target.from)) {
            tail.target = target;
            this.#start(tail, "anew");
        } else if (tail.state === "stopped" || tail.state === "broken") {
            this.#start(tail, "on");
        }
        return tail;
    }

    #tailOf(target: TailTarget): Tail {
        const key = tailKey(target);
        const tail = this.#tails.get(key) ?? {
            target,
            channel: this.#needs.channelOf(channelName(target)),
            cancel: new AbortController(),
            state: "broken",
            run: Promise.resolve(),
            file: undefined,
        };
        this.#tails.set(key, tail);
        return tail;
    }

    #start(tail: Tail, begin: "on" | "anew"): void {
        const before = tail.run;
        tail.cancel = new AbortController();
        this.#enter(tail, "going");
        tail.run = this.#read(tail, tail.cancel.signal, before, begin);
    }

    async #read(tail: Tail, signal: AbortSignal, before: Promise<void>, begin: "on" | "anew"): Promise<void> {
        const { channel, target } = tail;
        try {
            await before; // It may still hold the file.
            const saved = await this.#open(target);
            tail.file = saved.file;
            try {
                const position = await this.#begin(tail, saved, begin);
                if (saved.fault !== undefined) {
                    channel.note(saved.fault);
                }
                const ending = await this.#copy(tail, saved, position, signal);
                this.#enter(tail, "ended");
                channel.note(ending);
            } finally {
                await saved.close();
            }
        } catch (error) {
            if (!signal.aborted) {
                channel.note(`This log could not be read on; run Tail Logs again. ${errorText(error)}`);
                this.#enter(tail, "broken");
                this.#needs.onError(error);
            }
        }
    }

    /** A log that cannot be saved, most likely because the disk is full, is shown in its channel all the same. */
    async #open(target: TailTarget): Promise<AnyLog> {
        try {
            return await this.#needs.saved.open(tailKey(target));
        } catch (error) {
            return { ...UNSAVED, fault: `This log cannot be saved. ${errorText(error)}` };
        }
    }

    /** Fills the channel with what was saved before, or says what is waited for; answers from where to go on. */
    async #begin({ channel, target }: Tail, saved: AnyLog, begin: "on" | "anew"): Promise<SavedPosition> {
        const isKnown = Object.keys(saved.position).length > 0 && begin === "on" && isEnough(saved.position, target);
        if (!isKnown) {
            await saved.clear();
        }
        channel.clear();
        channel.note(
            `Log of ${target.kind === "endpoint" ? "endpoint" : "training job"} ${target.name}; ${isKnown ? "its newest lines so far" : "waiting for the first line"}`,
        );
        if (isKnown) {
            channel.append(await saved.tail(SHOWN_OF_SAVED));
        }
        return isKnown ? saved.position : {};
    }

    async #copy({ target, channel }: Tail, saved: AnyLog, position: SavedPosition, signal: AbortSignal): Promise<string> {
        const { accessTo, rhythmOf, sleep, now, time } = this.#needs;
        const access = await accessTo(target.place);
        const rhythm = rhythmOf(target.place);
        return followTail({ ...access, target, channel, saved, position, rhythm, sleep, now, time }, signal);
    }

    #enter(tail: Tail, state: Tail["state"]): void {
        tail.state = state;
        this.#needs.remember(this.going());
    }

    dispose(): void {
        for (const { cancel, channel } of this.#tails.values()) {
            cancel.abort();
            channel.dispose();
        }
    }
}

/** Whether what was saved has the lines that are asked for; it may begin with the last ones. */
function isEnough(position: SavedPosition, { from }: TailTarget): boolean {
    return from !== "start" || Object.values(position).every(({ oldest }) => oldest === 0);
}
