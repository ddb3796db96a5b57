import type { ContainerEngine, LocalImage } from "../../core/image/engine/containerEngine.ts";
import type { ImageRepositories, ImageRepository } from "../../core/image/push/imageRepositories.ts";
import { progressText, pushProgress } from "../../core/image/push/pushProgress.ts";
import { pushToRepository } from "../../core/image/push/pushToRepository.ts";
import { type AcceptedImage, settlePush } from "../../core/image/push/settlePush.ts";
import type { Platform } from "../../core/image/platform.ts";
import type { Ask } from "../ask.ts";
import { endingOf } from "../ending.ts";
import type { BuildView } from "./buildView.ts";

interface Parts {
    readonly engine: Pick<ContainerEngine, "tag" | "push" | "remove">;
    readonly repositories: ImageRepositories;
    readonly ask: Pick<Ask, "confirm">;
    readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
    readonly view: BuildView;
    readonly report: (message: string) => void;
}

interface Push {
    readonly image: LocalImage;
    readonly repository: ImageRepository;
    readonly tag: string;
}

/** Pushes an image, watched in a terminal where it can be cancelled too, and checks what has arrived. */
export async function pushRun(parts: Parts, push: Push, signal: AbortSignal): Promise<AcceptedImage> {
    const { view } = parts;
    const cancelledThere = new AbortController();
    view.begin(`Pushing ${push.repository.uri}:${push.tag}. Ctrl+C cancels.`, () => cancelledThere.abort());
    try {
        const accepted = await pushAndCheck(parts, push, AbortSignal.any([signal, cancelledThere.signal]));
        view.end(`Pushed ${accepted.uri}`, "succeeded");
        return accepted;
    } catch (error) {
        view.end(endingOf(error), "failed");
        throw error;
    }
}

async function pushAndCheck(
    { engine, repositories, ask, rest, view, report }: Parts,
    push: Push,
    signal: AbortSignal,
): Promise<AcceptedImage> {
    report("signing in to the registry");
    const read = pushProgress();
    const output = (text: string) => {
        view.write(text);
        const layers = progressText(read(text));
        if (layers !== "") {
            report(layers);
        }
    };
    const digest = await pushToRepository({ engine, repositories, rest, output }, push, signal);
    report("checking what SageMaker will find");
    const confirmRepair = (reason: string) =>
        ask.confirm(
            "SageMaker would refuse this image. Put it again in Docker's form?",
            `The push has succeeded, but ${reason}. Only its manifest is written anew; the layers stay as they are.`,
            "Repair",
        );
    return settlePush({ repositories, confirmRepair }, { ...push, digest, wanted: wantedOf(push.image) }, signal);
}

/** The platforms that SageMaker has machines for. */
const PLATFORMS: readonly Platform[] = ["linux/amd64", "linux/arm64"];

function wantedOf({ platform }: LocalImage): Platform | undefined {
    return PLATFORMS.find((one) => one === platform);
}
