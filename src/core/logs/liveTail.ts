/** What came in a second of a Live Tail session. */
export interface LiveUpdate {
    readonly lines: readonly LiveLine[];
    /** There were more than 500 lines, and these are some of them. */
    readonly isSampled: boolean;
}

export interface LiveLine {
    readonly stream: string;
    /** In milliseconds since 1970. */
    readonly timestamp: number;
    readonly message: string;
}

/** Where a Live Tail listens: the ARN of a log group, and how the names of its streams begin. */
export interface LiveSource {
    readonly groupArn: string;
    readonly prefix: string;
}

/** Listens to a log, for at most three hours; it ends when the service ends it. What comes before it begins is not told, and nothing is told twice. */
export type LiveTail = (source: LiveSource, signal: AbortSignal) => AsyncIterable<LiveUpdate>;

/** The ARN of a log group in the account and region of a job or an endpoint. */
export function logGroupArn(resourceArn: string, group: string): string {
    const [arn, partition, , region, account] = resourceArn.split(":");
    return [arn, partition, "logs", region, account, "log-group", group].join(":");
}
