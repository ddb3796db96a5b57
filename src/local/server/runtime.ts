import type { Capacity } from "../control/capacity.ts";
import type { Quotas } from "../quotas/quotas.ts";
import type { Invoke } from "../protocol/invocation.ts";
import type { Operations } from "../protocol/operation.ts";
import type { Stores } from "./stores.ts";

/** What running jobs and endpoints needs of the rest of the server. */
export interface RuntimeNeeds extends Stores {
    readonly dataDirectory: string;
    /** The address of this server. */
    readonly url: string;
    /** The command that starts this program; with `supervise DIRECTORY` behind it, a supervisor. */
    readonly program: readonly string[];
    /** The command of the container engine, a path or a name; undefined for the first one on the PATH. */
    readonly engine: string | undefined;
    readonly quotas: Quotas;
    readonly capacity: Capacity;
    readonly report: (failure: unknown) => void;
}

/** The part of the server that runs things: training jobs and endpoints. */
export interface Runtime {
    /** The operations of SageMaker on what runs. */
    readonly operations: Operations;
    readonly invoke: Invoke;
    /** Takes the instance of a training job away, as EC2 does with spot capacity; refused with an ApiError for a job that has none. */
    interrupt(trainingJob: string): void;
    /** Finds again what an earlier server left running; called once, before the first request. */
    reconcile(): Promise<void>;
    /** Ends what runs, as far as it has to end with the server. */
    shutdown(): Promise<void>;
    running(): { readonly trainingJobs: number; readonly endpoints: number };
}
