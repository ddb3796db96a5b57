import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { deploy } from "../../src/core/endpoint/deploy.ts";
import { TRAINING_LOG_GROUP } from "../../src/core/logs/logStreams.ts";
import { fakeJournal } from "../core/fakes/fakeJournal.ts";
import { deploymentOf, planOf } from "./awsPlace.ts";
import type { Place } from "./changes.ts";
import { waiting } from "./hostingChanges.ts";

/** What operations work on: the place, what was there before the faults began, and a folder for files. */
export interface World {
    readonly at: Place;
    /** A job that has ended, and the lines that it printed. */
    readonly endedJob: string;
    readonly lines: readonly string[];
    readonly bucket: string;
    readonly folder: string;
}

/** Something that a user has done; it fails by a `Problem`, and by an AssertionError where what came is wrong. */
export interface Operation {
    readonly what: string;
    /** How often it is chosen, against the others. */
    readonly weight: number;
    readonly run: (world: World, name: string, signal: AbortSignal) => Promise<void>;
}

/** What users do most is asked most often; what starts a process is rare, or this machine would be the measure. */
export const operations: readonly Operation[] = [
    {
        what: "list jobs",
        weight: 20,
        async run({ at, endedJob }, _name, signal) {
            const { items } = await (await at.connected.jobsIn(at.place)).page({ nameContains: endedJob }, signal);
            assert.deepEqual(
                items.map(({ name, status }) => `${name} ${status}`),
                [`${endedJob} Completed`],
            );
        },
    },
    {
        what: "describe a job",
        weight: 20,
        async run({ at, endedJob }, _name, signal) {
            const { name, image, status } = await (await at.connected.jobsIn(at.place)).describe(endedJob, signal);
            assert.deepEqual([name, image, status], [endedJob, at.image.reference, "Completed"]);
        },
    },
    {
        what: "read a log",
        weight: 15,
        async run({ at, endedJob, lines }, _name, signal) {
            const streams = await at.connected.streamsIn(at.place);
            const [stream = ""] = await streams.names(TRAINING_LOG_GROUP, `${endedJob}/`, signal);
            const read: string[] = [];
            for await (const events of streams.read(TRAINING_LOG_GROUP, stream, 0, signal)) {
                read.push(...events.map(({ message }) => message));
            }
            assert.deepEqual(read, lines);
        },
    },
    {
        what: "say who calls",
        weight: 10,
        async run({ at }, _name, signal) {
            assert.equal((await (await at.connected.identityIn(at.place))(signal)).account, "123456789012");
        },
    },
    {
        what: "list images",
        weight: 10,
        async run({ at }, _name, signal) {
            const images = await (await at.connected.repositoriesIn(at.place)).images(at.image.repository, signal);
            assert.deepEqual(
                images.map(({ digest }) => digest),
                [at.image.digest],
            );
        },
    },
    { what: "upload a file and fetch it", weight: 18, run: roundTrip },
    {
        what: "create a repository",
        weight: 4,
        async run({ at }, name, signal) {
            const repositories = await at.connected.repositoriesIn(at.place);
            const wanted = { name, isTagImmutable: true, scanOnPush: false, lifecyclePolicy: undefined };
            assert.equal((await repositories.create(wanted, signal)).name, name);
            assert.deepEqual(await repositories.images(name, signal), []);
        },
    },
    {
        what: "start a job",
        weight: 2,
        async run({ at }, name, signal) {
            const jobs = await at.connected.jobsIn(at.place);
            await jobs.start(planOf(name, at.image.reference), signal);
            assert.equal((await jobs.describe(name, signal)).image, at.image.reference);
        },
    },
    { what: "deploy and delete", weight: 1, run: deployAndDelete },
];

async function roundTrip({ at, bucket, folder }: World, name: string, signal: AbortSignal): Promise<void> {
    const store = await at.connected.storeIn(at.place);
    const content = randomBytes(3000);
    const [sent, received] = [path.join(folder, `${name} sent`), path.join(folder, `${name} received`)];
    await fs.writeFile(sent, content);
    assert.equal(await store.upload(bucket, new Map([[`data/${name}`, sent]]), () => {}, signal), 1);
    await store.download(bucket, `data/${name}`, received, signal);
    assert.equal(digestOf(await fs.readFile(received)), digestOf(content));
}

const digestOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function deployAndDelete({ at }: World, name: string, signal: AbortSignal): Promise<void> {
    const hosting = await at.connected.hostingIn(at.place);
    const plan = deploymentOf(name, at.image.reference);
    const subject = { resource: "endpoint" as const, name };
    const intent = { kind: "deploy" as const, place: at.place, account: "123456789012", subject, specHash: plan.specHash, plan };
    await deploy({ hosting, waiting, isNewRole: async () => false }, await fakeJournal().begin(intent), plan, () => {}, signal);
    while ((await hosting.endpoint(name, signal))?.status === "Creating") {
        await waiting.rest(signal);
    }
    assert.equal((await hosting.endpoint(name, signal))?.status, "InService");
    while ((await hosting.endpoint(name, signal)) !== undefined) {
        await hosting.delete("endpoint", name, signal);
        await waiting.rest(signal);
    }
    await hosting.delete("endpointConfig", name, signal);
    await hosting.delete("model", name, signal);
    for (const kind of ["endpointConfig", "model"] as const) {
        assert.equal(await hosting.find(kind, name, signal), undefined);
    }
}
