import { defaultBucket, requireBucket } from "../../../core/bucket.ts";
import { type ObjectStore, parseS3Uri } from "../../../core/objectStore.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { sizeText } from "../../../core/text/sizeText.ts";
import type { Ask } from "../../ask.ts";

interface Needs {
    readonly storeIn: (place: Place) => Promise<ObjectStore>;
    readonly accountOf: (place: Place, signal: AbortSignal) => Promise<string>;
    readonly sha256Of: (file: string, signal: AbortSignal) => Promise<string>;
    readonly ask: Pick<Ask, "confirm">;
}

/** Puts a model.tar.gz of this machine where SageMaker finds it, under its content: the same file is sent once. */
export function modelUpload({ storeIn, accountOf, sha256Of, ask }: Needs) {
    return {
        async modelUri(place: Place, file: string, signal: AbortSignal): Promise<string> {
            const bucket = defaultBucket(place.region, await accountOf(place, signal));
            return `s3://${bucket}/models/${(await sha256Of(file, signal)).slice(0, 16)}/model.tar.gz`;
        },
        async uploadModel(
            place: Place,
            file: string,
            uri: string,
            report: (message: string) => void,
            signal: AbortSignal,
        ): Promise<void> {
            const { bucket, prefix } = parseS3Uri(uri) ?? { bucket: "", prefix: "" };
            const store = await storeIn(place);
            const mayCreate = async () =>
                place.kind === "local" ||
                ask.confirm(
                    `Create the bucket ${bucket} in ${placeName(place)}?`,
                    "It holds the model. It is encrypted and closed to the public; what it stores is billed.",
                    "Create Bucket",
                );
            await requireBucket(store, { bucket, region: place.region }, mayCreate, signal);
            const told = (done: number, of: number) => report(`model: ${sizeText(done)} of ${sizeText(of)}`);
            await store.upload(bucket, new Map([[prefix, file]]), told, signal);
        },
    };
}
