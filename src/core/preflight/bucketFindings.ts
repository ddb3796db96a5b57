import { sizeText } from "../text/sizeText.ts";
import type { Finding } from "./finding.ts";

/** What S3 says of a bucket to whoever asks. */
export type BucketAnswer =
    | { readonly kind: "reachable"; readonly region: string }
    | { readonly kind: "denied" }
    | { readonly kind: "missing" };

/** How much lies under a URI. */
export interface Contents {
    readonly objects: number;
    readonly bytes: number;
    /** False where counting was given up. */
    readonly isAll: boolean;
}

/** What a bucket is to a plan. */
export interface BucketUse {
    /** Where the plan is carried out. */
    readonly region: string;
    /** Whether the launch makes it. */
    readonly isNew: boolean;
    /** Whether it is SageMaker's default bucket, by its name: anybody can guess that name, and take it before the account does. */
    readonly isDefault: boolean;
}

/** Judges a bucket of a plan: SageMaker takes data of its own region alone, and S3 tells a bucket of others from a forbidden one to nobody. */
export function bucketFinding(bucket: string, { region, isNew, isDefault }: BucketUse, answer: BucketAnswer): Finding<never> {
    const name = `s3://${bucket}`;
    switch (answer.kind) {
        case "missing":
            return isNew
                ? { light: "ok", sentence: `${name} is made by the launch.` }
                : { light: "fail", sentence: `There is no bucket ${name}.` };
        case "denied":
            return isDefault
                ? {
                      light: "fail",
                      sentence: `${name} has the name of this account's default bucket, but it belongs to another account, or you may not list it (s3:ListBucket). S3 does not say which. Get that permission, or name another bucket in sagemaker.json.`,
                  }
                : {
                      light: "warn",
                      sentence: `${name} is another account's, or you may not look into it. Perhaps the execution role may.`,
                  };
        case "reachable":
            return answer.region === region
                ? { light: "ok", sentence: `${name} is in ${region} and reachable.` }
                : {
                      light: "fail",
                      sentence: `${name} is in ${answer.region}; it has to be in ${region}, where this runs. Take a bucket there, or run it in ${answer.region}.`,
                  };
    }
}

/** Judges a model artifact by whether it is there: a job that wrote no model has the address of one all the same. */
export function modelFinding(uri: string, isThere: boolean): Finding<never> {
    return isThere
        ? { light: "ok", sentence: `${uri} is there.` }
        : {
              light: "fail",
              sentence: `There is no model at ${uri}. The job wrote nothing to /opt/ml/model, or the model was deleted.`,
          };
}

/** Judges what a channel would be given. */
export function channelFinding(channel: string, uri: string, { objects, bytes, isAll }: Contents): Finding<never> {
    const some = isAll ? "" : "more than ";
    return objects === 0
        ? { light: "fail", sentence: `Channel ${channel} is empty: there are no objects under ${uri}.` }
        : { light: "ok", sentence: `Channel ${channel} has ${some}${objects} objects, ${some}${sizeText(bytes)}.` };
}
