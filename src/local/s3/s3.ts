import fs from "node:fs";
import { pipeline } from "node:stream/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "../protocol/apiError.ts";
import { apiErrorOf, type Report } from "../protocol/failure.ts";
import { xmlDocument } from "../protocol/xml.ts";
import type { Objects } from "../store/objects.ts";
import { createBucket, headBucket, listBucket, listBuckets } from "./bucketRequests.ts";
import { abortUpload, completeUpload, createUpload, uploadPart } from "./multipartRequests.ts";
import type { MultipartUploads } from "./multipartUploads.ts";
import { deleteObject, getObject, putObject } from "./objectRequests.ts";
import type { S3Answer } from "./s3Answer.ts";
import { type S3Request, s3Request } from "./s3Request.ts";

/** What S3 keeps: objects, and those that are still coming in parts. */
export interface S3 {
    readonly objects: Objects;
    readonly uploads: MultipartUploads;
}

/** Answers a request of S3's REST protocol in path style. */
export async function answerS3(
    s3: S3,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    report: Report,
): Promise<void> {
    response.setHeader("x-amz-request-id", requestId);
    try {
        await send(await answerOf(s3, s3Request(request), report), request, response);
    } catch (error) {
        if (response.headersSent || request.socket.destroyed) {
            response.destroy();
        } else {
            const refused = apiErrorOf(error, report);
            const { name: Code, message: Message, status, fields } = refused;
            const body = xmlDocument("Error", { Code, Message, ...textFields(fields), RequestId: requestId });
            await send({ status, headers: { "content-type": "application/xml" }, body }, request, response);
        }
    }
}

async function answerOf(s3: S3, request: S3Request, report: Report): Promise<S3Answer> {
    const { objects } = s3;
    const { method, bucket, key } = request;
    if (bucket === "") {
        return method === "GET" ? listBuckets(objects) : notEmulated(request, report);
    }
    if (method === "PUT" && key === "") {
        return createBucket(objects, bucket);
    }
    if (!objects.hasBucket(bucket)) {
        throw new ApiError("NoSuchBucket", "The specified bucket does not exist", {
            status: 404,
            fields: { BucketName: bucket },
        });
    }
    return key === "" ? bucketAnswer(objects, request, report) : objectAnswer(s3, request, report);
}

function bucketAnswer(objects: Objects, request: S3Request, report: Report): S3Answer {
    switch (request.method) {
        case "HEAD":
            return headBucket();
        case "GET":
            return listBucket(objects, request);
        default:
            return notEmulated(request, report);
    }
}

async function objectAnswer({ objects, uploads }: S3, request: S3Request, report: Report): Promise<S3Answer> {
    if (request.query.has("uploads") || request.query.has("uploadId")) {
        return multipartAnswer({ objects, uploads }, request, report);
    }
    switch (request.method) {
        case "PUT":
            return putObject(objects, request);
        case "GET":
        case "HEAD":
            return getObject(objects, request);
        case "DELETE":
            return deleteObject(objects, request);
        default:
            return notEmulated(request, report);
    }
}

async function multipartAnswer({ objects, uploads }: S3, request: S3Request, report: Report): Promise<S3Answer> {
    switch (request.method) {
        case "POST":
            return request.query.has("uploads") ? createUpload(uploads, request) : completeUpload(objects, uploads, request);
        case "PUT":
            return uploadPart(uploads, request);
        case "DELETE":
            return abortUpload(uploads, request);
        default:
            return notEmulated(request, report);
    }
}

function notEmulated({ method, query }: S3Request, report: Report): never {
    const message = `Local SageMaker's S3 does not emulate this request: ${method} ?${[...query.keys()].join("&")}`;
    report(message);
    throw new ApiError("NotImplemented", message, { status: 501 });
}

async function send(
    { status, headers = {}, body = "" }: S3Answer,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    if (typeof body === "string") {
        response.writeHead(status, status === 204 ? headers : { ...headers, "content-length": Buffer.byteLength(body) });
        response.end(body);
        return;
    }
    response.writeHead(status, headers);
    if (request.method === "HEAD" || body.end < body.start) {
        response.end();
        return;
    }
    await pipeline(fs.createReadStream(body.file, { start: body.start, end: body.end }), response);
}

function textFields(fields: Readonly<Record<string, unknown>>): Record<string, string> {
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
