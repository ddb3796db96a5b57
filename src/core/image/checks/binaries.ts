import path from "node:path";
import type { Instruction } from "../dockerfile/dockerfile.ts";
import { cargoSubcommands, type CheckedImage, outsideBase, scriptOf } from "./checkedImage.ts";
import { type Finding, replacement } from "./finding.ts";

/** The two words that SageMaker starts an image with. */
const STARTED = ["train", "serve"] as const;

/** Systems that bring neither train nor serve, so that what is not copied is not there. */
const PLAIN_BASES =
    /(^|\/)(debian|ubuntu|rust|cuda|alpine|amazonlinux|fedora|rockylinux|distroless\/[a-z-]+(-debian\d+)?)(?=[:@]|$)/;

/** Binaries of the crate that SageMaker will look for in vain. An ENTRYPOINT is taken to know what it does with the word. */
export function missingBinaries(image: CheckedImage): readonly Finding[] {
    const { crate, instructions, stage } = image;
    const base = outsideBase(stage);
    const isPlain = base === "scratch" || (base !== undefined && PLAIN_BASES.test(base));
    const hasEntrypoint = instructions.some(({ keyword, value }) => keyword === "ENTRYPOINT" && !/^(\[\s*\])?$/.test(value));
    return isPlain && !hasEntrypoint
        ? STARTED.filter((name) => crate.bins.includes(name)).flatMap((name) => findingsOf(name, image))
        : [];
}

function findingsOf(name: string, { instructions, stage, crate }: CheckedImage): readonly Finding[] {
    const folders = (stage.environment.get("PATH") ?? "").split(":");
    const bringing = copiesOf(instructions).filter((copy) => brings(copy, name, crate.bins));
    const isMadeInside = instructions.some((one) => one.keyword === "RUN" && runBrings(scriptOf(one), name));
    if (isMadeInside || bringing.some((copy) => copy.destination === undefined || folders.includes(folderOf(copy)))) {
        return [];
    }
    const copy = bringing.find((one) => isNamed(one, name));
    return [copy === undefined ? missing(name, stage.from) : notOnPath(name, copy, folders)];
}

/** A COPY or ADD with its paths; `destination` is undefined when it hangs on a variable that is not known. */
interface Copy {
    readonly instruction: Instruction;
    /** Last segments of the sources. */
    readonly sources: readonly string[];
    readonly destination: string | undefined;
    readonly isIntoFolder: boolean;
}

function copiesOf(instructions: readonly Instruction[]): readonly Copy[] {
    let folder: string | undefined = "/";
    const copies: Copy[] = [];
    for (const instruction of instructions) {
        const { keyword, words, exec } = instruction;
        const paths: readonly (string | undefined)[] = exec ?? words.map(({ value }) => value);
        const target = paths.at(-1);
        const resolved: string | undefined =
            target === undefined || folder === undefined ? undefined : path.posix.resolve(folder, target);
        if (keyword === "WORKDIR") {
            folder = resolved;
        } else if (keyword === "COPY" || keyword === "ADD") {
            const sources = paths.slice(0, -1).map((source) => path.posix.basename(source ?? "*"));
            const isIntoFolder = sources.length > 1 || /(^|\/)(\.?\/|\.)$/.test(target ?? "/");
            copies.push({ instruction, sources, destination: resolved, isIntoFolder });
        }
    }
    return copies;
}

/** Whether a copy holds the binary, or may: a folder and a pattern are given the benefit of the doubt. */
function brings(copy: Copy, name: string, bins: readonly string[]): boolean {
    const { sources, destination = "", isIntoFolder } = copy;
    const isOther = (source: string) => source !== name && (bins.includes(source) || /^[\w-]+\.\w+$/.test(source));
    const isFolder = isIntoFolder || /\/s?bin$/.test(destination);
    return isNamed(copy, name) || (isFolder && !sources.every(isOther));
}

function isNamed({ sources, destination = "", isIntoFolder }: Copy, name: string): boolean {
    return isIntoFolder ? sources.includes(name) : path.posix.basename(destination) === name;
}

/** The folder that the binary lands in. A file copied onto a folder's own name, `COPY train /usr/local/bin`, lands in the folder. */
function folderOf({ destination = "", isIntoFolder }: Copy): string {
    return isIntoFolder || /\/s?bin$/.test(destination) ? destination : path.posix.dirname(destination);
}

/** Whether a RUN may put the binary somewhere: cargo install does, and whatever moves, links or downloads something of its name. */
function runBrings(script: string, name: string): boolean {
    const from = script.search(/\b(cp|mv|ln|install|curl|wget|tar|tee|cat|printf|echo)\b/);
    const isNamedAfter = from >= 0 && new RegExp(`\\b${name}\\b`).test(script.slice(from));
    return isNamedAfter || cargoSubcommands(script).includes("install");
}

function missing(name: string, from: Instruction): Finding {
    return {
        id: "binary-missing",
        severity: "warning",
        message: `SageMaker starts this image with the word "${name}", and no instruction puts the crate's binary ${name} on its PATH. Copy it: COPY --from=STAGE /…/release/${name} /usr/local/bin/`,
        start: from.start,
        end: from.end,
        fixes: [],
    };
}

function notOnPath(name: string, copy: Copy, folders: readonly string[]): Finding {
    const { instruction, sources, isIntoFolder } = copy;
    const word = instruction.words.at(-1);
    const range = word ? instruction.rangeOf(word) : instruction;
    const isAllStarted = instruction.exec === undefined && sources.every((source) => STARTED.some((one) => source === one));
    const better = isIntoFolder ? "/usr/local/bin/" : `/usr/local/bin/${name}`;
    return {
        id: "binary-not-on-path",
        severity: "warning",
        message: `SageMaker starts "${name}" by its name alone, and ${folderOf(copy)} is not on the image's PATH (${folders.join(":")}).`,
        start: range.start,
        end: range.end,
        fixes: isAllStarted ? [replacement(`Copy to ${better}`, range, better)] : [],
    };
}
