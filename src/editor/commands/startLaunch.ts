import { requireBucket } from "../../core/bucket.ts";
import { type TrainingPlan, withSpecHash } from "../../core/job/trainingPlan.ts";
import type { ObjectStore } from "../../core/objectStore.ts";
import { type Place, placeName } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import { sizeText } from "../../core/sizeText.ts";
import type { Project } from "../../core/workspace/project.ts";
import type { Ask } from "../ask.ts";
import type { PreparedLaunch } from "./prepareLaunch.ts";
import type { StartTraining } from "./startTraining.ts";

type BuildImage = (
    project: Project,
    instanceType: string,
    report: (message: string) => void,
    signal: AbortSignal,
) => Promise<string>;

interface Needs {
    readonly place: Place;
    /** Each builds the crate in its way and answers the reference of what came of it. */
    readonly build: Readonly<Record<"process" | "container", BuildImage>>;
    readonly storeIn: (place: Place) => Promise<ObjectStore>;
    readonly start: StartTraining;
    readonly ask: Pick<Ask, "confirm">;
    readonly sha256OfText: (text: string) => string;
}

/** Carries out a launch as it was decided on: have an image, upload the channels, start the job. Answers the plan that was started. */
export function startLaunch({ place, build, storeIn, start, ask, sha256OfText }: Needs) {
    return async (
        prepared: PreparedLaunch,
        decided: TrainingPlan,
        report: (message: string) => void,
        signal: AbortSignal,
    ): Promise<TrainingPlan> => {
        const image = await imageOf(prepared, decided, report, signal);
        const plan = withSpecHash({ ...decided, image }, sha256OfText);
        requireRole(plan);
        await upload(prepared, report, signal);
        report("starting");
        const { account, launch } = prepared;
        return start({ place, account, plan, fallbackTypes: launch.options.fallbackTypes }, signal);
    };

    async function imageOf(
        { project, launch }: PreparedLaunch,
        { image, instanceType }: TrainingPlan,
        report: (message: string) => void,
        signal: AbortSignal,
    ): Promise<string> {
        if (image !== "" || typeof launch.image !== "string" || launch.image === "push") {
            return image;
        }
        return build[launch.image](project, instanceType, report, signal);
    }

    async function upload({ bucket, uploads }: PreparedLaunch, report: (message: string) => void, signal: AbortSignal) {
        if (uploads.size === 0) {
            return;
        }
        const store = await storeIn(place);
        await requireBucket(store, { bucket, region: place.region }, () => mayCreate(bucket), signal);
        for (const [channel, files] of uploads) {
            const told = (done: number, of: number) => report(`channel ${channel}: ${sizeText(done)} of ${sizeText(of)}`);
            await store.upload(bucket, files, told, signal);
        }
    }

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

function requireRole({ roleArn }: TrainingPlan): void {
    if (roleArn === "") {
        throw new Problem("roleMissing", "A training job on AWS runs under an execution role, and none is chosen yet.", {
            remedy: { kind: "runCommand", label: "Choose Execution Role…", command: "rustSagemaker.role.choose" },
        });
    }
}
