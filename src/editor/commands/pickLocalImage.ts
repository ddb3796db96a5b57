import type { LocalImage } from "../../core/image/engine/containerEngine.ts";
import { CRATE_LABEL } from "../../core/image/imageBuild.ts";
import { contentReference, imageNames } from "../../core/image/engine/localImages.ts";
import { Problem } from "../../core/problem.ts";
import { sizeText } from "../../core/sizeText.ts";
import type { Ask, Choice } from "../ask.ts";
import type { CrateImage } from "./launchTrainingJob.ts";

/** Asks for one of the images that were built from crates, newest first; without one there is nothing to pick, and that is a problem. */
export async function pickLocalImage(
    question: string,
    images: readonly LocalImage[],
    ask: Pick<Ask, "pick">,
): Promise<CrateImage | undefined> {
    if (images.length === 0) {
        throw new Problem("imageMissing", "No image of a crate has been built on this machine yet.", {
            remedy: { kind: "runCommand", label: "Build Image…", command: "rustSagemaker.image.build" },
        });
    }
    return ask.pick(question, images.map(choiceOf));
}

function choiceOf(image: LocalImage): Choice<CrateImage> {
    const { labels, createdAt, sizeBytes } = image;
    const made = new Date(createdAt).toLocaleString();
    return {
        label: imageNames(image)[0],
        description: `${sizeText(sizeBytes)}, ${made}`,
        value: { reference: contentReference(image), crate: labels[CRATE_LABEL] },
    };
}
