import type { LocalImage } from "../../../core/image/engine/containerEngine.ts";
import type { Ask, Choice } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { CrateImage } from "../launch/launchTrainingJob.ts";
import type { InspectedImage } from "./inspectImage.ts";
import { type ClickedFile, pickLocalImage } from "./pickLocalImage.ts";

interface Needs {
    /** The images of this machine that were built from crates, newest first. */
    readonly images: (signal: AbortSignal) => Promise<readonly LocalImage[]>;
    /** Launch Training Job with an image that is there. */
    readonly train: (signal: AbortSignal, image: CrateImage) => Promise<void>;
    /** Deploy Endpoint with another image than the one that trained the model. */
    readonly serve: (signal: AbortSignal, image: string) => Promise<void>;
    /** The name of the crate that a file belongs to; undefined where it cannot be told. */
    readonly crateOf: (file: string) => Promise<string | undefined>;
    readonly ask: Pick<Ask, "pick">;
    readonly progress: Progress;
    /** Brings an image of ECR to this machine; false when the user does not want that. */
    readonly fetch: (signal: AbortSignal, image: Extract<InspectedImage, { kind: "repositoryImage" }>) => Promise<boolean>;
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

/**
 * Runs an image in Local SageMaker, under SageMaker's contract: one that a row or a button names, or one that the user picks, of the crate of
 * a file where they clicked on one.
 */
export function runImage({ train, serve, fetch, requireTrust, ...needs }: Needs) {
    const { ask } = needs;
    return async (signal: AbortSignal, target?: CrateImage | InspectedImage | ClickedFile): Promise<void> => {
        requireTrust();
        const isImage = target !== undefined && "reference" in target;
        const image = isImage ? target : await pickLocalImage("Run which image?", needs, signal, target);
        const way = image && (await ask.pick(`Run ${image.reference.replace(/@.*$/, "")} how?`, WAYS));
        if (image === undefined || way === undefined || !(await isHere(signal, image))) {
            return;
        }
        await (way === "train" ? train(signal, image) : serve(signal, image.reference));
    };

    async function isHere(signal: AbortSignal, image: CrateImage | InspectedImage): Promise<boolean> {
        return !("kind" in image) || image.kind === "localImage" || fetch(signal, image);
    }
}
