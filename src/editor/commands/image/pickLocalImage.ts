import type { LocalImage } from "../../../core/image/engine/containerEngine.ts";
import { CRATE_LABEL } from "../../../core/image/imageBuild.ts";
import { contentReference, imageNames } from "../../../core/image/engine/localImages.ts";
import { Problem } from "../../../core/problem.ts";
import { sizeText } from "../../../core/text/sizeText.ts";
import type { Ask, Choice } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { CrateImage } from "../launch/launchTrainingJob.ts";

/** A Dockerfile, a Cargo.toml or a sagemaker.json that the user clicked on. */
export interface ClickedFile {
    readonly fsPath: string;
}

interface Needs {
    /** The images of this machine that were built from crates, newest first. */
    readonly images: (signal: AbortSignal) => Promise<readonly LocalImage[]>;
    /** The name of the crate that a file belongs to; undefined where it cannot be told. */
    readonly crateOf: (file: string) => Promise<string | undefined>;
    readonly ask: Pick<Ask, "pick">;
    readonly progress: Progress;
}

/**
 * Asks for one of the images that were built from crates, newest first: from that of a file where the user clicked on one. Without an image
 * there is nothing to pick, and that is a problem.
 */
export async function pickLocalImage(
    question: string,
    { images, crateOf, ask, progress }: Needs,
    signal: AbortSignal,
    file?: ClickedFile,
): Promise<CrateImage | undefined> {
    const crate = file && (await crateOf(file.fsPath));
    const listed = await progress("Images of this machine", (cancelled) => images(AbortSignal.any([signal, cancelled])));
    const found = listed.filter(({ labels }) => crate === undefined || labels[CRATE_LABEL] === crate);
    if (found.length === 0) {
        throw noImage(crate, file);
    }
    return ask.pick(question, found.map(choiceOf));
}

function noImage(crate: string | undefined, file: ClickedFile | undefined): Problem {
    const build = { kind: "runCommand", label: "Build Image…", command: "rustSagemaker.image.build" } as const;
    return new Problem("imageMissing", `No image of ${crate ?? "a crate"} has been built on this machine yet.`, {
        remedy: file === undefined ? build : { ...build, args: [{ fsPath: file.fsPath }] },
    });
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
