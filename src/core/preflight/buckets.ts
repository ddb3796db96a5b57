/** What S3 says of a bucket to whoever asks. */
export type BucketAnswer =
    /** The region is undefined where S3 does not tell it. */
    | { readonly kind: "reachable"; readonly region: string | undefined }
    | { readonly kind: "denied"; readonly region: string | undefined }
    | { readonly kind: "missing" };

/** How much lies under a URI. */
export interface Contents {
    readonly objects: number;
    readonly bytes: number;
    /** False where counting was given up. */
    readonly isAll: boolean;
}

/** The buckets of S3, as far as a plan is checked by them. */
export interface Buckets {
    locate(bucket: string, signal: AbortSignal): Promise<BucketAnswer>;
    contents(uri: string, signal: AbortSignal): Promise<Contents>;
}
