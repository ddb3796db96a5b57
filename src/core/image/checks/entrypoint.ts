import type { Instruction } from "../dockerfile/dockerfile.ts";
import type { CheckedImage } from "./checkedImage.ts";
import { type Finding, removal, replacement } from "./finding.ts";

/** SageMaker starts `IMAGE train` or `IMAGE serve`: with an ENTRYPOINT that word is an argument of it, and SIGTERM goes to it. */
export function entrypoints({ text, instructions }: CheckedImage): readonly Finding[] {
    const entrypoint = instructions.findLast(({ keyword }) => keyword === "ENTRYPOINT");
    if (!entrypoint || entrypoint.value === "") {
        return [];
    }
    return entrypoint.exec === undefined ? [shellForm(entrypoint)] : ownBinary(text, entrypoint);
}

function shellForm(entrypoint: Instruction): Finding {
    const words = entrypoint.words.map(({ raw }) => raw);
    const isPlain = !/["'$&|;<>(){}*?`\\~]/.test(entrypoint.value);
    const exec = JSON.stringify(words).replaceAll('","', '", "');
    return {
        id: "shell-entrypoint",
        severity: "error",
        message:
            'This ENTRYPOINT is run by a shell, which drops the word "train" or "serve" that SageMaker starts the image with, and hands on no SIGTERM, so that a stopped job is killed without saving. Write it as an array, or leave it out and put train and serve on the PATH.',
        start: entrypoint.start,
        end: entrypoint.end,
        fixes: isPlain ? [replacement(`Write it as ${exec}`, { start: entrypoint.valueStart, end: entrypoint.end }, exec)] : [],
    };
}

function ownBinary(text: string, entrypoint: Instruction): readonly Finding[] {
    const program = entrypoint.exec?.[0]?.split("/").at(-1);
    if (program !== "train" && program !== "serve") {
        return [];
    }
    return [
        {
            id: "entrypoint",
            severity: "warning",
            message: `SageMaker starts the image with the word "train" or "serve", and here that word is only an argument: "serve" would run "${program} serve". Without an ENTRYPOINT it finds both binaries on the PATH.`,
            start: entrypoint.start,
            end: entrypoint.end,
            fixes: [removal("Remove the ENTRYPOINT", text, entrypoint.start, entrypoint.end)],
        },
    ];
}
