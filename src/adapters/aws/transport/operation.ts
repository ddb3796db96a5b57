/** What a call may cost when it is repeated. */
export type Effect =
    /** Changes nothing: it is repeated until it succeeds or its time is over. */
    | "read"
    /** Makes something: it is sent once, but for a refusal that says that nothing was done. */
    | "write"
    /** Changes or deletes, with the same outcome however often it is sent: it is repeated like a read. */
    | "repeatable"
    /** Sends much, and takes its time. */
    | "upload"
    /** Asks a model: it is never repeated. */
    | "invoke";

/** An operation as the SDK describes it. */
export interface Operation {
    /** As AWS's model names it. */
    readonly name: string;
    readonly effect: Effect;
    /** How long one attempt may wait for the head of its answer. */
    readonly attemptMs: number;
}

const READS = /^(Batch(Check|Get)|Describe|Filter|Get|Head|List|Search|Select|Simulate)/;
/**
 * What is stopped, deleted or put already is not so once more, which whoever calls takes for success, and for an ended warm pool, too. An upload
 * that is begun twice has no parts the first time; a bucket that is the caller's own already, and a request for more of a quota that is open
 * already, are told as such.
 */
const REPEATABLE =
    /^(Abort|BatchDelete|Delete|Put|Stop)|^(CreateBucket|CreateMultipartUpload|CompleteMultipartUpload|RequestServiceQuotaIncrease|UpdateTrainingJob)$/;
const UPLOADS = new Set(["PutObject", "UploadPart", "UploadLayerPart"]);

/** SageMaker gives a model a minute for its answer, so one waits a little longer than that. */
const ATTEMPT_MS: Readonly<Record<Effect, number>> = {
    read: 20_000,
    write: 60_000,
    repeatable: 60_000,
    upload: 900_000,
    invoke: 75_000,
};

/** Reads the name of a command's operation where the SDK keeps it: the third entry of its schema, whatever a bundler calls the class. */
export function operationOf(command: { readonly schema?: unknown }): Operation {
    const { schema } = command;
    const name: unknown = Array.isArray(schema) ? schema[2] : undefined;
    if (typeof name !== "string") {
        throw new TypeError("A command of AWS's SDK has no name.");
    }
    const effect = effectOf(name);
    return { name, effect, attemptMs: ATTEMPT_MS[effect] };
}

/** What repeating an operation may cost, by its name. */
export function effectOf(name: string): Effect {
    if (name.startsWith("InvokeEndpoint")) {
        return "invoke";
    }
    if (UPLOADS.has(name)) {
        return "upload";
    }
    if (READS.test(name)) {
        return "read";
    }
    return REPEATABLE.test(name) ? "repeatable" : "write";
}
