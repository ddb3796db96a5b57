import type { ContainerEngine, LocalImage } from "../../core/image/engine/containerEngine.ts";
import { parseImages, parseLayers } from "../../core/image/engine/engineAnswers.ts";
import {
    historyArguments,
    inspectArguments,
    listArguments,
    removeArguments,
    tagArguments,
} from "../../core/image/engine/engineArguments.ts";
import { isMissingImage } from "../../core/image/engine/engineWords.ts";
import { buildImage } from "./buildImage.ts";
import { askEngine, commandEngine, type EngineCommand, refusal } from "./engineCommand.ts";
import { type EngineSearch, findEngineCommand } from "./findEngine.ts";
import { pullImage } from "./pull.ts";
import { pushImage } from "./push.ts";
import { readImage } from "./readImage.ts";

/** Finds the container engine of this machine. Whether its daemon runs is known with the first thing that it is asked. */
export async function findContainerEngine(search: EngineSearch, signal: AbortSignal): Promise<ContainerEngine> {
    const engine = await findEngineCommand(search, signal);
    const inspect = async (reference: string, until: AbortSignal) => (await inspectAll(engine, [reference], until))[0];
    return {
        ...engine,
        inspect,
        async build(build, output, until) {
            const id = await buildImage(engine, build, output, until);
            // containerd's store lists an image under its manifest, while the builder names its configuration.
            const built =
                (await inspect(id, until)) ?? (build.tags[0] === undefined ? undefined : await inspect(build.tags[0], until));
            return built?.id ?? id;
        },
        async list(label, until) {
            const ids = (await commandEngine(engine, listArguments(label), until)).split("\n").filter((id) => id !== "");
            const images = ids.length === 0 ? [] : await inspectAll(engine, [...new Set(ids)], until);
            return images.toSorted((a, b) => b.createdAt - a.createdAt);
        },
        layers: async (reference, until) => parseLayers(await commandEngine(engine, historyArguments(reference), until)),
        tag: async (image, reference, until) => void (await commandEngine(engine, tagArguments(image, reference), until)),
        async remove(reference, until) {
            const answer = await askEngine(engine, removeArguments(reference), until);
            if (answer.code !== 0 && !isMissingImage(answer.stderr)) {
                throw refusal(engine, answer);
            }
        },
        read: (reference, file, until) => readImage(engine, reference, file, until),
        pull: (reference, login, output, until) => pullImage(engine, reference, login, output, until),
        push: (reference, login, output, until) => pushImage(engine, reference, login, output, until),
    };
}

/** Those of the images that there are: one may go while they are looked up. */
async function inspectAll(
    engine: EngineCommand,
    references: readonly string[],
    signal: AbortSignal,
): Promise<readonly LocalImage[]> {
    const answer = await askEngine(engine, inspectArguments(references), signal);
    if (answer.code !== 0 && !isMissingImage(answer.stderr)) {
        throw refusal(engine, answer);
    }
    return answer.stdout.trim() === "" ? [] : parseImages(answer.stdout);
}
