import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connections } from "../../src/adapters/aws/connections.ts";
import { requireBucket } from "../../src/core/bucket.ts";
import type { AwsPlace } from "../../src/core/place.ts";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { keepVariables } from "../host/keepVariables.ts";
import { spread } from "./figures.ts";

const ROUNDS = 30;
const MIB = 1024 * 1024;
const PLACE: AwsPlace = { kind: "aws", profile: "dev", region: "us-east-1" };
const BUCKET = "bench-cancelling";
const never = new AbortController().signal;

/** From a cancellation to the end of what was cancelled, while AWS holds its answer back: a read, a question to an endpoint, an upload. */
export async function cancelling(): Promise<readonly string[]> {
    const aws = await startAws({ moto: false, s3: "local" });
    const setBack = keepVariables(...Object.keys(aws.env));
    Object.assign(process.env, aws.env);
    const folder = mkdtempSync(path.join(os.tmpdir(), "rs-cancelling-"));
    try {
        const { jobsIn, invokeIn, storeIn } = connections(() =>
            Promise.reject(new Error("Nobody asks for Local SageMaker here.")),
        );
        const [jobs, invoke, store] = await Promise.all([jobsIn(PLACE), invokeIn(PLACE), storeIn(PLACE)]);
        await requireBucket(store, { bucket: BUCKET, region: PLACE.region }, async () => true, never);
        const file = path.join(folder, "model.bin");
        writeFileSync(file, randomBytes(20 * MIB));
        const question = { endpointName: "iris", contentType: "text/csv", accept: undefined, body: new Uint8Array(3) };
        return [
            `a read: ${await delays(aws, "DescribeTrainingJob", async (signal) => jobs.describe("iris", signal))}`,
            `a question: ${await delays(aws, "InvokeEndpoint", async (signal) => invoke(question, signal))}`,
            `an upload: ${await delays(aws, "UploadPart", async (signal, round) =>
                store.upload(BUCKET, new Map([[`${round}.bin`, file]]), () => {}, signal),
            )}`,
        ];
    } finally {
        rmSync(folder, { recursive: true, force: true });
        setBack();
        await aws.stop();
    }
}

async function delays(
    aws: AwsStandIn,
    operation: string,
    work: (signal: AbortSignal, round: number) => Promise<unknown>,
): Promise<string> {
    const sample: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
        aws.faults.clear();
        aws.faults.add({ what: "hang", operation, times: "always" });
        const cancel = new AbortController();
        const working = work(cancel.signal, round).then(
            () => Promise.reject(new Error(`${operation} was answered.`)),
            () => performance.now(),
        );
        while (aws.faults.fired().length === 0) {
            await sleep(5);
        }
        const cancelled = performance.now();
        cancel.abort();
        sample.push((await working) - cancelled);
    }
    aws.faults.clear();
    return spread(sample, "ms");
}
