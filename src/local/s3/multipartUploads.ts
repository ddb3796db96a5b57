import fs from "node:fs";
import path from "node:path";
import { randomUUID } from "node:crypto";
import { ApiError } from "../protocol/apiError.ts";
import { type WrittenContent, writeContent } from "../store/writeContent.ts";

/** Where the parts of an upload go in the end. */
export interface UploadTarget {
    readonly bucket: string;
    readonly key: string;
    readonly contentType: string;
}

/** A part as the client names it when it completes an upload. */
export interface PartReference {
    readonly number: number;
    readonly etag: string;
}

interface Part extends WrittenContent {
    readonly file: string;
}

interface Upload {
    readonly target: UploadTarget;
    readonly directory: string;
    readonly parts: Map<number, Part>;
}

const LEAST_BYTES = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;

/** Objects that come in parts, as the AWS CLI and boto3 send whatever is larger than a few megabytes. */
export class MultipartUploads {
    private readonly directory: string;
    private readonly uploads = new Map<string, Upload>();

    /** What an earlier server left unfinished is dropped: its clients have been cut off and begin anew. */
    constructor(directory: string) {
        this.directory = directory;
        fs.rmSync(directory, { recursive: true, force: true });
    }

    create(target: UploadTarget): string {
        const id = randomUUID();
        const directory = path.join(this.directory, id);
        fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
        this.uploads.set(id, { target, directory, parts: new Map() });
        return id;
    }

    /** Stores a part, in place of an earlier one of its number; answers its ETag. */
    async putPart(id: string, number: number, body: AsyncIterable<Uint8Array>): Promise<string> {
        if (number < 1 || number > MOST_PARTS) {
            throw new ApiError("InvalidArgument", `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
        }
        const { directory, parts } = this.existing(id);
        const file = path.join(directory, randomUUID());
        const written = await writeContent(file, body);
        parts.set(number, { file, ...written });
        return written.etag;
    }

    /** The content that the named parts make together, and where it goes. */
    content(
        id: string,
        references: readonly PartReference[],
    ): { readonly target: UploadTarget; readonly body: AsyncIterable<Uint8Array> } {
        const { target, parts } = this.existing(id);
        const chosen = references.map(({ number, etag }) => {
            const part = parts.get(number);
            if (part === undefined || part.etag !== etag) {
                throw new ApiError(
                    "InvalidPart",
                    "One or more of the specified parts could not be found or has another entity tag.",
                );
            }
            return part;
        });
        if (references.some(({ number }, at) => number <= (references[at - 1]?.number ?? 0))) {
            throw new ApiError("InvalidPartOrder", "The list of parts was not in ascending order.");
        }
        if (chosen.slice(0, -1).some(({ bytes }) => bytes < LEAST_BYTES)) {
            throw new ApiError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
        }
        return { target, body: concatenated(chosen) };
    }

    /** Forgets an upload, finished or not. */
    drop(id: string): void {
        const { directory } = this.existing(id);
        this.uploads.delete(id);
        fs.rmSync(directory, { recursive: true, force: true });
    }

    private existing(id: string): Upload {
        const upload = this.uploads.get(id);
        if (upload === undefined) {
            throw new ApiError("NoSuchUpload", "The specified multipart upload does not exist.", { status: 404 });
        }
        return upload;
    }
}

async function* concatenated(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
    for (const { file } of parts) {
        yield* fs.createReadStream(file);
    }
}
