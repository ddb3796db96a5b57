import { ApiError } from "../protocol/apiError.ts";
import type { Objects } from "../store/objects.ts";
import { integerOf } from "./integerOf.ts";
import type { MultipartUploads, PartReference } from "./multipartUploads.ts";
import { type S3Answer, xmlAnswer } from "./s3Answer.ts";
import { header, type S3Request } from "./s3Request.ts";
import { uploadBody } from "./uploadBody.ts";

const MOST_BYTES = 2 * 1024 * 1024;

/** CreateMultipartUpload. */
export function createUpload(uploads: MultipartUploads, { bucket, key, headers }: S3Request): S3Answer {
    const contentType = header(headers, "content-type") ?? "binary/octet-stream";
    return xmlAnswer("InitiateMultipartUploadResult", {
        Bucket: bucket,
        Key: key,
        UploadId: uploads.create({ bucket, key, contentType }),
    });
}

/** UploadPart. */
export async function uploadPart(uploads: MultipartUploads, request: S3Request): Promise<S3Answer> {
    const number = integerOf(request.query, "partNumber") ?? 0;
    const etag = await uploads.putPart(uploadIdOf(request), number, uploadBody(request));
    return { status: 200, headers: { etag: `"${etag}"` } };
}

/** CompleteMultipartUpload: only now the object is there. */
export async function completeUpload(objects: Objects, uploads: MultipartUploads, request: S3Request): Promise<S3Answer> {
    const id = uploadIdOf(request);
    const { target, body } = uploads.content(id, partsOf(await textOf(request.body)));
    const { etag } = await objects.put(target.bucket, target.key, body, target.contentType);
    uploads.drop(id);
    const { bucket: Bucket, key: Key } = target;
    return xmlAnswer("CompleteMultipartUploadResult", { Location: `/${Bucket}/${Key}`, Bucket, Key, ETag: `"${etag}"` });
}

/** AbortMultipartUpload. */
export function abortUpload(uploads: MultipartUploads, request: S3Request): S3Answer {
    uploads.drop(uploadIdOf(request));
    return { status: 204 };
}

function uploadIdOf({ query }: S3Request): string {
    return query.get("uploadId") ?? "";
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of body) {
        chunks.push(chunk);
        if (chunks.reduce((bytes, { length }) => bytes + length, 0) > MOST_BYTES) {
            throw malformed();
        }
    }
    return Buffer.concat(chunks).toString();
}

/** The parts that the client lists. SDKs write this document, always of these few elements. */
function partsOf(xml: string): PartReference[] {
    const parts = [...xml.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = ""]) => ({
        number: Number(/<PartNumber>(\d{1,5})<\/PartNumber>/.exec(part)?.[1]),
        etag: /<ETag>(?:"|&quot;|&#34;)?([0-9a-f]{32})/.exec(part)?.[1] ?? "",
    }));
    if (parts.length === 0 || parts.some(({ number }) => Number.isNaN(number))) {
        throw malformed();
    }
    return parts;
}

function malformed(): ApiError {
    return new ApiError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    );
}
