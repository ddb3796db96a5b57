import type { LocalImage } from "../../core/image/engine/containerEngine.ts";
import { parseImages } from "../../core/image/engine/engineAnswers.ts";
import { inspectArguments } from "../../core/image/engine/engineArguments.ts";
import { NAMES } from "../../core/image/engine/engineProblem.ts";
import { isMissingImage } from "../../core/image/engine/engineWords.ts";
import { type ImageReference, parseImageReference } from "../../core/image/imageReference.ts";
import { type ContainerEngine, engineWords } from "../engine/containerEngine.ts";
import { errorText } from "../../core/text/errorText.ts";
import { containerLaunch } from "./containerLaunch.ts";
import { ImageFault, type Images } from "./images.ts";

/** The images in the store of this machine's container engine. It is never asked to pull one: what runs is what was built or pulled here. */
export function containerImages(engineOf: () => Promise<ContainerEngine>): Images {
    return {
        async resolve(reference) {
            const name = parseImageReference(reference);
            if (name === undefined) {
                throw new ImageFault(`"${reference}" does not name an image.`);
            }
            const engine = await found(engineOf);
            const image = (await inspect(engine, reference)) ?? (await byId(engine, name));
            if (image === undefined) {
                throw new ImageFault(
                    `Image ${reference} is not in the store of ${NAMES[engine.kind]}, and Local SageMaker pulls none. ` +
                        `Build it, or fetch it with: ${engine.kind} pull ${reference}`,
                );
            }
            return {
                reference: name.digest === undefined ? `${withoutTag(name)}@${image.id}` : reference,
                networkInterface: "eth0",
                launchOf: async (start) => containerLaunch(engine, image, start),
            };
        },
    };
}

async function found(engineOf: () => Promise<ContainerEngine>): Promise<ContainerEngine> {
    try {
        return await engineOf();
    } catch (error) {
        throw new ImageFault(errorText(error));
    }
}

/** An image that was built here and pushed nowhere has no digest that the engine knows it by: it is named by its id instead. */
async function byId(engine: ContainerEngine, { registry, repository, digest }: ImageReference): Promise<LocalImage | undefined> {
    const image = digest === undefined ? undefined : await inspect(engine, digest);
    const repositories = image?.tags.map((tag) =>
        withoutTag(parseImageReference(tag) ?? { registry: undefined, repository: tag }),
    );
    // A later build may have taken all its tags. What the id names stays the same.
    return repositories?.length === 0 || repositories?.includes(withoutTag({ registry, repository })) ? image : undefined;
}

async function inspect(engine: ContainerEngine, reference: string): Promise<LocalImage | undefined> {
    const answer = await engine.run(inspectArguments([reference]));
    if (answer.code === 0) {
        return parseImages(answer.stdout)[0];
    }
    if (isMissingImage(answer.stderr)) {
        return undefined;
    }
    throw new ImageFault(engineWords(engine.kind, answer));
}

function withoutTag({ registry, repository }: Pick<ImageReference, "registry" | "repository">): string {
    return registry === undefined ? repository : `${registry}/${repository}`;
}
