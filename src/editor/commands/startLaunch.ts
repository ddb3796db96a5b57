import { requireBucket } from "../../core/bucket.ts";
import { sizeText } from "../../core/sizeText.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { ChannelInput, TrainingPlan } from "../../core/job/trainingPlan.ts";
import type { ObjectStore } from "../../core/objectStore.ts";
import { LOCAL_ACCOUNT, type Place } from "../../core/place.ts";
import { emptyChannel } from "../../core/workspace/channels.ts";
import type { Project } from "../../core/workspace/project.ts";
import type { Launch } from "./launchSteps.ts";

type BuildImage = (project: Project, report: (message: string) => void, signal: AbortSignal) => Promise<string>;

interface Needs {
    readonly place: Place;
    /** Each builds the crate in its way and answers the reference of what came of it. */
    readonly build: Readonly<Record<"process" | "container", BuildImage>>;
    readonly storeIn: (place: Place) => Promise<ObjectStore>;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly filesUnder: (folder: string) => Promise<ReadonlyMap<string, string>>;
    readonly sha256Of: (file: string, signal: AbortSignal) => Promise<string>;
    readonly sha256OfText: (text: string) => string;
}

/** The role that jobs on this machine are said to run under; nothing here asks for its rights. */
const LOCAL_ROLE = `arn:aws:iam::${LOCAL_ACCOUNT}:role/LocalSageMaker`;

/** Carries out a launch: have an image, upload the channels, start the job. */
export function startLaunch(needs: Needs) {
    const { place, build, storeIn, jobsIn, filesUnder, sha256Of, sha256OfText } = needs;

    return async (project: Project, launch: Launch, report: (message: string) => void, signal: AbortSignal): Promise<void> => {
        const channels = await channelFiles(project, launch);
        const image =
            typeof launch.image === "string" ? await build[launch.image](project, report, signal) : launch.image.reference;
        const inputs = await uploadChannels(project, channels, report, signal);
        report("starting");
        const plan = planOf(project, launch, image, inputs);
        await (await jobsIn(place)).start(plan, signal);
    };

    /** Looks at the channels before anything is built: a missing folder is told in a moment, a build takes minutes. */
    async function channelFiles(project: Project, { channels }: Launch) {
        const found = new Map<string, ReadonlyMap<string, string>>();
        for (const [channel, folder] of channels) {
            const files = await filesUnder(folder);
            if (files.size === 0) {
                throw emptyChannel(project, channel, folder);
            }
            found.set(channel, files);
        }
        return found;
    }

    async function uploadChannels(
        { crate }: Project,
        channels: ReadonlyMap<string, ReadonlyMap<string, string>>,
        report: (message: string) => void,
        signal: AbortSignal,
    ): Promise<ReadonlyMap<string, ChannelInput>> {
        const bucket = bucketOf(place);
        const store = await storeIn(place);
        await requireBucket(store, { bucket, region: place.region }, async () => true, signal);
        const inputs = new Map<string, ChannelInput>();
        for (const [channel, files] of channels) {
            report(`channel ${channel}: reading ${files.size} files`);
            const prefix = `${crate.name}/data/${await contentHash(files, signal)}/${channel}/`;
            const objects = new Map(Array.from(files, ([name, file]) => [prefix + name, file]));
            await store.upload(
                bucket,
                objects,
                (done, of) => report(`channel ${channel}: ${sizeText(done)} of ${sizeText(of)}`),
                signal,
            );
            inputs.set(channel, { uri: `s3://${bucket}/${prefix}` });
        }
        return inputs;
    }

    /** Data is kept by its content: a file that was taken away since the last launch must not be trained on. */
    async function contentHash(files: ReadonlyMap<string, string>, signal: AbortSignal): Promise<string> {
        const lines: string[] = [];
        for (const [name, file] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
            lines.push(`${name} ${await sha256Of(file, signal)}`);
        }
        return sha256OfText(lines.join("\n")).slice(0, 16);
    }

    function planOf(project: Project, launch: Launch, image: string, inputs: ReadonlyMap<string, ChannelInput>): TrainingPlan {
        const { training } = project.file;
        const spec = {
            crate: project.crate.name,
            image,
            roleArn: LOCAL_ROLE,
            instanceType: training.instanceType,
            inputs,
            output: `s3://${bucketOf(place)}/${project.crate.name}/jobs`,
            hyperparameters: launch.hyperparameters,
            metrics: training.metrics,
            maxRuntimeSeconds: launch.maxRuntimeSeconds,
        };
        return { ...spec, name: launch.jobName, specHash: sha256OfText(JSON.stringify({ ...spec, inputs: [...inputs] })) };
    }
}

/** The bucket that SageMaker's own tools use by default. */
function bucketOf({ region }: Place): string {
    return `sagemaker-${region}-${LOCAL_ACCOUNT}`;
}
