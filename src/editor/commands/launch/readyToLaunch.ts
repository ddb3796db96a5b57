import { defaultBucket, requireBucket } from "../../../core/bucket.ts";
import type { TrainingPlan } from "../../../core/job/trainingPlan.ts";
import { type ObjectStore, parseS3Uri } from "../../../core/objectStore.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask } from "../../ask.ts";
import type { PreparedLaunch } from "./prepareLaunch.ts";

interface Needs {
    readonly place: Place;
    readonly storeIn: (place: Place) => Promise<Pick<ObjectStore, "bucketRegion" | "createBucket">>;
    readonly ask: Pick<Ask, "confirm">;
}

/** Has a role and a bucket for a launch before minutes go into its image: whoever walked away meanwhile would find a question, and no job. */
export function readyToLaunch({ place, storeIn, ask }: Needs) {
    return async (
        { bucket, account, uploads }: Pick<PreparedLaunch, "bucket" | "account" | "uploads">,
        plan: TrainingPlan,
        signal: AbortSignal,
    ): Promise<void> => {
        requireRole(plan);
        if (!usesBucket(plan, bucket)) {
            return;
        }
        try {
            await requireBucket(await storeIn(place), { bucket, region: place.region }, () => mayCreate(bucket), signal);
        } catch (error) {
            // The role may be allowed what the user is not, who has nothing to put there; but the job's output is nothing for whoever has taken
            // the name of the default bucket.
            if (uploads.size > 0 || bucket === defaultBucket(place.region, account) || !Problem.is(error, "accessDenied")) {
                throw error;
            }
        }
    };

    async function mayCreate(bucket: string): Promise<boolean> {
        return (
            place.kind === "local" ||
            ask.confirm(
                `Create the bucket ${bucket} in ${placeName(place)}?`,
                "The data of channels and the models of jobs are kept in it. It is encrypted and closed to the public. S3 bills for what is stored.",
                "Create Bucket",
            )
        );
    }
}

function usesBucket({ inputs, output, checkpoints }: TrainingPlan, bucket: string): boolean {
    const uris = [...Array.from(inputs.values(), ({ uri }) => uri), output, checkpoints?.uri ?? ""];
    return uris.some((uri) => parseS3Uri(uri)?.bucket === bucket);
}

function requireRole({ roleArn }: TrainingPlan): void {
    if (roleArn === "") {
        throw new Problem("roleMissing", "A training job on AWS runs under an execution role, and none is chosen yet.", {
            remedy: { kind: "runCommand", label: "Choose Execution Role…", command: "rustSagemaker.role.choose" },
        });
    }
}
