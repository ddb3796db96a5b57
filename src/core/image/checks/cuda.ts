import { gpuOf, inferenceAmiFor } from "../gpuFamilies.ts";
import { compareVersions } from "../version.ts";
import { baseImageOf } from "./baseImage.ts";
import { type CheckedImage, outsideBase } from "./checkedImage.ts";
import type { Finding } from "./finding.ts";

/** A CUDA toolkit needs a driver of its own time; on an endpoint the driver follows from the instance type. */
export function cudaTooNew({ stage, crate: { endpointInstanceType: type } }: CheckedImage): readonly Finding[] {
    const base = outsideBase(stage);
    const cuda = base === undefined ? undefined : baseImageOf(base).cuda;
    const driver = gpuOf(type)?.endpointDefault;
    const [word] = stage.from.words;
    if (cuda === undefined || driver === undefined || word === undefined || compareVersions(cuda, driver.cuda) <= 0) {
        return [];
    }
    const ami = inferenceAmiFor(cuda);
    const way = ami
        ? `Set InferenceAmiVersion to ${ami.version} (driver ${ami.driver.version}, CUDA ${ami.driver.cuda}) in the endpoint's configuration, or take an image of CUDA ${driver.cuda}.`
        : `No InferenceAmiVersion has a driver that new: take an older CUDA.`;
    return [
        {
            id: "cuda-too-new",
            severity: "warning",
            message: `This image has CUDA ${cuda}; an endpoint on ${type} has by default driver ${driver.version}, made for CUDA ${driver.cuda}, and the container may not start there at all. ${way}`,
            ...stage.from.rangeOf(word),
            fixes: [],
        },
    ];
}
