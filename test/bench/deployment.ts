import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../../src/core/job/trainingJob.ts";
import { deployments } from "../adapters/deployments.ts";
import type { startPlace } from "../adapters/place.ts";
import { spread } from "./figures.ts";

/** How long an endpoint takes from the first of its three create calls to InService, its model a few bytes and its server up in milliseconds. */
export async function deployment(place: Awaited<ReturnType<typeof startPlace>>): Promise<string> {
    const signal = new AbortController().signal;
    await place.launch(await place.moody(), "deployment", { seconds: "0.1" });
    while (isRunning(await place.jobs.describe("deployment", signal))) {
        await sleep(20);
    }
    const { image, modelArtifact, roleArn, instanceType } = await place.jobs.describe("deployment", signal);
    const { deploy, delete: remove } = deployments(place, { restMs: 10 });
    const times: number[] = [];
    for (let round = 0; round < 10; round++) {
        const name = `deployment-${round}`;
        const started = performance.now();
        await deploy({ name, image, modelArtifact, roleArn, instanceType });
        while ((await place.endpoints.describe(name, signal)).status === "Creating") {
            await sleep(10);
        }
        times.push(performance.now() - started);
        await remove(name);
    }
    return spread(times, "ms", 0);
}
