/** A program to run, with everything it is given: it inherits nothing from the server. */
export interface Launch {
    /** Absolute path of the executable. */
    readonly program: string;
    /** What messages call it: `train` or `serve`, or the container engine's command. */
    readonly name: string;
    readonly args: readonly string[];
    readonly directory: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly maxRuntimeSeconds?: number;
    /** How long the program has between SIGTERM and SIGKILL when its time is over. */
    readonly graceSeconds: number;
    /** The name of the container that the program, a container engine's command, runs: it is asked how it ended, and removed. */
    readonly container?: string;
    /** Lines of ours that come first in its output. */
    readonly notes?: readonly string[];
}

/** Why a program was told to stop: because somebody asked, or because its time was over. */
export type StopCause = "stop" | "maxRuntime";

/** How a program ended. */
export interface Exit {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stoppedBy?: StopCause;
    /** Why it could not be started or was lost from sight, in words for the user. */
    readonly fault?: { readonly kind: "notStarted" | "unsupervised" | "lost" | "engine"; readonly message: string };
    /** Milliseconds since 1970. */
    readonly at: number;
}

/** A program that runs or has run, wherever its server was at the time. */
export interface RunningProgram {
    readonly exited: Promise<Exit>;
    /** Settles when the program is told to stop; never, when it ends by itself. */
    readonly stopping: Promise<StopCause>;
    /** Asks it to stop, and ends it when it still runs after the grace; a second call can only shorten that. */
    stop(graceSeconds: number): void;
}

/** Starts programs that outlive the server. `directory` holds the files by which a later server finds the program again. */
export interface Runner {
    start(directory: string, launch: Launch): RunningProgram;
    /** Takes up a program that an earlier server started. */
    adopt(directory: string): RunningProgram;
}
