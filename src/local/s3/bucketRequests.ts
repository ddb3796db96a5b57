import { LOCAL, LOCAL_ACCOUNT } from "../../core/place.ts";
import { ApiError } from "../protocol/apiError.ts";
import type { Objects } from "../store/objects.ts";
import { listObjects } from "./listObjects.ts";
import { type S3Answer, xmlAnswer } from "./s3Answer.ts";
import type { S3Request } from "./s3Request.ts";

/** ListBuckets. */
export function listBuckets(objects: Objects): S3Answer {
    const buckets = objects.buckets().toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return xmlAnswer("ListAllMyBucketsResult", {
        Owner: { ID: LOCAL_ACCOUNT },
        Buckets: { Bucket: buckets.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt.toISOString() })) },
    });
}

/** CreateBucket. In us-east-1, creating a bucket that one owns already succeeds. */
export function createBucket(objects: Objects, bucket: string): S3Answer {
    objects.createBucket(bucket);
    return { status: 200, headers: { location: `/${bucket}` } };
}

/** HeadBucket. */
export function headBucket(): S3Answer {
    return { status: 200, headers: { "x-amz-bucket-region": LOCAL.region } };
}

/** ListObjectsV2; the first version of it is not emulated. */
export function listBucket(objects: Objects, { bucket, query }: S3Request): S3Answer {
    if (query.get("list-type") !== "2") {
        throw new ApiError("NotImplemented", "Local SageMaker's S3 lists objects by ListObjectsV2 only.", { status: 501 });
    }
    return xmlAnswer("ListBucketResult", listObjects(bucket, objects.list(bucket, query.get("prefix") ?? ""), query));
}
