import type { ContainerEngine } from "../../../core/image/engine/containerEngine.ts";
import type { ImageRepositories } from "../../../core/image/push/imageRepositories.ts";
import type { Place } from "../../../core/place.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { InspectedImage } from "./inspectImage.ts";

interface Needs {
    readonly engine: (signal: AbortSignal) => Promise<Pick<ContainerEngine, "inspect" | "pull">>;
    readonly repositoriesIn: (place: Place) => Promise<Pick<ImageRepositories, "login">>;
    readonly ask: Pick<Ask, "confirm">;
    readonly progress: Progress;
}

/** Brings an image of ECR to this machine where the engine does not have it; false when the user does not want that. */
export function fetchImage({ engine, repositoriesIn, ask, progress }: Needs) {
    return async (signal: AbortSignal, image: Extract<InspectedImage, { kind: "repositoryImage" }>): Promise<boolean> => {
        const { place, repository, reference } = image;
        const fetched = <T>(task: (until: AbortSignal) => Promise<T>) =>
            progress(`Fetching ${repository}`, (cancelled) => task(AbortSignal.any([signal, cancelled])));
        const isHere = await fetched(async (until) => (await (await engine(until)).inspect(reference, until)) !== undefined);
        const detail = `${reference} is in ECR, and Local SageMaker runs what the container engine of this machine has.`;
        if (isHere || !(await ask.confirm("Fetch this image to this machine first?", detail, "Fetch"))) {
            return isHere;
        }
        await fetched(async (until) => {
            const login = await (await repositoriesIn(place)).login(until);
            await (await engine(until)).pull(reference, login, () => undefined, until);
        });
        return true;
    };
}
