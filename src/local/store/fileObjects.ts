import fs from "node:fs";
import path from "node:path";
import { Bucket } from "./bucket.ts";
import { foldersOf } from "./foldersOf.ts";
import type { Objects } from "./objects.ts";

/** Buckets as folders of one directory, with the name of the bucket as the name of its folder. */
export function fileObjects(directory: string, warn: (message: string) => void): Objects {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const open = (name: string): [string, Bucket] => [name, new Bucket(path.join(directory, name), warn)];
    const buckets = new Map(foldersOf(directory).map(open));
    const bucketOf = (name: string): Bucket => {
        const bucket = buckets.get(name);
        if (bucket === undefined) {
            throw new Error(`There is no bucket of this name: ${name}`);
        }
        return bucket;
    };
    return {
        createBucket(name) {
            if (!buckets.has(name)) {
                buckets.set(...open(name));
            }
        },
        hasBucket: (name) => buckets.has(name),
        buckets: () => [...buckets].map(([name, { createdAt }]) => ({ name, createdAt })),
        list: (name, prefix) => buckets.get(name)?.list(prefix) ?? [],
        get: (name, key) => buckets.get(name)?.get(key),
        fileOf: (name, key) => buckets.get(name)?.fileOf(key),
        put: async (name, key, body, contentType) => bucketOf(name).put(key, body, contentType),
        delete: (name, key) => buckets.get(name)?.delete(key),
    };
}
