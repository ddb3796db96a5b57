import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connections } from "../../src/adapters/aws/connections.ts";
import type { Place } from "../../src/core/place.ts";
import { NO_FILTER } from "../../src/editor/tree/filter.ts";
import type { ResourceNode } from "../../src/editor/tree/nodes.ts";
import { PlaceResources } from "../../src/editor/tree/resources.ts";
import { TreeRows } from "../../src/editor/tree/rows.ts";
import { ShownNodes } from "../../src/editor/tree/shownNodes.ts";
import { WatchedPlaces } from "../../src/editor/tree/watchedPlaces.ts";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { keepVariables } from "../host/keepVariables.ts";
import { startWithPast } from "../local/seedTrainingJobs.ts";
import { spread } from "./figures.ts";

const AWS: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const COUNT = 10_000;
const never = new AbortController().signal;

/** How often AWS is asked, and how long a refresh of the tree takes, with ten thousand jobs. */
export async function tree(): Promise<readonly string[]> {
    const root = mkdtempSync(path.join(os.tmpdir(), "tree-"));
    const server = await startWithPast(root, {
        count: COUNT,
        newest: Date.now() - 3_600_000,
        everyMs: 600_000,
        failedEvery: 400,
    });
    const aws = await startAws({ moto: false, local: () => server.url });
    const setBack = keepVariables(...Object.keys(aws.env));
    Object.assign(process.env, aws.env);
    try {
        return [
            `requests in the minute after the first look, hidden: ${await requestsOfAMinute(aws, false)}, visible: ${await requestsOfAMinute(aws, true)}`,
            ...(await refreshes()),
        ];
    } finally {
        setBack();
        await aws.stop();
        await server.end("SIGTERM");
        rmSync(root, { recursive: true, force: true });
    }
}

async function requestsOfAMinute(aws: AwsStandIn, isVisible: boolean): Promise<number> {
    const places = new WatchedPlaces({
        resourcesIn: (place) => resourcesIn(place),
        interestIn: () => ({ isVisible, isFollowed: false, isBilled: false }),
        random: Math.random,
        onChange() {},
    });
    places.connect(AWS);
    await sleep(5000);
    const first = aws.calls().length;
    await sleep(60_000);
    places.dispose();
    return aws.calls().length - first;
}

/** A look at AWS, and a comparison of all rows with those that are shown, which draws what differs. */
async function refreshes(): Promise<readonly string[]> {
    const resources = resourcesIn(AWS);
    const shown = new ShownNodes();
    const below = () => {
        const rows = new TreeRows({ resourcesOf: () => resources.current, filter: NO_FILTER, isByDay: false, now: Date.now() });
        return (node: ResourceNode | undefined) =>
            node === undefined ? [{ kind: "place", place: AWS, account: undefined } as const] : rows.below(node);
    };
    const open = (node?: ResourceNode): void =>
        shown
            .handOut(node, below()(node))
            .filter(({ kind }) => kind === "place" || kind === "group")
            .forEach(open);
    const looks: number[] = [];
    const draws: number[] = [];
    const measure = async (into: number[], work: () => unknown) => {
        const before = performance.now();
        await work();
        into.push(performance.now() - before);
    };
    for (let look = 0; look < 20; look++) {
        await measure(looks, () => resources.refresh(never));
    }
    const before = performance.now();
    while (resources.current.jobs.next !== undefined) {
        await resources.more("trainingJobs", NO_FILTER, never);
    }
    const all = ((performance.now() - before) / 1000).toFixed(1);
    open();
    for (let draw = 0; draw < 20; draw++) {
        await resources.refresh(never);
        await measure(draws, () => shown.changed(below()));
    }
    return [
        `a refresh (two list calls): ${spread(looks, "ms")}`,
        `${resources.current.jobs.items.length} rows loaded with Load More in ${all} s; finding what to draw anew among them: ${spread(draws, "ms")}`,
    ];
}

function resourcesIn(place: Place): PlaceResources {
    const { jobsIn, endpointsIn } = connections(() => Promise.reject(new Error("Nothing here is local."))).quietly;
    return new PlaceResources({
        place,
        jobsIn,
        endpointsIn,
        asking: () => (place.kind === "aws" ? "ask" : "nothing yet"),
        watched: { recall: () => [], remember() {} },
        now: Date.now,
        onChange() {},
        onSettled() {},
    });
}
