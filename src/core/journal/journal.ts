import type { Intent, Operation, Step } from "./operation.ts";

/**
 * The operations in flight of all windows, on disk before they are sent: after a crash it says what may be half done. An operation that
 * someone is at belongs to their process, and comes free when that ends, however it ends.
 */
export interface Journal {
    /**
     * Writes an intent down, and takes what it is about for itself: a Problem `alreadyRunning` when another one has that, and `interrupted`
     * when an earlier one was never brought to its end. The same intent, or a deletion, takes the earlier one's place.
     */
    begin(intent: Intent): Promise<OpenOperation>;
    /** What nobody is at and what was not brought to its end. */
    interrupted(): Promise<readonly Operation[]>;
    /** Takes up an interrupted operation; undefined when it is over, or someone else is at it. */
    resume(operation: Operation): Promise<OpenOperation | undefined>;
    /**
     * Takes the question of what becomes of an interrupted operation, until it is released: undefined when another window asks it, or the operation
     * is interrupted no more. The operation itself stays free, because nobody may ever answer.
     */
    claimQuestion(operation: Operation): Promise<Question | undefined>;
}

/** The right to ask the user about an operation, which ends with this process, too. */
export interface Question {
    release(): void;
}

/** An operation that is ours until one of its two ends is called; calling one again does nothing. */
export interface OpenOperation {
    readonly operation: Operation;
    /** Writes down what is about to be sent; to be awaited before it is. */
    step(step: Step): Promise<void>;
    /** It is done, or all of it was undone: nothing of it is left to be looked after. */
    end(): Promise<void>;
    /** Stops here. It stays in the journal as interrupted. */
    leave(): Promise<void>;
}
