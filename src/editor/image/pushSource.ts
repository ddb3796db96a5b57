import type { ContainerEngine, LocalImage } from "../../core/image/engine/containerEngine.ts";
import { CRATE_LABEL } from "../../core/image/imageBuild.ts";
import { repositoryOf } from "../../core/image/imagePlan.ts";
import { parseImageReference } from "../../core/image/imageReference.ts";
import { localImageOf } from "../../core/image/engine/localImages.ts";
import { Problem } from "../../core/problem.ts";
import type { Ask } from "../ask.ts";
import type { PlannedImage } from "../commands/image/buildImage.ts";
import type { Progress } from "../progress.ts";

/** An image of the engine, as rows of the tree and buttons name it. */
export interface LocalImageTarget {
    readonly kind: "localImage";
    readonly reference: string;
    readonly crate?: string | undefined;
}

/** What is pushed: an image that is there, or one that is built first. */
export interface PushSource {
    readonly name: string;
    readonly crate: string | undefined;
    /** The repository that is proposed. */
    readonly repository: string;
    /** Undefined while it has to be built. */
    readonly known: LocalImage | undefined;
    /** The image, built if need be. */
    readonly image: (report: (message: string) => void, signal: AbortSignal) => Promise<LocalImage>;
}

interface Needs {
    readonly engine: (signal: AbortSignal) => Promise<Pick<ContainerEngine, "inspect">>;
    /** Asks what to build, of a file or of a crate that the user picks. */
    readonly plan: (signal: AbortSignal, file?: { readonly fsPath?: string }) => Promise<PlannedImage | undefined>;
    readonly build: (
        planned: PlannedImage,
        report: (message: string) => void,
        signal: AbortSignal,
    ) => Promise<{ readonly id: string }>;
    readonly ask: Pick<Ask, "confirm">;
    readonly progress: Progress;
}

/** Finds what a push is about: the image of a row, or that of a crate which is still to be built; undefined when the user gave up. */
export function pushSource({ engine, plan, build, ask, progress }: Needs) {
    return async (
        what: LocalImageTarget | { readonly fsPath?: string } | undefined,
        signal: AbortSignal,
    ): Promise<PushSource | undefined> => {
        if (what === undefined || !("kind" in what)) {
            return ofCrate(what, signal);
        }
        const source = await ofImage(what, signal);
        return (await isMeant(source.known)) ? source : undefined;
    };

    async function ofCrate(file: { readonly fsPath?: string } | undefined, signal: AbortSignal): Promise<PushSource | undefined> {
        const planned = await plan(signal, file);
        return (
            planned && {
                name: planned.project.crate.name,
                crate: planned.project.crate.name,
                repository: repositoryOf(planned.project),
                known: undefined,
                async image(report, until) {
                    const { id } = await build(planned, report, until);
                    return localImageOf(await engine(until), id, until);
                },
            }
        );
    }

    async function ofImage({ reference, crate }: LocalImageTarget, signal: AbortSignal) {
        const known = await progress("Looking at the image", async (cancelled) => {
            const until = AbortSignal.any([signal, cancelled]);
            return localImageOf(await engine(until), reference, until);
        });
        return {
            name: known.tags[0] ?? reference,
            crate: crate ?? known.labels[CRATE_LABEL],
            repository: parseImageReference(reference)?.repository ?? "",
            known,
            image: async () => known,
        };
    }

    /** That SageMaker cannot start an image everywhere, or nowhere, is told before it is uploaded. */
    async function isMeant({ platform }: LocalImage): Promise<boolean> {
        if (platform === "linux/amd64") {
            return true;
        }
        if (platform !== "linux/arm64") {
            throw new Problem("imageRefused", `SageMaker has no machines for ${platform}. Build the image for linux/amd64.`);
        }
        const detail = "It can serve on Graviton instances such as ml.c7g.large. Training jobs need linux/amd64.";
        return ask.confirm("This image is for linux/arm64. Push it all the same?", detail, "Push");
    }
}
