/** An object as a listing of its bucket names it. */
export interface StoredObject {
    readonly key: string;
    readonly sizeBytes: number;
}

/** How much of a transfer is done, in bytes. */
export type TransferReport = (done: number, of: number) => void;

/** Where the executables of process images and the files of channels are put so that a place can read them: S3. */
export interface ObjectStore {
    /** The region of a bucket; undefined when there is none of this name. Refused with `accessDenied` for one of another account. */
    bucketRegion(bucket: string, signal: AbortSignal): Promise<string | undefined>;
    /** Makes a bucket that is encrypted and closed to the public. */
    createBucket(bucket: string, signal: AbortSignal): Promise<void>;
    /**
     * Uploads files, several at once, and leaves out those that are there with the same bytes. `key` → path of a file. What was cut off in the
     * middle of a large file goes on there the next time; what is cancelled leaves nothing behind. Answers how many were sent.
     */
    upload(bucket: string, files: ReadonlyMap<string, string>, report: TransferReport, signal: AbortSignal): Promise<number>;
    /** The objects under a prefix in the order of their keys, at most as many as `most`. */
    list(bucket: string, prefix: string, most: number, signal: AbortSignal): Promise<readonly StoredObject[]>;
    /** Writes an object to a file, whose folder must be there. */
    download(bucket: string, key: string, file: string, signal: AbortSignal): Promise<void>;
}

/** A large file on its way in parts, which are billed until it has arrived or is given up. */
export interface PendingUpload {
    readonly bucket: string;
    readonly key: string;
    /** S3's name for it. */
    readonly uploadId: string;
    /** Whose parts they are: profile and region, as the place of an operation. */
    readonly place: string;
    readonly partBytes: number;
    readonly file: string;
    readonly sizeBytes: number;
    /** Milliseconds since 1970; a file that was changed since is another one. */
    readonly modifiedAt: number;
}

/** The uploads under way of all windows, on disk, so that after a crash their parts are either used or removed. */
export interface UploadJournal {
    /** Written before the first part is sent. */
    add(upload: PendingUpload): void;
    /** The upload was broken off: whoever sends the file again goes on with it. */
    leave(uploadId: string): void;
    /** The upload has arrived, or its parts are gone. */
    remove(uploadId: string): void;
    /** What was broken off, or left behind by a process that has ended, with when it began, in milliseconds since 1970. */
    abandoned(): readonly (PendingUpload & { readonly startedAt: number })[];
}

/** Splits an S3 URI; the prefix may be empty. Undefined for a text that is none. */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly prefix: string } | undefined {
    const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(uri) ?? [];
    return bucket === undefined ? undefined : { bucket, prefix };
}
