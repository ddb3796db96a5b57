import type { ContainerEngine, LocalImage } from "../../../core/image/engine/containerEngine.ts";
import type { ImageRepositories, ImageRepository } from "../../../core/image/push/imageRepositories.ts";
import { contentTag, parseTags } from "../../../core/image/imageTags.ts";
import { contentReference, repositoryTag } from "../../../core/image/engine/localImages.ts";
import type { AcceptedImage } from "../../../core/image/push/settlePush.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask, Step } from "../../ask.ts";
import type { BuildView } from "../../image/buildView.ts";
import { type ChosenRepository, chooseRepository } from "../../image/chooseRepository.ts";
import { pushRun } from "../../image/pushRun.ts";
import type { LocalImageTarget, PushSource } from "../../image/pushSource.ts";
import type { Progress } from "../../progress.ts";

/** The account and region that images are pushed to. */
export interface Account {
    readonly place: Place;
    readonly repositories: ImageRepositories;
}

interface Needs {
    readonly account: () => Promise<Account>;
    readonly sourceOf: (
        what: LocalImageTarget | { readonly fsPath?: string } | undefined,
        signal: AbortSignal,
    ) => Promise<PushSource | undefined>;
    readonly engine: (signal: AbortSignal) => Promise<Pick<ContainerEngine, "tag" | "push" | "remove">>;
    readonly viewOf: (name: string) => BuildView;
    readonly ask: Pick<Ask, "steps" | "confirm">;
    readonly progress: Progress;
    readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
    /** Told what the repository has now, and which image of this machine it is. */
    readonly onPushed: (pushed: AcceptedImage, image: LocalImageTarget) => void;
    readonly requireTrust: () => void;
}

/**
 * Builds the image of a crate, or takes one that is there, and pushes it to a repository of ECR. All questions come before the work, and
 * the account is asked for its repositories first, so that nobody waits for a build to learn that the credentials are missing.
 */
export function pushImage(needs: Needs) {
    const { ask, progress } = needs;

    return async (signal: AbortSignal, what?: LocalImageTarget | { readonly fsPath?: string }): Promise<void> => {
        needs.requireTrust();
        const { place, repositories } = await needs.account();
        const there = await progress(`Repositories of ${placeName(place)}`, (cancelled) =>
            repositories.list(AbortSignal.any([signal, cancelled])),
        );
        const source = await needs.sourceOf(what, signal);
        if (source === undefined) {
            return;
        }
        const title = `Push ${source.name} to ECR, ${placeName(place)}`;
        const chosen = await chooseRepository(ask, title, there, source.repository);
        if (chosen === undefined) {
            return;
        }
        const tag = await firstTag(title, source, chosen);
        const made: Made = {};
        const pushed = tag && (await pushUnder(tag.tag, { repositories, source, chosen, made }, signal));
        if (pushed !== undefined && made.image !== undefined) {
            needs.onPushed(pushed, { kind: "localImage", reference: contentReference(made.image), crate: source.crate });
        }
    };

    /** What has to be built gets the tag that tells what it was built from; undefined when the user gave up. */
    async function firstTag(title: string, { known }: PushSource, { repository }: ChosenRepository) {
        if (known === undefined) {
            return { tag: undefined };
        }
        const tag = await askTag(title, repositoryTag(known, repository.isTagImmutable));
        return tag === undefined ? undefined : { tag };
    }

    /** Builds and pushes, and asks for another tag as long as the one that was taken names another image. */
    async function pushUnder(wanted: string | undefined, work: Work, signal: AbortSignal): Promise<AcceptedImage | undefined> {
        let tag = wanted;
        for (;;) {
            const wish = tag;
            try {
                return await progress(`Pushing ${work.source.name}`, (cancelled, report) =>
                    pushOnce(wish, work, report, AbortSignal.any([signal, cancelled])),
                );
            } catch (error) {
                if (!Problem.is(error, "tagTaken") || work.made.image === undefined) {
                    throw error;
                }
                tag = await askTag(error.message, contentTag(work.made.image.id));
                if (tag === undefined) {
                    return undefined;
                }
            }
        }
    }

    async function pushOnce(
        tag: string | undefined,
        { repositories, source, chosen, made }: Work,
        report: (message: string) => void,
        signal: AbortSignal,
    ): Promise<AcceptedImage> {
        made.image ??= await source.image(report, signal);
        made.repository ??= await repositoryFor(repositories, chosen, report, signal);
        const { image, repository } = made;
        const engine = await needs.engine(signal);
        const view = needs.viewOf(source.crate ?? repository.name);
        const push = { image, repository, tag: tag ?? repositoryTag(image, repository.isTagImmutable) };
        return pushRun({ engine, repositories, ask, rest: needs.rest, view, report }, push, signal);
    }

    async function askTag(title: string, value: string): Promise<string | undefined> {
        const step: Step = { kind: "text", key: "tag", prompt: "Tag in the repository", value, validate: tagFault };
        return (await ask.steps(title, [step]))?.get("tag");
    }
}

interface Work {
    readonly repositories: ImageRepositories;
    readonly source: PushSource;
    readonly chosen: ChosenRepository;
    readonly made: Made;
}

/** What an attempt has achieved and the next one need not do again. */
interface Made {
    image?: LocalImage;
    repository?: ImageRepository;
}

async function repositoryFor(
    repositories: ImageRepositories,
    chosen: ChosenRepository,
    report: (message: string) => void,
    signal: AbortSignal,
): Promise<ImageRepository> {
    if (chosen.kind === "there") {
        return chosen.repository;
    }
    report(`creating the repository ${chosen.repository.name}`);
    return repositories.create(chosen.repository, signal);
}

function tagFault(text: string): string | undefined {
    const parsed = parseTags(text);
    if ("fault" in parsed) {
        return parsed.fault;
    }
    return parsed.tags.length === 1 && parsed.tags[0] === text ? undefined : "One tag is needed.";
}
