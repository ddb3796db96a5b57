import { type CheckedImage, outsideBase } from "./checkedImage.ts";
import { type Finding, removal, replacement } from "./finding.ts";

/** SageMaker mounts /opt/ml for root, and its documentation asks for containers that run as root. */
export function notRoot({ text, instructions, stage }: CheckedImage): readonly Finding[] {
    const user = instructions.findLast(({ keyword }) => keyword === "USER");
    const name = user?.words[0]?.value?.split(":")[0];
    if (user && name !== undefined) {
        const fix = removal(`Remove USER ${name}`, text, user.start, user.end);
        return name === "root" || name === "0" ? [] : [finding(`as ${name}`, user, [fix])];
    }
    const [word] = stage.from.words;
    return user === undefined && word && /:(debug-)?nonroot$/.test(outsideBase(stage) ?? "")
        ? [finding("as nonroot", stage.from.rangeOf(word), nonRootFixes(word.raw, stage.from.rangeOf(word)))]
        : [];
}

function nonRootFixes(raw: string, range: { readonly start: number; readonly end: number }) {
    const better = raw.replace(/:nonroot$/, "").replace(/:debug-nonroot$/, ":debug");
    return better === raw ? [] : [replacement(`Run on ${better}`, range, better)];
}

function finding(as: string, { start, end }: { readonly start: number; readonly end: number }, fixes: Finding["fixes"]): Finding {
    return {
        id: "not-root",
        severity: "warning",
        message: `This image runs ${as}. SageMaker expects root: /opt/ml belongs to root there, and a container of another user can write neither its model nor the reason of a failure.`,
        start,
        end,
        fixes,
    };
}
