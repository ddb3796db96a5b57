import type { ContainerEngine } from "../../../core/image/engine/containerEngine.ts";
import { CRATE_LABEL } from "../../../core/image/imageBuild.ts";
import type { StoredManifest } from "../../../core/image/push/imageRepositories.ts";
import type { ImageFacts, ImageUse } from "../../../core/image/inspect/imageFacts.ts";
import { imageReport } from "../../../core/image/inspect/imageReport.ts";
import { type ImageReader, readImageFacts } from "../../../core/image/inspect/readImageFacts.ts";
import { storedReport } from "../../../core/image/inspect/storedReport.ts";
import { imageNames, localImageOf, shortened } from "../../../core/image/engine/localImages.ts";
import type { Place } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import { type ClickedFile, pickLocalImage } from "./pickLocalImage.ts";

/** An image of the engine or of a repository, as the rows of the tree name them. */
export type InspectedImage =
    | { readonly kind: "localImage"; readonly reference: string; readonly crate?: string | undefined }
    | {
          readonly kind: "repositoryImage";
          readonly place: Place;
          readonly repository: string;
          readonly digest: string;
          /** `REGISTRY/REPOSITORY@sha256:…`. */
          readonly reference: string;
      };

type Engine = Pick<ContainerEngine, "inspect" | "layers" | "list" | "read">;

interface Report {
    readonly name: string;
    readonly markdown: string;
}

interface Needs {
    readonly engine: (signal: AbortSignal) => Promise<Engine>;
    readonly withFile: ImageReader["withFile"];
    readonly manifestOf: (
        image: Extract<InspectedImage, { kind: "repositoryImage" }>,
        signal: AbortSignal,
    ) => Promise<StoredManifest | undefined>;
    /** The instance types of a crate that is open in this window. */
    readonly useOf: (crate: string | undefined) => Promise<ImageUse>;
    /** Shows Markdown under a title. */
    readonly show: (title: string, markdown: string) => Promise<void>;
    /** The name of the crate that a file belongs to; undefined where it cannot be told. */
    readonly crateOf: (file: string) => Promise<string | undefined>;
    readonly ask: Pick<Ask, "pick">;
    readonly progress: Progress;
    readonly requireTrust: () => void;
}

/**
 * Shows what SageMaker will meet in an image: one of the tree, or one of this machine that the user picks, of the crate of
 * a file where they clicked on one. Nothing of it is run.
 */
export function inspectImage({ engine, withFile, manifestOf, useOf, show, crateOf, ask, progress, requireTrust }: Needs) {
    return async (signal: AbortSignal, target?: InspectedImage | ClickedFile): Promise<void> => {
        requireTrust();
        const image = target !== undefined && "kind" in target ? target : await pickImage(signal, target);
        if (image === undefined) {
            return;
        }
        const name = image.kind === "localImage" ? image.reference : `${image.repository}@${image.digest}`;
        const report = await progress(`Inspect Image ${shortened(name)}`, (cancelled) =>
            reportOf(image, AbortSignal.any([signal, cancelled])),
        );
        await show(`Inspect Image: ${report.name}`, report.markdown);
    };

    async function reportOf(image: InspectedImage, signal: AbortSignal): Promise<Report> {
        if (image.kind === "localImage") {
            const found = await engine(signal);
            const facts = await factsOf(found, (await localImageOf(found, image.reference, signal)).id, signal);
            const [name] = imageNames(facts.image);
            return { name, markdown: imageReport(name, facts, await useOf(image.crate ?? facts.image.labels[CRATE_LABEL])) };
        }
        const [stored, facts] = await Promise.all([manifestOf(image, signal), factsIfThere(image.reference, signal)]);
        const use = await useOf(facts?.image.labels[CRATE_LABEL]);
        if (stored === undefined) {
            throw new Problem("imageMissing", `The repository has no such image any more: ${image.repository}@${image.digest}.`);
        }
        const name = shortened(`${image.repository}@${image.digest}`);
        const kept = storedReport(name, stored, facts?.image, use);
        return { name, markdown: facts === undefined ? kept : `${kept}\n\n${imageReport("On this machine", facts, use)}` };
    }

    async function factsOf(found: Engine, id: string, signal: AbortSignal): Promise<ImageFacts> {
        const facts = await readImageFacts({ engine: found, withFile }, id, signal);
        if (facts === undefined) {
            throw new Problem("imageMissing", `The container engine has no image ${id} any more.`);
        }
        return facts;
    }

    /** A repository can be looked at without an engine. */
    async function factsIfThere(reference: string, signal: AbortSignal): Promise<ImageFacts | undefined> {
        try {
            return await readImageFacts({ engine: await engine(signal), withFile }, reference, signal);
        } catch (error) {
            if (Problem.is(error)) {
                return undefined;
            }
            throw error;
        }
    }

    async function pickImage(signal: AbortSignal, file: ClickedFile | undefined): Promise<InspectedImage | undefined> {
        const images = async (until: AbortSignal) => (await engine(until)).list(CRATE_LABEL, until);
        const picked = await pickLocalImage("Inspect which image?", { images, crateOf, ask, progress }, signal, file);
        return picked && { kind: "localImage", ...picked };
    }
}
