import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import type { LogStreams } from "../../core/logs/logStreams.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import type { Place } from "../../core/place.ts";
import type { Ask, Choice } from "../ask.ts";
import type { LogTails } from "../logs/logTails.ts";
import { logOf } from "../logs/tailSources.ts";
import { channelName, hostOf, type TailTarget, wholeLog } from "../logs/tailTarget.ts";
import type { EndpointNode, TrainingJobNode } from "../tree/nodes.ts";
import { anyEndpoint, anyJob, type PickResource, type Target } from "./pickResource.ts";

interface FromNeeds {
    readonly pickJob: PickResource<TrainingJob>;
    readonly pickEndpoint: PickResource<Endpoint>;
    readonly streamsIn: (place: Place) => Promise<Pick<LogStreams, "names">>;
    readonly tails: () => Promise<Pick<LogTails, "showAnew">>;
    readonly ask: Pick<Ask, "pick">;
}

const FROM: readonly Choice<TailTarget["from"]>[] = [
    { label: "The first line", description: "the whole log", value: "start" },
    ...[100, 1000, 10_000].map((count) => ({ label: `The last ${count.toLocaleString("en-US")} lines`, value: count })),
];

/** Tails a log from a point, and from a host, that the user chooses. */
export function tailLogsFrom({ pickJob, pickEndpoint, streamsIn, tails, ask }: FromNeeds) {
    return {
        async job(signal: AbortSignal, node?: TrainingJobNode): Promise<void> {
            const known = node && { place: node.place, resource: node.job };
            await tail("trainingJob", await pickJob(anyJob("Tail the log of which training job?"), signal, known), signal);
        },
        async endpoint(signal: AbortSignal, node?: EndpointNode): Promise<void> {
            const known = node && { place: node.place, resource: node.endpoint };
            await tail("endpoint", await pickEndpoint(anyEndpoint("Tail the log of which endpoint?"), signal, known), signal);
        },
    };

    async function tail(
        kind: TailTarget["kind"],
        target: Target<{ readonly name: string }> | undefined,
        signal: AbortSignal,
    ): Promise<void> {
        if (target === undefined) {
            return;
        }
        const whole = wholeLog(kind, target.place, target.resource.name);
        const from = await ask.pick("Begin with which line of each host?", FROM);
        const host = from && (await pickHost(whole, signal));
        if (from !== undefined && host !== undefined) {
            (await tails()).showAnew({ ...whole, from, ...host });
        }
    }

    /** All hosts where there is one, or none yet. */
    async function pickHost(target: TailTarget, signal: AbortSignal): Promise<Pick<TailTarget, "stream"> | undefined> {
        const { group, prefix } = logOf(target);
        const names = await (await streamsIn(target.place)).names(group, prefix, signal);
        if (names.length < 2) {
            return {};
        }
        const hosts = names.map((stream) => ({ label: hostOf(stream), description: stream, value: { stream } }));
        return ask.pick<Pick<TailTarget, "stream">>("Which host?", [
            { label: "All hosts", description: `${names.length} log streams, merged`, value: {} },
            ...hosts,
        ]);
    }
}

/** A log that is followed, in one way or another. */
export interface Going {
    readonly target: TailTarget;
    readonly stop: () => void;
}

interface StopNeeds {
    readonly going: () => Promise<readonly Going[]>;
    readonly ask: Pick<Ask, "pick" | "tell">;
}

/** Stops following a log: the only one, or one that the user picks. */
export function stopTailing({ going, ask }: StopNeeds) {
    return async (): Promise<void> => {
        const tails = await going();
        const tail = await pickTail("Stop tailing which log?", tails, ({ target }) => target, ask);
        if (tails.length === 0) {
            await ask.tell("No log is being tailed.");
        }
        tail?.stop();
    };
}

interface OpenNeeds {
    readonly tails: () => Promise<Pick<LogTails, "withFile">>;
    readonly openFile: (path: string) => Thenable<unknown>;
    readonly ask: Pick<Ask, "pick" | "tell">;
}

/** Opens the file with the whole text of a log, of which the channel shows the newest part. */
export function openFullLog({ tails, openFile, ask }: OpenNeeds) {
    return async (): Promise<void> => {
        const logs = (await tails()).withFile();
        const log = await pickTail("Open which log?", logs, ({ target }) => target, ask);
        if (logs.length === 0) {
            await ask.tell("No log was tailed in this window yet. Run Tail Logs first.");
        } else if (log !== undefined) {
            await openFile(log.file);
        }
    };
}

/** The only one, or the one that is picked, the newest first. */
async function pickTail<T>(
    title: string,
    tails: readonly T[],
    targetOf: (tail: T) => TailTarget,
    ask: Pick<Ask, "pick">,
): Promise<T | undefined> {
    return tails.length < 2
        ? tails[0]
        : ask.pick(
              title,
              tails.toReversed().map((value) => ({ label: channelName(targetOf(value)).replace(/^SageMaker: /, ""), value })),
          );
}
