import type { CheckedImage } from "./checkedImage.ts";
import type { Finding } from "./finding.ts";

/** Files that a build puts under /opt/ml lie below what SageMaker mounts there. */
export function filesUnderMl({ instructions }: CheckedImage): readonly Finding[] {
    return instructions
        .filter(({ keyword }) => keyword === "COPY" || keyword === "ADD" || keyword === "VOLUME")
        .flatMap((instruction) => {
            const { keyword, words, exec } = instruction;
            const paths = exec ?? words.map(({ value }) => value ?? "");
            const isUnder = (keyword === "VOLUME" ? paths : paths.slice(-1)).some((path) => /^\/opt\/ml(\/|$)/.test(path));
            const word = words.at(-1);
            return isUnder && word ? [{ ...finding, ...instruction.rangeOf(word) }] : [];
        });
}

const finding = {
    id: "ml-folder",
    severity: "warning",
    message:
        "/opt/ml is SageMaker's: it mounts data, settings and the model there when it starts the image, over what the build put there. Take another folder, such as /app.",
    fixes: [],
} satisfies Partial<Finding>;
