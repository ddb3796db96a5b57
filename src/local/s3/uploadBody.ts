import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { ApiError } from "../protocol/apiError.ts";
import { decodeAwsChunked, type Trailers } from "./awsChunked.ts";
import { header, type S3Request } from "./s3Request.ts";

/** A running checksum, in the base64 that S3's headers carry. */
interface Checksum {
    update(bytes: Buffer): void;
    digest(): string;
}

/** The checksums that are verified, by the header or trailer that carries them. Others that a client may send are taken as they are. */
const CHECKSUMS: Readonly<Record<string, () => Checksum>> = {
    "content-md5": () => hashed("md5"),
    "x-amz-checksum-sha1": () => hashed("sha1"),
    "x-amz-checksum-sha256": () => hashed("sha256"),
    "x-amz-checksum-crc32": cyclic,
};

/** The content of an upload. It fails at its end when it is not what its checksum says, so that nothing damaged is stored. */
export async function* uploadBody({ headers, body }: S3Request): AsyncGenerator<Buffer> {
    const trailers: Trailers = new Map();
    const names = [...Object.keys(headers), ...(header(headers, "x-amz-trailer") ?? "").split(",")].map((name) =>
        name.trim().toLowerCase(),
    );
    const checks = names
        .filter((name) => Object.hasOwn(CHECKSUMS, name))
        .map((name) => ({ name, checksum: CHECKSUMS[name]?.() }));
    for await (const part of isChunked({ headers }) ? decodeAwsChunked(body, trailers) : body) {
        for (const { checksum } of checks) {
            checksum?.update(part);
        }
        yield part;
    }
    for (const { name, checksum } of checks) {
        if (checksum?.digest() !== (trailers.get(name) ?? header(headers, name))) {
            throw new ApiError("BadDigest", `The ${name} you specified did not match what we received.`);
        }
    }
}

function isChunked({ headers }: Pick<S3Request, "headers">): boolean {
    return (
        (header(headers, "content-encoding") ?? "").split(",").some((coding) => coding.trim() === "aws-chunked") ||
        (header(headers, "x-amz-content-sha256") ?? "").startsWith("STREAMING-")
    );
}

function hashed(algorithm: string): Checksum {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("base64") };
}

function cyclic(): Checksum {
    let value = 0;
    return {
        update(bytes) {
            value = crc32(bytes, value);
        },
        digest() {
            const bytes = Buffer.alloc(4);
            bytes.writeUInt32BE(value);
            return bytes.toString("base64");
        },
    };
}
