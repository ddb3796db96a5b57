import type { FoundEndpoint } from "../../core/endpoint/hosting.ts";
import { type Place, placeName } from "../../core/place.ts";
import type { Ask } from "../ask.ts";

interface Needs {
    readonly ask: Pick<Ask, "warn">;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
}

const LOG = "Tail Logs";
const DELETE = "Delete It After That…";

/** Tells of an endpoint that is Creating for so long that something is probably wrong with it. */
export function longNotice({ ask, runCommand }: Needs) {
    return (place: Place, endpoint: FoundEndpoint): void => {
        const { name, status } = endpoint;
        const billed = place.kind === "aws" ? " Its instances are billed meanwhile." : "";
        const sentence = `Endpoint ${name} on ${placeName(place)} is ${status} for more than an hour, and SageMaker deletes none that is.${billed}`;
        const node = {
            kind: "endpoint",
            place,
            endpoint: { ...endpoint, modifiedAt: endpoint.createdAt },
            failureReason: undefined,
        };
        void ask.warn(sentence, LOG, DELETE).then(async (pressed) => {
            if (pressed === LOG) {
                await runCommand("rustSagemaker.endpoint.logs", node);
            } else if (pressed === DELETE) {
                await runCommand("rustSagemaker.endpoint.delete", node);
            }
        });
    };
}
