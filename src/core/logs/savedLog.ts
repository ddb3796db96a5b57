import type { WindowPosition } from "./logWindow.ts";

/** How far a log was read and saved: stream → position. */
export type SavedPosition = Readonly<Record<string, WindowPosition>>;

/** The whole text of a log that is followed, in a file of this machine. */
export interface SavedLog {
    /** Absolute path. */
    readonly file: string;
    /** Where the text that was kept from another time ends; empty for a log that begins anew. */
    readonly position: SavedPosition;
    append(text: string): Promise<void>;
    /** Keeps what was read as far as this, together with the text so far: after a crash the log goes on from here. */
    save(position: SavedPosition): Promise<void>;
    /** The end of the text, whole lines only; at most so many bytes. */
    tail(bytes: number): Promise<string>;
    /** Begins anew, with an empty file. */
    clear(): Promise<void>;
    close(): Promise<void>;
}

/** Where logs are saved. */
export interface SavedLogs {
    /** Opens the log of this key, or begins it. Another window that has it open gets a file of its own. */
    open(key: string): Promise<SavedLog>;
    /** Removes logs that are old, and the oldest ones where all together are large. */
    prune(): Promise<void>;
}
