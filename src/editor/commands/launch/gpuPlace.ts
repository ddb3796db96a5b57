import { LOCAL, type Place } from "../../../core/place.ts";
import type { Ask } from "../../ask.ts";

interface Needs {
    /** The account that the user has connected to. */
    readonly connected: () => Place | undefined;
    readonly ask: Pick<Ask, "choose">;
    readonly runCommand: (id: string) => Thenable<unknown>;
}

const CONNECT = "Connect to AWS…";
const HERE = "Run on This Machine";

/** Where a job is to run that wants a GPU: in AWS, or on this machine where the user says so; undefined when they gave up. */
export function gpuPlace({ connected, ask, runCommand }: Needs) {
    return async (): Promise<Place | undefined> => {
        const place = connected();
        if (place !== undefined) {
            return place;
        }
        const detail = "GPU instances are in AWS. On this machine the job has the GPUs that this machine has, or none.";
        switch (await ask.choose("Launch on a GPU where?", detail, [CONNECT, HERE])) {
            case CONNECT:
                await runCommand("rustSagemaker.account.connect");
                return connected();
            case HERE:
                return LOCAL;
            default:
                return undefined;
        }
    };
}
