/** An object as a listing shows it. */
export interface StoredObject {
    readonly key: string;
    readonly bytes: number;
    readonly modifiedAt: Date;
    /** MD5 of the content in hex, as S3's ETag for an object put in one part. */
    readonly etag: string;
    readonly contentType: string;
}

/** The buckets and objects of Local SageMaker's S3. Every object is a plain file, so that jobs read and write without copying through HTTP. */
export interface Objects {
    createBucket(bucket: string): void;
    hasBucket(bucket: string): boolean;
    buckets(): readonly { readonly name: string; readonly createdAt: Date }[];
    /** Objects whose key begins with `prefix`, in key order. */
    list(bucket: string, prefix: string): readonly StoredObject[];
    get(bucket: string, key: string): StoredObject | undefined;
    /** The file that holds an object's bytes; never write to it. Undefined when there is no such object. */
    fileOf(bucket: string, key: string): string | undefined;
    /** Stores what a stream yields under a key, whole or not at all. */
    put(bucket: string, key: string, body: AsyncIterable<Uint8Array>, contentType: string): Promise<StoredObject>;
    delete(bucket: string, key: string): void;
}
