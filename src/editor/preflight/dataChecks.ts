import { defaultBucket } from "../../core/bucket.ts";
import type { TrainingPlan } from "../../core/job/trainingPlan.ts";
import { once } from "../../core/once.ts";
import { type ObjectStore, parseS3Uri } from "../../core/objectStore.ts";
import { Problem } from "../../core/problem.ts";
import {
    type BucketAnswer,
    bucketFinding,
    channelFinding,
    type Contents,
    modelFinding,
} from "../../core/preflight/bucketFindings.ts";
import type { Check } from "../../core/preflight/finding.ts";
import type { Upcoming } from "../../core/preflight/preflight.ts";
import { copiedBytes, volumeFinding } from "../../core/preflight/volumeFinding.ts";
import type { Sources } from "./sources.ts";

type Store = Pick<ObjectStore, "bucketRegion" | "list">;

/** So many objects are counted of a channel; that more are there is said. */
const MOST_COUNTED = 10_000;

/** Checks each bucket that a plan names. */
export function bucketChecks(
    uris: readonly string[],
    { place, newBucket }: Upcoming,
    { storeIn, identityIn }: Pick<Sources, "storeIn" | "identityIn">,
): readonly Check<never>[] {
    const buckets = new Set(uris.map((uri) => parseS3Uri(uri)?.bucket).filter((bucket) => bucket !== undefined));
    const wrong = uris.filter((uri) => parseS3Uri(uri) === undefined);
    return [
        ...wrong.map((uri) => ({
            id: `uri:${uri}`,
            title: "Address",
            find: async () => ({ light: "fail" as const, sentence: `This is no address in S3: ${uri}.` }),
        })),
        ...Array.from(buckets, (bucket) => ({
            id: `bucket:${bucket}`,
            title: "Bucket",
            find: async (until: AbortSignal) => {
                const answer = await locate(await storeIn(place), bucket, until);
                const { account } = await (await identityIn(place))(until);
                const isDefault = bucket === defaultBucket(place.region, account);
                return bucketFinding(bucket, { region: place.region, isNew: bucket === newBucket, isDefault }, answer);
            },
        })),
    ];
}

async function locate(store: Store, bucket: string, signal: AbortSignal): Promise<BucketAnswer> {
    try {
        const region = await store.bucketRegion(bucket, signal);
        return region === undefined ? { kind: "missing" } : { kind: "reachable", region };
    } catch (error) {
        if (Problem.is(error, "accessDenied")) {
            return { kind: "denied" };
        }
        throw error;
    }
}

/** Checks the bucket of a model artifact and that the model is in it; an image that brings its model along has none. */
export function modelChecks(
    uri: string,
    upcoming: Upcoming,
    sources: Pick<Sources, "storeIn" | "identityIn">,
): readonly Check<never>[] {
    if (uri === "") {
        return [];
    }
    const at = parseS3Uri(uri);
    const find = async (until: AbortSignal) => {
        const [first] =
            at === undefined ? [] : await (await sources.storeIn(upcoming.place)).list(at.bucket, at.prefix, 1, until);
        return modelFinding(uri, first !== undefined && (first.key === at?.prefix || uri.endsWith("/")));
    };
    const isUnknown = at === undefined || upcoming.uploadsModel === true;
    return [...bucketChecks([uri], upcoming, sources), ...(isUnknown ? [] : [{ id: "model", title: "Model", find }])];
}

/** Checks what each channel would be given, and whether it fits on the volume. */
export function channelChecks(
    plan: TrainingPlan,
    { place, uploads = new Map() }: Upcoming,
    { storeIn }: Pick<Sources, "storeIn">,
    signal: AbortSignal,
): readonly Check<TrainingPlan>[] {
    const there = [...plan.inputs].filter(([channel]) => !uploads.has(channel));
    const counted = new Map(
        there.map(([channel, { uri }]) => [channel, once(async () => contentsOf(await storeIn(place), uri, signal))] as const),
    );
    const volume = async () => {
        const sizes = await Promise.all(Array.from(counted, async ([channel, count]) => [channel, await count()] as const));
        const isAll = sizes.every(([, contents]) => contents.isAll);
        const bytes = new Map([...uploads, ...sizes.map(([channel, contents]) => [channel, contents.bytes] as const)]);
        return volumeFinding(plan, isAll ? copiedBytes(plan, bytes) : undefined);
    };
    return [
        ...there.map(([channel, { uri }]) => ({
            id: `channel:${channel}`,
            title: "Data",
            find: async () => channelFinding(channel, uri, (await counted.get(channel)?.()) ?? NOTHING),
        })),
        { id: "volume", title: "Volume", find: volume },
    ];
}

const NOTHING: Contents = { objects: 0, bytes: 0, isAll: true };

async function contentsOf(store: Store, uri: string, signal: AbortSignal): Promise<Contents> {
    const at = parseS3Uri(uri);
    if (at === undefined) {
        return NOTHING;
    }
    const objects = await store.list(at.bucket, at.prefix, MOST_COUNTED + 1, signal);
    const bytes = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return { objects: Math.min(objects.length, MOST_COUNTED), bytes, isAll: objects.length <= MOST_COUNTED };
}
