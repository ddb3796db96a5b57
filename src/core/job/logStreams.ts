/** One line of a log stream; CloudWatch gives it no id. Times in milliseconds since 1970. */
export interface LogEvent {
    readonly timestamp: number;
    readonly ingestionTime: number;
    readonly message: string;
}

/** The log streams of one place. */
export interface LogStreams {
    /** Names of the streams of a group under a prefix; none when neither exists yet, which is so before the first line. */
    names(group: string, prefix: string, signal: AbortSignal): Promise<readonly string[]>;
    /** All events of a stream from `startTime` on (inclusive), read to its end by the forward token. */
    read(group: string, stream: string, startTime: number, signal: AbortSignal): Promise<readonly LogEvent[]>;
}

/** The log group of all training jobs of an account and region. */
export const TRAINING_LOG_GROUP = "/aws/sagemaker/TrainingJobs";
