import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import { logGroupArn } from "../../core/logs/liveTail.ts";
import { placeName } from "../../core/place.ts";
import type { Ask } from "../ask.ts";
import type { LiveTails } from "../logs/liveTails.ts";
import { logOf } from "../logs/tailSources.ts";
import { wholeLog } from "../logs/tailTarget.ts";
import type { EndpointNode, TrainingJobNode } from "../tree/nodes.ts";
import { anyEndpoint, type PickResource } from "./pickResource.ts";

interface Needs {
    readonly pickJob: PickResource<TrainingJob>;
    readonly pickEndpoint: PickResource<Endpoint>;
    readonly tails: () => Promise<Pick<LiveTails, "show">>;
    readonly ask: Pick<Ask, "confirm" | "pick">;
}

const WHAT = [
    { label: "A training job", value: "trainingJob" },
    { label: "An endpoint", value: "endpoint" },
] as const;

/** Listens to the log of what runs by Live Tail, once the user knows that it is billed and drops lines. */
export function liveTail({ pickJob, pickEndpoint, tails, ask }: Needs) {
    return async (signal: AbortSignal, node?: TrainingJobNode | EndpointNode): Promise<void> => {
        const kind = node?.kind ?? (await ask.pick("Live Tail of what?", WHAT));
        const target =
            kind === "trainingJob"
                ? await pickJob(JOB, signal, node?.kind === "trainingJob" ? { place: node.place, resource: node.job } : undefined)
                : kind &&
                  (await pickEndpoint(
                      ENDPOINT,
                      signal,
                      node?.kind === "endpoint" ? { place: node.place, resource: node.endpoint } : undefined,
                  ));
        if (kind === undefined || target === undefined) {
            return;
        }
        const { place, resource } = target;
        const cost =
            place.kind === "local"
                ? "Local SageMaker bills nothing; on AWS each minute is billed"
                : "AWS bills each minute of it";
        const detail = `${cost}, and above 500 lines a second it shows only some of them. It has nothing from before its begin. Tail Logs costs nothing and loses no line.`;
        if (await ask.confirm(`Start Live Tail of ${resource.name} in ${placeName(place)}?`, detail, "Start Live Tail")) {
            const log = wholeLog(kind, place, resource.name);
            const { group, prefix } = logOf(log);
            (await tails()).show(log, { groupArn: logGroupArn(resource.arn, group), prefix });
        }
    };
}

const JOB = { title: "Live Tail of which training job?", isWanted: isRunning, none: "No training job is running." };
const ENDPOINT = anyEndpoint("Live Tail of which endpoint?");
