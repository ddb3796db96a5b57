import type { LocalImage } from "../../core/image/containerEngine.ts";
import { CRATE_LABEL } from "../../core/image/imageBuild.ts";
import { contentReference } from "../../core/image/localImages.ts";
import { Problem } from "../../core/problem.ts";
import { sizeText } from "../../core/sizeText.ts";
import type { Ask, Choice } from "../ask.ts";
import type { TrainingJobNode } from "../tree/nodes.ts";
import type { CrateImage } from "./launchTrainingJob.ts";

interface Needs {
    /** The images of this machine that were built from crates, newest first. */
    readonly images: (signal: AbortSignal) => Promise<readonly LocalImage[]>;
    /** Launch Training Job with an image that is there. */
    readonly train: (signal: AbortSignal, manifest: undefined, image: CrateImage) => Promise<void>;
    /** Deploy Endpoint with another image than the one that trained the model. */
    readonly serve: (signal: AbortSignal, node: TrainingJobNode | undefined, image: string) => Promise<void>;
    readonly ask: Pick<Ask, "pick">;
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
export function runImage({ images, train, serve, ask, requireTrust }: Needs) {
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
        const found = await images(signal);
        if (found.length === 0) {
            throw new Problem("imageMissing", "No image of a crate has been built on this machine yet.", {
                remedy: { kind: "runCommand", label: "Build Image…", command: "rustSagemaker.image.build" },
            });
        }
        return ask.pick("Run which image?", found.map(choiceOf));
    }
}

function choiceOf(image: LocalImage): Choice<CrateImage> {
    const { id, tags, labels, createdAt, sizeBytes } = image;
    const made = new Date(createdAt).toLocaleString();
    return {
        label: tags[0] ?? id.slice(0, 19),
        description: `${sizeText(sizeBytes)}, ${made}`,
        value: { reference: contentReference(image), crate: labels[CRATE_LABEL] },
    };
}
