import type { LocalImage } from "../../core/image/engine/containerEngine.ts";
import type { Ask, Choice } from "../ask.ts";
import type { Progress } from "../progress.ts";
import type { TrainingJobNode } from "../tree/nodes.ts";
import type { CrateImage } from "./launchTrainingJob.ts";
import { pickLocalImage } from "./pickLocalImage.ts";

interface Needs {
    /** The images of this machine that were built from crates, newest first. */
    readonly images: (signal: AbortSignal) => Promise<readonly LocalImage[]>;
    /** Launch Training Job with an image that is there. */
    readonly train: (signal: AbortSignal, manifest: undefined, image: CrateImage) => Promise<void>;
    /** Deploy Endpoint with another image than the one that trained the model. */
    readonly serve: (signal: AbortSignal, node: TrainingJobNode | undefined, image: string) => Promise<void>;
    readonly ask: Pick<Ask, "pick">;
    readonly progress: Progress;
    readonly requireTrust: () => void;
}

const WAYS: readonly Choice<"train" | "serve">[] = [
    {
        label: "Train",
        detail: "A training job on this machine, with the channels and hyperparameters of sagemaker.json.",
        value: "train",
    },
    { label: "Serve", detail: "An endpoint on this machine, with the model of a completed training job.", value: "serve" },
];

/** Runs an image in Local SageMaker, under SageMaker's contract: one that a row or a button names, or one that the user picks. */
export function runImage({ images, train, serve, ask, progress, requireTrust }: Needs) {
    return async (signal: AbortSignal, target?: CrateImage): Promise<void> => {
        requireTrust();
        const image = target ?? (await pickImage(signal));
        const way = image && (await ask.pick(`Run ${image.reference.replace(/@.*$/, "")} how?`, WAYS));
        if (image === undefined || way === undefined) {
            return;
        }
        await (way === "train" ? train(signal, undefined, image) : serve(signal, undefined, image.reference));
    };

    async function pickImage(signal: AbortSignal): Promise<CrateImage | undefined> {
        const listed = await progress("Images of this machine", (cancelled) => images(AbortSignal.any([signal, cancelled])));
        return pickLocalImage("Run which image?", listed, ask);
    }
}
