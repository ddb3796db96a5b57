import { defaultBucket } from "../../../core/bucket.ts";
import { repositoryOf } from "../../../core/image/imagePlan.ts";
import type { WhoAmI } from "../../../core/account/identity.ts";
import type { Prices } from "../../../core/instance/prices.ts";
import type { ChannelInput, TrainingPlan } from "../../../core/job/trainingPlan.ts";
import { withSpecHash } from "../../../core/job/trainingPlan.ts";
import type { ObjectStore } from "../../../core/objectStore.ts";
import type { Place } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Upcoming } from "../../../core/preflight/preflight.ts";
import { runtimeWithin } from "../../../core/preflight/budget.ts";
import { emptyChannel } from "../../../core/workspace/channels.ts";
import type { Project } from "../../../core/workspace/project.ts";
import type { Launch } from "./launchSteps.ts";

interface Needs {
    readonly place: Place;
    readonly identityIn: (place: Place) => Promise<WhoAmI>;
    readonly pricesIn: (place: Place) => Promise<Prices>;
    /** The request of the job that is run again, if one is. */
    readonly basis?: TrainingPlan["basis"] | undefined;
    /** The role of jobs for which nothing else is said; empty where none was chosen yet. */
    readonly roleArn: () => string;
    readonly storeIn: (place: Place) => Promise<Pick<ObjectStore, "bucketRegion">>;
    readonly bytesOf: (file: string) => Promise<number>;
    readonly filesUnder: (folder: string) => Promise<ReadonlyMap<string, string>>;
    readonly sha256Of: (file: string, signal: AbortSignal) => Promise<string>;
    readonly sha256OfText: (text: string) => string;
}

/** A launch that is thought through; nothing of it is made yet. */
export interface PreparedLaunch {
    readonly project: Project;
    readonly launch: Launch;
    /** Its image is the empty string while it is still to be built. */
    readonly plan: TrainingPlan;
    readonly bucket: string;
    /** Twelve digits. */
    readonly account: string;
    /** What is uploaded: channel → key → file. */
    readonly uploads: ReadonlyMap<string, ReadonlyMap<string, string>>;
    /** Where it goes and what is to be made, for the checks before it. */
    readonly upcoming: Upcoming;
}

