import type { ImageRepositories } from "../../../core/image/push/imageRepositories.ts";
import { contentTag } from "../../../core/image/imageTags.ts";
import { settlePush } from "../../../core/image/push/settlePush.ts";
import type { Place } from "../../../core/place.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { RepositoryImageNode } from "../../tree/imageNodes.ts";
import type { ResourceNode } from "../../tree/nodes.ts";

interface Needs {
    readonly repositoriesIn: (place: Place) => Promise<ImageRepositories>;
    readonly selected: () => ResourceNode | undefined;
    readonly ask: Pick<Ask, "confirm" | "tell">;
    readonly progress: Progress;
    readonly writeClipboard: (text: string) => Thenable<void>;
    readonly refresh: () => void;
    readonly requireTrust: () => void;
}

/** Puts an image that another tool has pushed again in the form that SageMaker takes. Its layers stay as they are. */
export function repairImage({ repositoriesIn, selected, ask, progress, writeClipboard, refresh, requireTrust }: Needs) {
    return async (signal: AbortSignal, node: ResourceNode | undefined = selected()): Promise<void> => {
        requireTrust();
        if (node?.kind !== "repositoryImage") {
            await ask.tell("Select an image in ECR in the SageMaker view first.");
            return;
        }
        const repositories = await repositoriesIn(node.place);
        let isDeclined = false;
        const confirmRepair = async (reason: string) => {
            isDeclined = !(await ask.confirm("Put this image again in Docker's form?", detailOf(node, reason), "Repair"));
            return !isDeclined;
        };
        const settled = await progress(`Repairing ${node.repository}`, (cancelled) =>
            settlePush({ repositories, confirmRepair }, settlementOf(node), AbortSignal.any([signal, cancelled])),
        ).catch((error: unknown) => {
            if (!isDeclined) {
                throw error;
            }
        });
        if (settled === undefined) {
            return;
        }
        refresh();
        const { uri, isRepaired, tag } = settled;
        const told = isRepaired ? `SageMaker takes ${uri} now, under the tag ${tag}.` : `SageMaker takes ${uri} as it is.`;
        if ((await ask.tell(told, "Copy URI")) === "Copy URI") {
            await writeClipboard(uri);
        }
    };
}

function settlementOf({ repository, reference, digest, image, isTagImmutable }: RepositoryImageNode) {
    const uri = reference.slice(0, -digest.length - 1);
    const tag = image.tags[0] ?? contentTag(digest);
    return { repository: { name: repository, uri, isTagImmutable }, tag, digest, image: undefined, wanted: undefined };
}

function detailOf({ repository, image, isTagImmutable }: RepositoryImageNode, reason: string): string {
    const where = isTagImmutable
        ? "Its tag cannot be written over, so that the new manifest gets a tag beside it."
        : `The tag ${image.tags[0] ?? ""} names the new manifest afterwards.`;
    return `SageMaker would refuse it, because ${reason}. Only a manifest is written to ${repository}; the layers stay as they are. ${where}`;
}
