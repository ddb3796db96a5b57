/** One line of a log stream; times in milliseconds since 1970, as in CloudWatch Logs. */
export interface LogEvent {
    readonly timestamp: number;
    readonly message: string;
    readonly ingestionTime: number;
}

/** Log groups and streams, append-only, in the order of arrival. */
export interface LogStore {
    /** Appends to a stream, and makes group and stream with the first line, as SageMaker does. Lines survive `kill -9` once this returned. */
    append(group: string, stream: string, events: readonly LogEvent[]): void;
    hasGroup(group: string): boolean;
    streams(group: string, prefix: string): readonly { readonly name: string; readonly firstEventAt: number; readonly lastEventAt: number }[];
    /** The events of a stream from index `from` on, at most `limit`. Undefined when there is no such stream. */
    read(group: string, stream: string, from: number, limit: number): readonly LogEvent[] | undefined;
    count(group: string, stream: string): number;
    deleteStream(group: string, stream: string): void;
}
