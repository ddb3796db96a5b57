import { sizeText } from "../sizeText.ts";
import type { BucketAnswer, Contents } from "./buckets.ts";
import type { Finding } from "./finding.ts";

/** Judges a bucket of a plan: SageMaker takes data of its own region alone. */
export function bucketFinding(bucket: string, region: string, answer: BucketAnswer, isNew: boolean): Finding<never> {
    const name = `s3://${bucket}`;
    if (answer.kind === "missing") {
        return isNew
            ? { light: "ok", sentence: `${name} is made by the launch.` }
            : { light: "fail", sentence: `There is no bucket ${name}.` };
    }
    if (answer.region !== undefined && answer.region !== region) {
        return {
            light: "fail",
            sentence: `${name} is in ${answer.region}; it has to be in ${region}, where this runs. Take a bucket there, or run it in ${answer.region}.`,
        };
    }
    if (answer.kind === "denied") {
        return { light: "warn", sentence: `${name} exists, and you may not look into it. The execution role may.` };
    }
    return answer.region === undefined
        ? { light: "unknown", sentence: `${name} is reachable, and S3 did not tell its region.` }
        : { light: "ok", sentence: `${name} is in ${region} and reachable.` };
}

/** Judges what a channel would be given. */
export function channelFinding(channel: string, uri: string, { objects, bytes, isAll }: Contents): Finding<never> {
    const some = isAll ? "" : "more than ";
    return objects === 0
        ? { light: "fail", sentence: `Channel ${channel} is empty: there are no objects under ${uri}.` }
        : { light: "ok", sentence: `Channel ${channel} has ${some}${objects} objects, ${some}${sizeText(bytes)}.` };
}
