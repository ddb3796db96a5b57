import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { TRAINING_LOG_GROUP } from "../../src/core/logs/logStreams.ts";
import { tailLog } from "../../src/core/logs/tailLog.ts";
import { LOCAL } from "../../src/core/place.ts";
import { installPackages } from "../host/systemPackages.ts";
import type { startPlace } from "../adapters/place.ts";
import { clientsOf } from "../local/clients.ts";
import { create, ended, putTrainingData } from "../local/job/jobs.ts";
import { median, spread } from "./figures.ts";

/** The AWS CLI 2 of Debian: the one on PyPI is 1, which has no `logs tail`. */
const AWS = "/usr/bin/aws";
const LINES = 100_000;
/** Twenty lines a second for twelve seconds, each with the moment at which it was written. */
const LIVE =
    'let n = 0; const timer = setInterval(() => { console.log("written=" + Date.now()); if (++n === 240) clearInterval(timer); }, 50);';
const LONG = `for (let n = 0; n < ${LINES}; n++) console.log("epoch=" + n + " train_loss=0.125 accuracy=0.975");`;

type Place = Awaited<ReturnType<typeof startPlace>>;

/** Our tail as it follows AWS, beside `aws logs tail --follow`, on the same log of Local SageMaker. */
export async function tailAgainstCli(place: Place): Promise<readonly string[]> {
    if (!existsSync(AWS)) {
        await installPackages("Installing the AWS CLI 2, which our tail is measured against", ["awscli"]);
    }
    const url = await place.server.url();
    const clients = clientsOf(url);
    await putTrainingData(clients);
    await create(clients, "bench-live", LIVE);
    const running = new AbortController();
    const [ours, theirs]: [number[], number[]] = [[], []];
    const note = (waits: number[]) => (line: string) => {
        const written = /written=(\d+)/.exec(line)?.[1];
        if (written !== undefined) {
            waits.push(Date.now() - Number(written));
        }
    };
    const followed = Promise.all([
        followHere(place, "bench-live", note(ours), running.signal),
        followThere(url, ["--follow", "--log-stream-name-prefix", "bench-live/"], note(theirs), running.signal),
    ]);
    await ended(clients, "bench-live");
    await sleep(8000); // the CLI asks every five seconds
    running.abort();
    await followed;
    await create(clients, "bench-long", LONG);
    await ended(clients, "bench-long");
    const [here, there] = [
        await secondsOf(() => readHere(place, "bench-long")),
        await secondsOf(() => readThere(url, "bench-long")),
    ];
    return [
        `from written to shown, ours: ${spread(ours, "ms", 0)}`,
        `from written to shown, aws logs tail: ${spread(theirs, "ms", 0)}`,
        `latency, ours to theirs: ${(median(ours) / median(theirs)).toFixed(2)} (medians)`,
        `${LINES} lines read: ours ${here.toFixed(1)} s, aws logs tail ${there.toFixed(1)} s, ratio ${(here / there).toFixed(2)}`,
    ];
}

async function followHere(place: Place, job: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    const rhythm = { restMs: 2000, drainMs: 120_000, quietReads: 2 };
    const tail = tailLog(
        {
            streams: await place.streamsIn(LOCAL),
            group: TRAINING_LOG_GROUP,
            prefix: `${job}/`,
            choose: (names) => names,
            from: "start",
            windows: new Map(),
            endedForMs: async () => undefined,
            rhythm,
            rest: () => sleep(rhythm.restMs, undefined, { signal }),
            now: () => performance.now(),
            waitOut: (error) => Promise.reject(error),
            onAnswer() {},
            onDraining() {},
        },
        signal,
    );
    try {
        for await (const { events } of tail) {
            events.forEach(({ message }) => onLine(message));
        }
    } catch (error) {
        if (!signal.aborted) {
            throw error;
        }
    }
}

async function followThere(
    url: string,
    options: readonly string[],
    onLine: (line: string) => void,
    signal?: AbortSignal,
): Promise<void> {
    const where = ["--endpoint-url", url, "--region", "us-east-1"];
    const command = ["logs", "tail", TRAINING_LOG_GROUP, "--since", "1h", "--format", "short", ...where, ...options];
    const env = { ...process.env, AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", PYTHONUNBUFFERED: "1" };
    const cli = spawn(AWS, command, { env, stdio: ["ignore", "pipe", "inherit"] });
    signal?.addEventListener("abort", () => cli.kill());
    createInterface(cli.stdout).on("line", onLine);
    await once(cli, "close");
}

async function readHere(place: Place, job: string): Promise<number> {
    const streams = await place.streamsIn(LOCAL);
    let count = 0;
    for (const name of await streams.names(TRAINING_LOG_GROUP, `${job}/`, new AbortController().signal)) {
        for await (const page of streams.read(TRAINING_LOG_GROUP, name, 0, new AbortController().signal)) {
            count += page.length;
        }
    }
    return count;
}

async function readThere(url: string, job: string): Promise<number> {
    let count = 0;
    await followThere(url, ["--log-stream-name-prefix", `${job}/`], () => void count++);
    return count;
}

/** Who reads less than all of it is not compared. */
async function secondsOf(read: () => Promise<number>): Promise<number> {
    const began = performance.now();
    const count = await read();
    if (count < LINES) {
        throw new Error(`${count} of ${LINES} lines were read.`);
    }
    return (performance.now() - began) / 1000;
}