/** Thinks a launch through: looks at its data, names where it will lie, and plans the job. */
export function prepareLaunch(needs: Needs) {
    const { place, identityIn, pricesIn, storeIn, roleArn, bytesOf, filesUnder, sha256Of, sha256OfText } = needs;

    return async (
        project: Project,
        launch: Launch,
        report: (message: string) => void,
        signal: AbortSignal,
    ): Promise<PreparedLaunch> => {
        const { account } = await (await identityIn(place))(signal);
        const bucket = launch.options.bucket ?? defaultBucket(place.region, account);
        const uploads = new Map<string, ReadonlyMap<string, string>>();
        const inputs = new Map<string, ChannelInput>();
        for (const [channel, data] of launch.channels) {
            const settings = inputSettings(project, channel);
            if (data.startsWith("s3://")) {
                inputs.set(channel, { uri: data, ...settings });
            } else {
                const { prefix, objects } = await channelUpload(project, channel, data, report, signal);
                uploads.set(channel, objects);
                inputs.set(channel, { uri: `s3://${bucket}/${prefix}`, ...settings });
            }
        }
        const plan = await planOf(project, launch, { bucket, inputs }, signal);
        const isPushed = launch.image === "push";
        const upcoming = {
            ...(await upcomingOf(launch.options, bucket, uploads, signal)),
            ...(isPushed && { newRepository: repositoryOf(project) }),
        };
        return { project, launch, plan, bucket, account, uploads, upcoming };
    };

    async function upcomingOf(
        { budgetUsd, fallbackTypes }: Launch["options"],
        bucket: string,
        uploads: PreparedLaunch["uploads"],
        signal: AbortSignal,
    ): Promise<Upcoming> {
        const bytes = new Map<string, number>();
        for (const [channel, files] of uploads) {
            const sizes = await Promise.all(Array.from(files.values(), bytesOf));
            bytes.set(
                channel,
                sizes.reduce((sum, size) => sum + size, 0),
            );
        }
        const isThere = await isBucketThere(bucket, signal);
        return {
            place,
            uploads: bytes,
            fallbackTypes,
            ...(!isThere && { newBucket: bucket }),
            ...(budgetUsd !== undefined && { budgetUsd }),
        };
    }

    /** A bucket that one may not look into is there; the checks say what that means. */
    async function isBucketThere(bucket: string, signal: AbortSignal): Promise<boolean> {
        try {
            return (await (await storeIn(place)).bucketRegion(bucket, signal)) !== undefined;
        } catch (error) {
            if (Problem.is(error, "accessDenied")) {
                return true;
            }
            throw error;
        }
    }

    /** Looks at the data before anything is built: a missing folder is told in a moment, a build takes minutes. */
    async function channelUpload(
        project: Project,
        channel: string,
        folder: string,
        report: (message: string) => void,
        signal: AbortSignal,
    ) {
        const files = await filesUnder(folder);
        if (files.size === 0) {
            throw emptyChannel(project, channel, folder);
        }
        report(`channel ${channel}: reading ${files.size} files`);
        const prefix = `${project.crate.name}/data/${await contentHash(files, signal)}/${channel}/`;
        return { prefix, objects: new Map(Array.from(files, ([name, file]) => [prefix + name, file])) };
    }

    /** Data is kept by its content: a file that was taken away since the last launch must not be trained on. */
    async function contentHash(files: ReadonlyMap<string, string>, signal: AbortSignal): Promise<string> {
        const lines: string[] = [];
        for (const [name, file] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
            lines.push(`${name} ${await sha256Of(file, signal)}`);
        }
        return sha256OfText(lines.join("\n")).slice(0, 16);
    }

    async function planOf(
        { crate }: Project,
        launch: Launch,
        { bucket, inputs }: { readonly bucket: string; readonly inputs: ReadonlyMap<string, ChannelInput> },
        signal: AbortSignal,
    ): Promise<TrainingPlan> {
        const { jobName, instanceType, instanceCount, image, hyperparameters } = launch;
        const { budgetUsd: _budget, role, checkpoints, bucket: chosenBucket, fallbackTypes, ...options } = launch.options;
        const ownCheckpoints = `s3://${bucket}/${crate.name}/checkpoints/${jobName}/`;
        const plan = {
            ...(needs.basis && { basis: needs.basis }),
            ...options,
            name: jobName,
            crate: crate.name,
            image: typeof image === "string" ? "" : image.reference,
            roleArn: role ?? roleArn(),
            instanceType,
            ...(instanceCount > 1 && { instanceCount }),
            inputs,
            output:
                (chosenBucket === undefined && needs.basis?.OutputDataConfig?.S3OutputPath) ||
                `s3://${bucket}/${crate.name}/jobs`,
            hyperparameters,
            ...(checkpoints !== undefined && { checkpoints: { uri: checkpoints === "yes" ? ownCheckpoints : checkpoints } }),
            maxRuntimeSeconds: await runtimeOf(launch, [instanceType, ...fallbackTypes], signal),
        };
        return withSpecHash(plan, sha256OfText);
    }

    /** The run time, shortened to what the budget pays for on the dearest of the instance types whose price is known. */
    async function runtimeOf(launch: Launch, instanceTypes: readonly string[], signal: AbortSignal): Promise<number> {
        const { maxRuntimeSeconds, instanceCount, options } = launch;
        if (options.budgetUsd === undefined) {
            return maxRuntimeSeconds;
        }
        const prices = await pricesIn(place);
        const known = await Promise.all(instanceTypes.map((type) => prices.perHour("training", type, signal)));
        const usdPerHour = Math.max(0, ...known.map((price) => price?.usd ?? 0));
        if (usdPerHour === 0) {
            return maxRuntimeSeconds;
        }
        const paid = runtimeWithin(options.budgetUsd, { usdPerHour, count: instanceCount }) - (options.warmPoolSeconds ?? 0);
        return Math.min(maxRuntimeSeconds, Math.max(1, paid));
    }
}

/** What sagemaker.json says of a channel beside where its data is. */
function inputSettings({ file }: Project, channel: string): Omit<ChannelInput, "uri"> {
    const setting = file.training.channels[channel];
    if (setting === undefined || typeof setting === "string") {
        return {};
    }
    return {
        ...(setting.mode !== undefined && { mode: setting.mode }),
        ...(setting.sharded !== undefined && { isSharded: setting.sharded }),
        ...(setting.contentType !== undefined && { contentType: setting.contentType }),
    };
}
