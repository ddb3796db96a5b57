import { platformOf } from "../platform.ts";
import type { CheckedImage } from "./checkedImage.ts";
import { type Finding, replacement } from "./finding.ts";

/** Nobody wants to read of more. */
const MANY = 100;

const NATIVE = /target-cpu=native/g;

/** Code for the CPU of whoever builds, in a Dockerfile. */
export function nativeCpuInDockerfile({ text, crate }: CheckedImage): readonly Finding[] {
    const platforms = [platformOf("training", crate.trainingInstanceType), platformOf("endpoint", crate.endpointInstanceType)];
    return nativeCpu(
        text,
        platforms.every((platform) => platform === "linux/amd64"),
    );
}

/**
 * The same in a Cargo.toml or a .cargo/config.toml: cargo reads it inside the image too. Flags of a target that is no Linux do not
 * reach it.
 */
export function nativeCpuInToml(text: string): readonly Finding[] {
    return nativeCpu(text, true).filter(({ start }) => {
        const table =
            text
                .slice(0, start)
                .match(/^[ \t]*\[[^\n]*\]/gm)
                ?.at(-1) ?? "";
        const target = /^\s*\[\s*target\.["']?([^"'\]]+)/.exec(table)?.[1] ?? "linux";
        return target.includes("linux") || (target.startsWith("cfg") && !/windows|macos|apple/.test(target));
    });
}

function nativeCpu(text: string, isAmd64: boolean): readonly Finding[] {
    return [...text.matchAll(NATIVE)]
        .slice(0, MANY)
        .filter(({ index }) => !isComment(text, index))
        .map(({ index, 0: { length } }) => {
            const range = { start: index, end: index + length };
            return {
                id: "target-cpu-native",
                severity: "warning",
                message:
                    "This compiles for the very CPU that builds. SageMaker's instances have others, and a binary that meets an unknown instruction dies of SIGILL (exit code 132). Name a level that all of them have.",
                ...range,
                // AVX2 and FMA: Haswell of 2013 and all that came after it, which covers every x86-64 instance of SageMaker.
                fixes: isAmd64 ? [replacement("Compile for x86-64-v3 (AVX2)", range, "target-cpu=x86-64-v3")] : [],
            };
        });
}

/** Both formats begin a comment with `#`; in a Dockerfile only at the start of a line. */
function isComment(text: string, index: number): boolean {
    return /^\s*#/.test(text.slice(text.lastIndexOf("\n", index) + 1, index));
}
