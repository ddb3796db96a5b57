import { ApiError } from "../protocol/apiError.ts";
import type { Objects, StoredObject } from "../store/objects.ts";
import { byteRange } from "./byteRange.ts";
import type { S3Answer } from "./s3Answer.ts";
import { header, type S3Request } from "./s3Request.ts";
import { uploadBody } from "./uploadBody.ts";

/** PutObject: the object is there as a whole with the answer, or not at all. */
export async function putObject(objects: Objects, request: S3Request): Promise<S3Answer> {
    if (header(request.headers, "x-amz-copy-source") !== undefined) {
        throw new ApiError("NotImplemented", "Local SageMaker's S3 does not copy objects.", { status: 501 });
    }
    const contentType = header(request.headers, "content-type") ?? "binary/octet-stream";
    const { etag } = await objects.put(request.bucket, request.key, uploadBody(request), contentType);
    return { status: 200, headers: { etag: `"${etag}"` } };
}

/** GetObject and HeadObject; the latter's body is left out by HTTP. */
export function getObject(objects: Objects, { bucket, key, headers }: S3Request): S3Answer {
    const object = objects.get(bucket, key);
    const file = objects.fileOf(bucket, key);
    if (object === undefined || file === undefined) {
        throw new ApiError("NoSuchKey", "The specified key does not exist.", { status: 404, fields: { Key: key } });
    }
    const range = byteRange(header(headers, "range"), object.bytes);
    const { start, end } = range ?? { start: 0, end: object.bytes - 1 };
    return {
        status: range === undefined ? 200 : 206,
        headers: {
            ...headersOf(object),
            "content-length": end - start + 1,
            ...(range !== undefined && { "content-range": `bytes ${start}-${end}/${object.bytes}` }),
        },
        body: { file, start, end },
    };
}

/** DeleteObject succeeds for a key that is not there, too. */
export function deleteObject(objects: Objects, { bucket, key }: S3Request): S3Answer {
    objects.delete(bucket, key);
    return { status: 204 };
}

function headersOf({ etag, contentType, modifiedAt }: StoredObject): Record<string, string> {
    return {
        etag: `"${etag}"`,
        "content-type": contentType,
        "last-modified": modifiedAt.toUTCString(),
        "accept-ranges": "bytes",
    };
}
