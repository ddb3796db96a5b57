import type { ContainerEngine } from "../../../core/image/engine/containerEngine.ts";
import type { ImageRepositories } from "../../../core/image/push/imageRepositories.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { sizeText } from "../../../core/text/sizeText.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { LocalImageNode, RepositoryImageNode } from "../../tree/imageNodes.ts";
import type { ResourceNode } from "../../tree/nodes.ts";

interface Needs {
    readonly engine: (signal: AbortSignal) => Promise<Pick<ContainerEngine, "remove" | "inspect">>;
    readonly repositoriesIn: (place: Place) => Promise<ImageRepositories>;
    readonly selected: () => ResourceNode | undefined;
    readonly ask: Pick<Ask, "confirm" | "tell">;
    readonly progress: Progress;
    readonly refresh: () => void;
    readonly requireTrust: () => void;
}

/** Deletes an image of this machine or of ECR, after it named all that goes. One that is gone already counts as deleted. */
export function deleteImage({ engine, repositoriesIn, selected, ask, progress, refresh, requireTrust }: Needs) {
    return async (signal: AbortSignal, node: ResourceNode | undefined = selected()): Promise<void> => {
        requireTrust();
        if (node?.kind !== "localImage" && node?.kind !== "repositoryImage") {
            await ask.tell("Select an image in the SageMaker view first.");
            return;
        }
        const [question, detail] = node.kind === "localImage" ? localQuestion(node) : repositoryQuestion(node);
        if (!(await ask.confirm(question, detail, "Delete"))) {
            return;
        }
        try {
            await progress("Deleting the image", (cancelled) => remove(node, AbortSignal.any([signal, cancelled])));
        } finally {
            refresh();
        }
    };

    async function remove(node: LocalImageNode | RepositoryImageNode, signal: AbortSignal): Promise<void> {
        await (node.kind === "localImage"
            ? removeLocal(node, signal)
            : (await repositoriesIn(node.place)).delete(node.repository, [node.digest], signal));
    }

    /** The engine deletes an image with the last of its names. It is asked for them now: there may be more than were listed. */
    async function removeLocal({ image: { id } }: LocalImageNode, signal: AbortSignal): Promise<void> {
        const local = await engine(signal);
        const names = (await local.inspect(id, signal))?.tags ?? [];
        for (const name of names.length === 0 ? [id] : names) {
            await local.remove(name, signal);
        }
    }
}

function localQuestion({ image }: LocalImageNode): readonly [string, string] {
    const { tags, id, sizeBytes } = image;
    const goes = [...(tags.length === 0 ? [id] : tags), `${sizeText(sizeBytes)}, layers shared with other images are kept`];
    return [
        "Delete this image from this machine?",
        [...goes, "Jobs and endpoints that name it cannot be started again."].join("\n"),
    ];
}

function repositoryQuestion({ place, repository, digest, image }: RepositoryImageNode): readonly [string, string] {
    const tags = image.tags.map((tag) => `Tag: ${tag}`);
    const kept = "Endpoints that run it cannot start another instance, and jobs that name it cannot be started again.";
    return [`Delete this image from ${repository} on ${placeName(place)}?`, [digest, ...tags, kept].join("\n")];
}
