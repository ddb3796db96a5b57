/** Where the executables of process images and the files of channels are put so that a place can read them. */
export interface ObjectStore {
    /** Makes a bucket of this place unless it is there. */
    ensureBucket(bucket: string, signal: AbortSignal): Promise<void>;
    /** Uploads files, and leaves out those that are there with the same bytes. `key` → path of a file. Answers how many were sent. */
    upload(
        bucket: string,
        files: ReadonlyMap<string, string>,
        report: (done: number, of: number) => void,
        signal: AbortSignal,
    ): Promise<number>;
}
