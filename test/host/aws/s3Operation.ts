import type { RequestHead } from "./awsCall.ts";

/** Operations on a bucket that differ by a word of the query; the first that stands there decides. */
const OF_BUCKET: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    GET: [
        ["list-type", "ListObjectsV2"],
        ["location", "GetBucketLocation"],
        ["uploads", "ListMultipartUploads"],
        ["versioning", "GetBucketVersioning"],
        ["encryption", "GetBucketEncryption"],
        ["tagging", "GetBucketTagging"],
        ["publicAccessBlock", "GetPublicAccessBlock"],
        ["policy", "GetBucketPolicy"],
        ["", "ListObjects"],
    ],
    HEAD: [["", "HeadBucket"]],
    PUT: [
        ["versioning", "PutBucketVersioning"],
        ["encryption", "PutBucketEncryption"],
        ["tagging", "PutBucketTagging"],
        ["publicAccessBlock", "PutPublicAccessBlock"],
        ["policy", "PutBucketPolicy"],
        ["lifecycle", "PutBucketLifecycleConfiguration"],
        ["", "CreateBucket"],
    ],
    POST: [["delete", "DeleteObjects"]],
    DELETE: [["", "DeleteBucket"]],
};

const OF_OBJECT: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    GET: [
        ["uploadId", "ListParts"],
        ["tagging", "GetObjectTagging"],
        ["attributes", "GetObjectAttributes"],
        ["", "GetObject"],
    ],
    HEAD: [["", "HeadObject"]],
    PUT: [
        ["partNumber", "UploadPart"],
        ["tagging", "PutObjectTagging"],
        ["", "PutObject"],
    ],
    POST: [
        ["uploads", "CreateMultipartUpload"],
        ["uploadId", "CompleteMultipartUpload"],
    ],
    DELETE: [
        ["uploadId", "AbortMultipartUpload"],
        ["", "DeleteObject"],
    ],
};

/** The operation of S3 that a request in path style is, as AWS's model names it; empty where it is none that we know. */
export function s3Operation({ method, url, headers }: RequestHead): string {
    const [path = "/", search = ""] = url.split(/\?(.*)/s);
    const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
    if (bucket === "") {
        return method === "GET" ? "ListBuckets" : "";
    }
    const query = new URLSearchParams(search);
    const table = key === "" ? OF_BUCKET : OF_OBJECT;
    const [, operation = ""] = (table[method] ?? []).find(([word]) => word === "" || query.has(word)) ?? [];
    return operation === "PutObject" && headers["x-amz-copy-source"] !== undefined ? "CopyObject" : operation;
}
