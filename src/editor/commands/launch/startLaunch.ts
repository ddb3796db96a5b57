import { type TrainingPlan, withSpecHash } from "../../../core/job/trainingPlan.ts";
import type { ObjectStore } from "../../../core/objectStore.ts";
import type { Place } from "../../../core/place.ts";
import { sizeText } from "../../../core/text/sizeText.ts";
import type { Project } from "../../../core/workspace/project.ts";
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
    readonly sha256OfText: (text: string) => string;
}

/** Carries out a launch that has its role and its bucket: have an image, upload the channels, start the job. Answers the plan that was started. */
export function startLaunch({ place, build, storeIn, start, sha256OfText }: Needs) {
    return async (
        prepared: PreparedLaunch,
        decided: TrainingPlan,
        report: (message: string) => void,
        signal: AbortSignal,
    ): Promise<TrainingPlan> => {
        const image = await imageOf(prepared, decided, report, signal);
        const plan = withSpecHash({ ...decided, image }, sha256OfText);
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
        for (const [channel, files] of uploads) {
            const told = (done: number, of: number) => report(`channel ${channel}: ${sizeText(done)} of ${sizeText(of)}`);
            await store.upload(bucket, files, told, signal);
        }
    }
}
