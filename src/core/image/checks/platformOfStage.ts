import { stageLineage } from "../dockerfile/dockerfile.ts";
import { platformOf } from "../platform.ts";
import type { CheckedImage } from "./checkedImage.ts";
import { type Finding, replacement } from "./finding.ts";

/** A FROM that fixes a platform wins over the one that the build asks for. */
export function wrongPlatform({ text, stage, crate }: CheckedImage): readonly Finding[] {
    const wanted = [platformOf("training", crate.trainingInstanceType), platformOf("endpoint", crate.endpointInstanceType)];
    const fixed = stageLineage(stage).find(({ platform }) => platform !== undefined && !isWanted(platform, wanted));
    if (fixed === undefined) {
        return [];
    }
    const { start, end } = fixed.from;
    const flag = /--platform=\S+\s+/.exec(text.slice(start, end));
    const range = flag ? { start: start + flag.index, end: start + flag.index + flag[0].length } : { start, end };
    return [
        {
            id: "wrong-platform",
            severity: "warning",
            message: `SageMaker starts this image on ${[...new Set(wanted)].join(" and ")}, as the instance types of sagemaker.json are. One for ${fixed.platform} ends there with "exec format error".`,
            ...range,
            fixes: flag ? [replacement("Take the platform of the build", range, "")] : [],
        },
    ];
}

/** A variable, `$BUILDPLATFORM` above all, is a matter of the build. */
function isWanted(platform: string, wanted: readonly string[]): boolean {
    return platform.includes("$") || wanted.some((one) => platform === one || platform.startsWith(`${one}/`));
}
