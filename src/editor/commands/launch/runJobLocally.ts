import path from "node:path";
import { defaultBucket, requireBucket } from "../../../core/bucket.ts";
import { isBelowFolder } from "../../../core/job/isBelowFolder.ts";
import { dataSample, type SampleSize } from "../../../core/job/dataSample.ts";
import { planOfRequest } from "../../../core/job/repeatableRequest.ts";
import type { TrainingJob } from "../../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../../core/job/trainingJobs.ts";
import { trainingJobName } from "../../../core/job/trainingJobName.ts";
import { type ChannelInput, type TrainingPlan, withSpecHash } from "../../../core/job/trainingPlan.ts";
import { type ObjectStore, parseS3Uri } from "../../../core/objectStore.ts";
import { LOCAL, LOCAL_ACCOUNT, type Place } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import { sizeText } from "../../../core/text/sizeText.ts";
import type { Ask, Choice } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { TrainingJobNode } from "../../tree/nodes.ts";
import { anyJob, type PickResource } from "../pickResource.ts";
import { stemOf } from "./runAgain.ts";
import type { Start, StartTraining } from "./startTraining.ts";

interface Needs {
    readonly jobsIn: (place: Place) => Promise<Pick<TrainingJobs, "requestOf">>;
    readonly storeIn: (place: Place) => Promise<ObjectStore>;
    readonly pick: PickResource<TrainingJob>;
    /** Brings an image to where Local SageMaker finds it, and answers its name there; undefined when the user does not want that. */
    readonly fetchImage: (place: Place, image: string, signal: AbortSignal) => Promise<string | undefined>;
    /** Lends a folder that is gone afterwards. */
    readonly withFolder: <T>(task: (folder: string) => Promise<T>) => Promise<T>;
    readonly start: StartTraining;
    readonly roleArn: string;
    readonly ask: Pick<Ask, "pick">;
    readonly progress: Progress;
    readonly now: () => Date;
    readonly onStarted: (started: Start) => void;
    readonly sha256OfText: (text: string) => string;
    readonly requireTrust: () => void;
    /** Node's name of the system that the job runs on. */
    readonly os: string;
}

type Report = (message: string) => void;
type Earlier = Omit<TrainingPlan, "specHash">;

/** A listing ends there: what is asked for is a sample. */
const MOST_LISTED = 10_000;

const SIZES: readonly Choice<SampleSize>[] = [
    { label: "A Few Files", description: "at most 10 objects and 10 MB of each channel", value: { objects: 10, bytes: 10e6 } },
    { label: "A Sample", description: "at most 200 objects and 100 MB of each channel", value: { objects: 200, bytes: 100e6 } },
    {
        label: "Much",
        description: "at most 10,000 objects and 2 GB of each channel",
        value: { objects: MOST_LISTED, bytes: 2e9 },
    },
];

