import type { Ask } from "../ask.ts";

interface Needs {
    /** The address if the server runs; never starts it. */
    readonly runningUrl: () => Promise<string | undefined>;
    readonly stop: () => Promise<boolean>;
    readonly ask: Ask;
    readonly refresh: () => void;
}

/** Ends Local SageMaker, with what it runs: jobs count as stopped, endpoints come back when it is started again. */
export function stopLocalServer({ runningUrl, stop, ask, refresh }: Needs) {
    return async (): Promise<void> => {
        if ((await runningUrl()) === undefined) {
            await ask.tell("Local SageMaker is not running.");
            return;
        }
        const detail = "Running training jobs are stopped. Endpoints pause, and come back when Local SageMaker is started again.";
        if (await ask.confirm("Stop Local SageMaker?", detail, "Stop")) {
            await stop();
            refresh();
        }
    };
}
