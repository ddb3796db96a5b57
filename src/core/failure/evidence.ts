/** A phase that a job went through, as SageMaker tells it. */
export interface Phase {
    readonly status: string;
    readonly startedAt: Date;
    /** Undefined for the one that goes on. */
    readonly endedAt: Date | undefined;
    readonly message: string;
}

/** What is known of a job or an endpoint that failed, was stopped, or seems stuck. */
export interface Evidence {
    readonly kind: "trainingJob" | "endpoint";
    readonly name: string;
    /** As the user reads it: "Local" or "AWS us-east-1 (dev)". */
    readonly place: string;
    readonly status: string;
    /** SageMaker's own word on it; undefined where it gave none. */
    readonly reason: string | undefined;
    readonly instanceType: string | undefined;
    readonly createdAt: Date;
    readonly phases: readonly Phase[];
    /** The last lines of the host that failed, as plain text, the oldest first. */
    readonly lines: readonly string[];
    /** Why there are no lines, where the log could not be read; what it says is about whoever asks, and no clue. */
    readonly logFault?: string;
    /** The host whose lines they are. */
    readonly host: string | undefined;
    /** Whether the job kept checkpoints; undefined for an endpoint. */
    readonly hasCheckpoints: boolean | undefined;
    /** Where what is known was asked for; minutes are counted to it. */
    readonly askedAt: Date;
}