/** Runs a job of AWS on this machine: the same image and hyperparameters, with a sample of its data. */
export function runJobLocally(needs: Needs) {
    const { jobsIn, storeIn, pick, fetchImage, withFolder, start, roleArn, ask, progress, now, onStarted, sha256OfText, os } =
        needs;

    return async (signal: AbortSignal, node?: TrainingJobNode): Promise<void> => {
        needs.requireTrust();
        const target = await pick(ANY, signal, node && { place: node.place, resource: node.job });
        if (target === undefined) {
            return;
        }
        const { place, resource } = target;
        const earlier = await progress(`Training job ${resource.name}`, async (cancelled) =>
            planOfRequest(await (await jobsIn(place)).requestOf(resource.name, AbortSignal.any([signal, cancelled]))),
        );
        requireFolders([...earlier.inputs.keys()]);
        requireData(earlier);
        const size = earlier.inputs.size === 0 ? SIZES[0]?.value : await ask.pick("How much of the job's data?", SIZES);
        const image = size && (await fetchImage(place, earlier.image, signal));
        if (size === undefined || image === undefined) {
            return;
        }
        await progress(`Running ${resource.name} on this machine`, async (cancelled, report) => {
            const until = AbortSignal.any([signal, cancelled]);
            const inputs = await withFolder((folder) => sampled(place, earlier, size, folder, report, until));
            const plan = withSpecHash(localPlan({ ...earlier, image, inputs }), sha256OfText);
            const wanted = { place: LOCAL, account: LOCAL_ACCOUNT, plan, fallbackTypes: [] };
            onStarted({ ...wanted, plan: await start(wanted, until) });
        });
    };

    /** Anybody may have named the channels of a job that is listed; Local SageMaker makes folders of them. */
    function requireFolders(channels: readonly string[]): void {
        const odd = channels.find((channel) => channel.includes("/") || !isBelowFolder(channel, os));
        if (odd !== undefined) {
            throw new Problem("invalidRequest", `A channel of this job has a name that is no folder here: ${odd}.`);
        }
    }

    /** Of a manifest only the list of the objects would come, and the job would train on that. */
    function requireData({ basis }: Earlier): void {
        const listed = basis?.InputDataConfig?.find(
            ({ DataSource }) => (DataSource?.S3DataSource?.S3DataType ?? "S3Prefix") !== "S3Prefix",
        );
        if (listed !== undefined) {
            throw new Problem(
                "invalidRequest",
                `A channel of this job takes its objects from a manifest: ${listed.ChannelName}.`,
            );
        }
    }

    /** Leaves out what only AWS has: spare capacity, networks, keys and more than one instance. */
    function localPlan(plan: Earlier): Earlier {
        const { crate, image, inputs, hyperparameters, metrics, environment, maxRuntimeSeconds, instanceType } = plan;
        return {
            name: trainingJobName(stemOf(plan.name), now()),
            crate,
            image,
            roleArn,
            instanceType,
            inputs,
            output: `s3://${bucket}/${stemOf(plan.name)}/jobs`,
            hyperparameters,
            metrics,
            ...(environment !== undefined && { environment }),
            maxRuntimeSeconds,
        };
    }

    async function sampled(
        place: Place,
        { name, inputs }: Earlier,
        size: SampleSize,
        folder: string,
        report: Report,
        signal: AbortSignal,
    ): Promise<ReadonlyMap<string, ChannelInput>> {
        const local = new Map<string, ChannelInput>();
        const store = await storeIn(LOCAL);
        await requireBucket(store, { bucket, region: LOCAL.region }, async () => true, signal);
        for (const [channel, input] of inputs) {
            // Files are numbered: neither a channel nor a key need be a name for one.
            const stem = path.join(folder, String(local.size));
            const files = await downloaded(place, channel, input.uri, size, stem, report, signal);
            // The same objects lie in the same place, and no other ones with them: what has gone from S3 since is not trained on.
            const sample = sha256OfText(JSON.stringify([input.uri, ...files.keys()])).slice(0, 16);
            const prefix = `${stemOf(name)}/samples/${sample}/${channel}/`;
            const objects = new Map(Array.from(files, ([key, file]) => [prefix + key, file]));
            await store.upload(bucket, objects, () => undefined, signal);
            const { mode, contentType } = input;
            local.set(channel, {
                uri: `s3://${bucket}/${prefix}`,
                ...(mode !== undefined && { mode }),
                ...(contentType !== undefined && { contentType }),
            });
        }
        return local;
    }

    /** Key behind the channel's prefix → file. */
    async function downloaded(
        place: Place,
        channel: string,
        uri: string,
        size: SampleSize,
        stem: string,
        report: Report,
        signal: AbortSignal,
    ): Promise<ReadonlyMap<string, string>> {
        const source = parseS3Uri(uri);
        const store = await storeIn(place);
        const listed = source && (await store.list(source.bucket, source.prefix, MOST_LISTED, signal));
        const sample = dataSample(listed ?? [], size);
        if (source === undefined || sample.length === 0) {
            throw new Problem("channelMissing", `There are no objects in S3 for channel "${channel}": ${uri}.`);
        }
        const nameOf = (key: string) => key.slice(folderOf(source.prefix).length);
        const outside = sample.find(({ key }) => !isBelowFolder(nameOf(key), os));
        if (outside !== undefined) {
            throw new Problem(
                "invalidRequest",
                `An object of channel "${channel}" has a key that is no file here: ${outside.key}.`,
            );
        }
        const of = sizeText(sample.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
        const files = new Map<string, string>();
        let done = 0;
        for (const [index, { key, sizeBytes }] of sample.entries()) {
            const file = `${stem}-${index}`;
            await store.download(source.bucket, key, file, signal);
            done += sizeBytes;
            report(`channel ${channel}: ${sizeText(done)} of ${of}`);
            files.set(nameOf(key), file);
        }
        return files;
    }
}

const bucket = defaultBucket(LOCAL.region, LOCAL_ACCOUNT);

/** What SageMaker takes away of a key is not documented; here the folder that the prefix names, or is in. */
function folderOf(prefix: string): string {
    return prefix.slice(0, prefix.lastIndexOf("/") + 1);
}

const ANY = anyJob("Run which training job on this machine?");
