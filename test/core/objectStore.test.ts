import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultBucket, requireBucket } from "../../src/core/bucket.ts";
import { parseS3Uri } from "../../src/core/objectStore.ts";

const never = new AbortController().signal;
const wanted = { bucket: "sagemaker-us-east-1-123456789012", region: "us-east-1" };

/** A store with one bucket in a region, and what was created in it. */
function storeWith(region: string | undefined) {
    const created: string[] = [];
    return { created, bucketRegion: async () => region, createBucket: async (bucket: string) => void created.push(bucket) };
}

describe("the bucket of a launch", () => {
    it("is used where it is in the job's region, and nobody is asked", async () => {
        const store = storeWith("us-east-1");
        await requireBucket(store, wanted, () => assert.fail("asked"), never);
        assert.deepEqual(store.created, []);
    });

    it("is created only when the user wants that", async () => {
        const refused = storeWith(undefined);
        await assert.rejects(
            requireBucket(refused, wanted, async () => false, never),
            { code: "bucketMissing" },
        );
        assert.deepEqual(refused.created, []);
        const wantedStore = storeWith(undefined);
        await requireBucket(wantedStore, wanted, async () => true, never);
        assert.deepEqual(wantedStore.created, [wanted.bucket]);
    });

    it("F56: is refused in another region, with both regions named", async () => {
        await assert.rejects(
            requireBucket(storeWith("eu-west-3"), wanted, async () => true, never),
            {
                code: "bucketElsewhere",
                message: /is in eu-west-3, .* in us-east-1 /,
            },
        );
    });

    it("is that of SageMaker's own tools unless another is named", () => {
        assert.equal(defaultBucket("us-east-1", "123456789012"), wanted.bucket);
    });
});

describe("an S3 URI", () => {
    it("is split into bucket and prefix", () => {
        assert.deepEqual(parseS3Uri("s3://bucket/a b/é/"), { bucket: "bucket", prefix: "a b/é/" });
        assert.deepEqual(parseS3Uri("s3://bucket"), { bucket: "bucket", prefix: "" });
    });

    it("is told from what is none", () => {
        for (const text of ["bucket/key", "s3://", "s3://B/x", "https://bucket/key", "s3://b"]) {
            assert.equal(parseS3Uri(text), undefined, text);
        }
    });
});
