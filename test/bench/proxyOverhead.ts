import { Agent, request } from "node:http";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../../src/core/job/trainingJob.ts";
import { deployments } from "../adapters/deployments.ts";
import type { startPlace } from "../adapters/place.ts";
import { median, spread } from "./figures.ts";

const ROUNDS = 2000;
const BODY = '{"instances":[[1,2,3]]}';

/** A request through InvokeEndpoint against the same request to the container's own port, in turns over connections that are kept. */
export async function proxyOverhead(place: Awaited<ReturnType<typeof startPlace>>): Promise<readonly string[]> {
    const signal = new AbortController().signal;
    await place.launch(await place.moody(), "proxy", { seconds: "0.1" });
    while (isRunning(await place.jobs.describe("proxy", signal))) {
        await sleep(20);
    }
    const { image, modelArtifact, roleArn, instanceType } = await place.jobs.describe("proxy", signal);
    const { deploy, delete: remove } = deployments(place);
    await deploy({ name: "proxy", image, modelArtifact, roleArn, instanceType });
    while ((await place.endpoints.describe("proxy", signal)).status === "Creating") {
        await sleep(20);
    }
    const direct = poster(`http://127.0.0.1:${containerPort(place.dataDirectory)}/invocations`);
    const proxied = poster(`${await place.server.url()}/endpoints/proxy/invocations`);
    const [directTimes, proxiedTimes]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
        directTimes.push(await timed(direct));
        proxiedTimes.push(await timed(proxied));
    }
    await remove("proxy");
    const overhead = median(proxiedTimes) - median(directTimes);
    return [
        `direct: ${spread(directTimes, "ms", 3)}`,
        `through the proxy: ${spread(proxiedTimes, "ms", 3)}`,
        `overhead of the medians: ${overhead.toFixed(3)} ms`,
    ];
}

/** The port that the endpoint's process was told to listen on. */
function containerPort(dataDirectory: string): number {
    for (const file of globSync("endpoints/**/launch.json", { cwd: dataDirectory })) {
        const launch = readFileSync(path.join(dataDirectory, file), "utf8");
        const port = /SAGEMAKER_BIND_TO_PORT":\s*"(\d+)"/.exec(launch)?.[1];
        if (port !== undefined) {
            return Number(port);
        }
    }
    throw new Error("No endpoint was started here.");
}

function poster(url: string): () => Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    return () =>
        new Promise((resolve, reject) => {
            const options = {
                method: "POST",
                agent,
                headers: { "Content-Type": "application/json", "Content-Length": BODY.length },
            };
            const sent = request(url, options, (response) => {
                response
                    .resume()
                    .on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}`))));
            });
            sent.on("error", reject).end(BODY);
        });
}

async function timed(work: () => Promise<void>): Promise<number> {
    const started = performance.now();
    await work();
    return performance.now() - started;
}
