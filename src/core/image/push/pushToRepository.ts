import { Problem } from "../../problem.ts";
import { errorText } from "../../text/errorText.ts";
import type { ContainerEngine, EngineOutput, LocalImage } from "../engine/containerEngine.ts";
import type { ImageRepositories, ImageRepository } from "./imageRepositories.ts";
import { readManifest } from "./manifest.ts";
import { isSame } from "./pushVerdict.ts";

/** How long to rest before each further attempt after the line to the registry failed, in milliseconds. */
const RESTS = [1000, 4000, 10_000];

interface Needs {
    readonly engine: Pick<ContainerEngine, "tag" | "push" | "remove">;
    readonly repositories: Pick<ImageRepositories, "login" | "manifest">;
    readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly output: EngineOutput;
}

/** Which image goes where. */
export interface PushTarget {
    readonly image: LocalImage;
    readonly repository: ImageRepository;
    readonly tag: string;
}

/**
 * Gives an image the name that it has in the repository, and pushes it. The login is fetched just before, and once more when it expires on
 * the way; a line that breaks is tried again, and what the registry has of the layers is not sent twice. Answers the digest of the manifest.
 * An image that is there already under a tag that cannot be written over counts as pushed; another one there is refused with `tagTaken`.
 */
export async function pushToRepository(needs: Needs, target: PushTarget, signal: AbortSignal): Promise<string> {
    const { image, repository, tag } = target;
    const there = repository.isTagImmutable ? await sameImage(needs, target, signal) : undefined;
    if (there !== undefined) {
        return there;
    }
    const reference = `${repository.uri}:${tag}`;
    await needs.engine.tag(image.id, reference, signal);
    try {
        return await pushAgain(needs, reference, signal);
    } catch (error) {
        await forget(needs, image, reference);
        const raced = Problem.is(error, "tagTaken") ? await sameImage(needs, target, signal) : undefined;
        if (raced !== undefined) {
            return raced;
        }
        throw error;
    }
}

async function pushAgain({ engine, repositories, rest, output }: Needs, reference: string, signal: AbortSignal): Promise<string> {
    let login = await repositories.login(signal);
    let isRenewed = false;
    for (let broken = 0; ;) {
        try {
            return await engine.push(reference, login, output, signal);
        } catch (error) {
            signal.throwIfAborted();
            if (Problem.is(error, "loginExpired") && !isRenewed) {
                isRenewed = true;
                output("The login has expired; pushing again with a new one.\n");
                login = await repositories.login(signal);
                continue;
            }
            const pause = Problem.is(error, "registryUnreachable") ? RESTS[broken++] : undefined;
            if (pause === undefined) {
                throw error;
            }
            output(`${errorText(error)}\nTrying again in ${pause / 1000} s.\n`);
            await rest(pause, signal);
        }
    }
}

/** The digest under the tag when it is this very image; undefined when the tag is free; `tagTaken` when it names another. */
async function sameImage({ repositories }: Needs, { image, repository, tag }: PushTarget, signal: AbortSignal) {
    const stored = await repositories.manifest(repository.name, tag, signal);
    if (stored === undefined) {
        return undefined;
    }
    const manifest = readManifest(stored);
    if (manifest?.kind === "image" && isSame(image, stored, manifest)) {
        return stored.digest;
    }
    throw new Problem(
        "tagTaken",
        `The tag ${tag} names another image in ${repository.name}, whose tags cannot be written over. Choose another tag.`,
    );
}

/** Takes back the name that was given for the push, unless the image had it before or would go with its last name. */
async function forget({ engine }: Needs, { tags }: LocalImage, reference: string): Promise<void> {
    if (tags.length > 0 && !tags.includes(reference)) {
        // Only a courtesy: the push has failed already, and that is what the user is told. It happens after a cancel, too.
        await engine.remove(reference, AbortSignal.timeout(10_000)).catch(() => undefined);
    }
}
