/** One line of a log stream; CloudWatch gives it no id. Times in milliseconds since 1970. */
export interface LogEvent {
    readonly timestamp: number;
    readonly ingestionTime: number;
    readonly message: string;
}

/** The log streams of one place. */
export interface LogStreams {
    /**
     * Names of the streams of a group under a prefix, at most a thousand; none when neither exists yet, which is so before the first line. They are
     * in the order of their names, but with an empty prefix those come first that were written to last: a group outlives many instances.
     */
    names(group: string, prefix: string, signal: AbortSignal): Promise<readonly string[]>;
    /** Pages of a stream from `startTime` on (inclusive), the oldest first, to what is there now. A page may be empty. */
    read(group: string, stream: string, startTime: number, signal: AbortSignal): AsyncIterable<readonly LogEvent[]>;
    /** The newest events of a stream, the oldest first; at most `count`. */
    last(group: string, stream: string, count: number, signal: AbortSignal): Promise<readonly LogEvent[]>;
}

/** The log group of all training jobs of an account and region. */
export const TRAINING_LOG_GROUP = "/aws/sagemaker/TrainingJobs";
