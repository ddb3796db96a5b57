import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { filesUnder } from "../../src/adapters/workspace/files.ts";
import { requireBucket } from "../../src/core/bucket.ts";
import type { ObjectStore } from "../../src/core/objectStore.ts";
import { LOCAL } from "../../src/core/place.ts";
import type { startPlace } from "../adapters/place.ts";
import { python } from "../host/pythonTools.ts";
import { median } from "./figures.ts";

const MIB = 1024 * 1024;
const ROUNDS = 3;
const BUCKET = "bench-upload";
const never = new AbortController().signal;
const run = promisify(execFile);

/** Uploads of one large file and of many small ones against `aws s3 cp` to the same Local SageMaker, and a launch's way to the accepted job. */
export async function upload(place: Awaited<ReturnType<typeof startPlace>>): Promise<readonly string[]> {
    const folder = mkdtempSync(path.join(os.tmpdir(), "rs-upload-"));
    try {
        const store = await place.storeIn(LOCAL);
        await requireBucket(store, { bucket: BUCKET, region: LOCAL.region }, async () => true, never);
        const large = fill(path.join(folder, "large"), 1, 128 * MIB);
        const many = fill(path.join(folder, "many"), 400, 32 * 1024);
        return [
            await compare("1 file of 128 MiB", store, await place.server.url(), large),
            await compare("400 files of 32 KiB", store, await place.server.url(), many),
            await timeToAccepted(place),
        ];
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

function fill(folder: string, count: number, bytes: number): string {
    mkdirSync(folder);
    for (let index = 0; index < count; index++) {
        writeFileSync(path.join(folder, `${index}.bin`), randomBytes(bytes));
    }
    return folder;
}

async function compare(title: string, store: ObjectStore, url: string, folder: string): Promise<string> {
    const [ours, theirs]: [number[], number[]] = [[], []];
    const files = await filesUnder(folder);
    for (let round = 0; round < ROUNDS; round++) {
        const name = `${path.basename(folder)}-${round}`;
        const objects = new Map(Array.from(files, ([key, file]) => [`ours/${name}/${key}`, file]));
        ours.push(await timed(() => store.upload(BUCKET, objects, () => {}, never)));
        theirs.push(
            await timed(() => awsCli(url, "s3", "cp", "--recursive", "--quiet", folder, `s3://${BUCKET}/theirs/${name}/`)),
        );
    }
    const ratio = median(ours) / median(theirs);
    return `${title}: ${median(ours).toFixed(0)} ms, aws s3 cp ${median(theirs).toFixed(0)} ms, ratio ${ratio.toFixed(2)}`;
}

/** A launch with binaries that are built and data that is there, until the job is accepted, against a single call of the AWS CLI. */
async function timeToAccepted(place: Awaited<ReturnType<typeof startPlace>>): Promise<string> {
    const project = await place.moody();
    await place.launch(project, "accepted-0", { seconds: "0" });
    const ours: number[] = [];
    const theirs: number[] = [];
    const url = await place.server.url();
    for (let round = 1; round <= ROUNDS; round++) {
        ours.push(await timed(() => place.launch(project, `accepted-${round}`, { seconds: "0" })));
        theirs.push(await timed(() => awsCli(url, "sagemaker", "list-training-jobs")));
    }
    const ratio = median(ours) / median(theirs);
    return `launch to accepted job: ${median(ours).toFixed(0)} ms, one call of the AWS CLI ${median(theirs).toFixed(0)} ms, ratio ${ratio.toFixed(2)}`;
}

async function awsCli(url: string, ...args: readonly string[]): Promise<void> {
    const keys = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
    const env = { ...process.env, ...keys, AWS_ENDPOINT_URL: url, AWS_DEFAULT_REGION: LOCAL.region };
    await run(python, ["-m", "awscli", ...args], { env, maxBuffer: 16 * MIB });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
    const started = performance.now();
    await work();
    return performance.now() - started;
}
