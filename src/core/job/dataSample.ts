import type { StoredObject } from "../objectStore.ts";

/** How much of a channel's data is wanted on this machine. */
export interface SampleSize {
    readonly objects: number;
    readonly bytes: number;
}

/**
 * A sample of a channel's objects, spread evenly over their order: data often lies sorted by what it shows, and the first few would show one
 * thing. There is at least one object, however large.
 */
export function dataSample(objects: readonly StoredObject[], size: SampleSize): readonly StoredObject[] {
    const wanted = objects.filter(({ key }) => !key.endsWith("/")); // a folder's own marker is no data
    const count = Math.min(size.objects, wanted.length);
    const spread = Array.from({ length: count }, (_, index) => wanted[Math.floor((index * wanted.length) / count)]);
    const sample: StoredObject[] = [];
    let bytes = 0;
    for (const object of spread) {
        if (object !== undefined && (sample.length === 0 || bytes + object.sizeBytes <= size.bytes)) {
            sample.push(object);
            bytes += object.sizeBytes;
        }
    }
    return sample;
}
