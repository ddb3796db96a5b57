import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
    BucketAlreadyOwnedByYou,
    type BucketLocationConstraint,
    CreateBucketCommand,
    GetObjectCommand,
    HeadBucketCommand,
    ListObjectsV2Command,
    PutBucketEncryptionCommand,
    PutPublicAccessBlockCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import type { WhoAmI } from "../../../core/account/identity.ts";
import type { ObjectStore, StoredObject, UploadJournal } from "../../../core/objectStore.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import { inWords } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";
import { uploadFiles } from "./s3Upload.ts";

/** What the S3 of a place stands on, beside its client. */
export interface S3Needs {
    readonly place: Place;
    readonly journal: UploadJournal;
    readonly whoAmI: WhoAmI;
}

/** The S3 of a place, in the path style that an address without a DNS name needs. */
export function s3(clientOf: ClientOf, { place, journal, whoAmI }: S3Needs): ObjectStore {
    const client = clientOf(S3Client, { forcePathStyle: true });
    const owner = async (signal: AbortSignal) => (await whoAmI(signal)).account;
    return {
        bucketRegion: (bucket, signal) =>
            inWords(`Looking at bucket ${bucket}`, async () =>
                bucketRegion(client, bucket, place.region, await owner(signal), signal),
            ),
        createBucket: (bucket, signal) => inWords(`Creating bucket ${bucket}`, () => createBucket(client, bucket, place, signal)),
        upload: (bucket, files, report, signal) =>
            inWords(`Uploading to s3://${bucket}`, async () => {
                const needs = { client, journal, place: placeName(place), owner: await owner(signal) };
                return uploadFiles(needs, bucket, files, report, signal);
            }),
        list: (bucket, prefix, most, signal) =>
            inWords(`Listing s3://${bucket}/${prefix}`, () => list(client, bucket, prefix, most, signal)),
        download: (bucket, key, file, signal) =>
            inWords(`Downloading s3://${bucket}/${key}`, () => download(client, bucket, key, file, signal)),
    };
}

async function bucketRegion(client: S3Client, bucket: string, own: string, owner: string, signal: AbortSignal) {
    try {
        const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
        return (await client.send(command, { abortSignal: signal })).BucketRegion ?? own;
    } catch (error) {
        const { status, region } = answerOf(error);
        if (status === 404) {
            return undefined;
        }
        if (region !== undefined && region !== own) {
            return region;
        }
        if (status === 403) {
            const message = `The bucket ${bucket} belongs to another account, or ${owner} may not list it (s3:ListBucket).`;
            throw new Problem("accessDenied", message, { cause: error });
        }
        throw error;
    }
}

/** A refused HEAD has no body: only its status and the region that the bucket is in tell what is wrong. */
function answerOf(error: unknown): { readonly status?: number; readonly region?: string } {
    const { $metadata, $response } = error instanceof Error ? (error as RefusedHead) : {};
    const region = $response?.headers?.["x-amz-bucket-region"];
    return {
        ...($metadata?.httpStatusCode !== undefined && { status: $metadata.httpStatusCode }),
        ...(region !== undefined && { region }),
    };
}

type RefusedHead = Error & {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

/** On AWS closed to the public and encrypted, said so although both are S3's own defaults: an account may have been made before them. */
async function createBucket(client: S3Client, bucket: string, place: Place, signal: AbortSignal): Promise<void> {
    const options = { abortSignal: signal };
    // The region in which S3 began is the one that must not be named.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK's union of regions lags behind S3, which judges the value itself
    const LocationConstraint = place.region as BucketLocationConstraint;
    const isFirstRegion = place.region === "us-east-1";
    const configuration = isFirstRegion ? {} : { CreateBucketConfiguration: { LocationConstraint } };
    await client.send(new CreateBucketCommand({ Bucket: bucket, ...configuration }), options).catch((error: unknown) => {
        if (!(error instanceof BucketAlreadyOwnedByYou)) {
            throw error; // and what is ours already was made by an attempt whose answer was lost
        }
    });
    if (place.kind === "local") {
        return;
    }
    const PublicAccessBlockConfiguration = {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
    };
    await client.send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration }), options);
    const ServerSideEncryptionConfiguration = {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }],
    };
    await client.send(new PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration }), options);
}

async function list(
    client: S3Client,
    bucket: string,
    prefix: string,
    most: number,
    signal: AbortSignal,
): Promise<readonly StoredObject[]> {
    const found: StoredObject[] = [];
    let token: string | undefined;
    do {
        const MaxKeys = Math.min(1000, most - found.length);
        const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys, ContinuationToken: token });
        const page = await client.send(command, { abortSignal: signal });
        found.push(...(page.Contents ?? []).map(({ Key = "", Size = 0 }) => ({ key: Key, sizeBytes: Size })));
        token = page.NextContinuationToken;
    } while (token !== undefined && found.length < most);
    return found;
}

async function download(client: S3Client, bucket: string, key: string, file: string, signal: AbortSignal): Promise<void> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
    if (!(Body instanceof Readable)) {
        throw new TypeError("S3 answered an object without its content.");
    }
    await pipeline(Body, createWriteStream(file), { signal });
}
