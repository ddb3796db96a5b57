import { ageText } from "../../core/text/ageText.ts";
import { repositoryOf } from "../../core/image/imagePlan.ts";
import type { ImageRepositories } from "../../core/image/push/imageRepositories.ts";
import { sizeText } from "../../core/text/sizeText.ts";
import type { Project } from "../../core/workspace/project.ts";
import type { Choice } from "../ask.ts";

/** So many are offered; an older one can be typed. */
const MOST = 20;

/** A crate's images in ECR by their digests, the newest first; none where there is no repository yet. */
export async function pushedImages(
    repositories: Pick<ImageRepositories, "list" | "images">,
    project: Project,
    now: number,
    signal: AbortSignal,
): Promise<readonly Choice<string>[]> {
    const name = repositoryOf(project);
    const repository = (await repositories.list(signal)).find((one) => one.name === name);
    if (repository === undefined) {
        return [];
    }
    return (await repositories.images(name, signal)).slice(0, MOST).map(({ digest, tags, pushedAt, sizeBytes }) => ({
        label: `${name}:${tags[0] ?? digest.slice(0, 19)}`,
        description: [`pushed ${ageText(pushedAt, now)}`, ...(sizeBytes === undefined ? [] : [sizeText(sizeBytes)])].join(" · "),
        detail: `${repository.uri}@${digest}`,
        value: `${repository.uri}@${digest}`,
    }));
}
