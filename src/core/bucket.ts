import { Problem } from "./problem.ts";
import type { ObjectStore } from "./objectStore.ts";

/** A bucket that is about to be used, and the region that it has to be in. */
export interface WantedBucket {
    readonly bucket: string;
    readonly region: string;
}

/**
 * Sees to it that a bucket can be used: it is in the region, or it is made where that is wanted. Refused with `bucketElsewhere` and
 * `bucketMissing`.
 */
export async function requireBucket(
    store: Pick<ObjectStore, "bucketRegion" | "createBucket">,
    { bucket, region }: WantedBucket,
    mayCreate: () => Promise<boolean>,
    signal: AbortSignal,
): Promise<void> {
    const found = await store.bucketRegion(bucket, signal);
    if (found === region) {
        return;
    }
    if (found !== undefined) {
        const message = `The bucket ${bucket} is in ${found}, and a job in ${region} can only use one in its own region. Choose another bucket, or launch in ${found}.`;
        throw new Problem("bucketElsewhere", message);
    }
    if (!(await mayCreate())) {
        throw new Problem(
            "bucketMissing",
            `There is no bucket of this name: ${bucket}. Create it, or name another one in sagemaker.json.`,
        );
    }
    await store.createBucket(bucket, signal);
}

/** The bucket that SageMaker's own tools use by default. */
export function defaultBucket(region: string, account: string): string {
    return `sagemaker-${region}-${account}`;
}
