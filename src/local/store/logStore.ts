/** One line of a log stream; times in milliseconds since 1970, as in CloudWatch Logs. */
export interface LogEvent {
    readonly timestamp: number;
    readonly message: string;
    readonly ingestionTime: number;
}

/** A line to append. `sourceEnd` is how many bytes of its source are used up with it: kept with the line, whole or not at all. */
export interface NewLogEvent extends LogEvent {
    readonly sourceEnd?: number;
}

/** A stream as a listing shows it; times in milliseconds. */
export interface LogStream {
    readonly name: string;
    readonly createdAt: number;
    readonly firstEventAt: number;
    readonly lastEventAt: number;
    readonly lastIngestionTime: number;
}

/** Is told of the lines that a stream got, once they are kept. */
export type LogListener = (group: string, stream: string, events: readonly LogEvent[]) => void;

/** Log groups and streams, append-only, in the order of arrival. */
export interface LogStore {
    /**
     * Appends to a stream, and makes group and stream with the first line, as SageMaker does.
     * Lines survive `kill -9` once this returned; a batch cut short by it is kept up to its last whole line.
     */
    append(group: string, stream: string, events: readonly NewLogEvent[]): void;
    /** Deletes a group with its streams, if there is one. */
    deleteGroup(group: string): void;
    /** Tells of all that is appended from now on, until the answered function is called. */
    follow(listener: LogListener): () => void;
    hasGroup(group: string): boolean;
    /** In order of name, as are `streamNames`. */
    groups(prefix: string): readonly { readonly name: string; readonly createdAt: number }[];
    streamNames(group: string, prefix: string): readonly string[];
    /** A stream's summary, for which its file is read. Undefined when there is no such stream. */
    stream(group: string, name: string): LogStream | undefined;
    /** The events of a stream from index `from` on, at most `limit`. Undefined when there is no such stream. */
    read(group: string, stream: string, from: number, limit: number): readonly LogEvent[] | undefined;
    count(group: string, stream: string): number;
    /** The `sourceEnd` of the last line kept, 0 when there is none: where a capture goes on after a crash. */
    sourceEnd(group: string, stream: string): number;
}
