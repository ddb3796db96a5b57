import { compareVersions } from "../version.ts";
import type { Stage } from "../dockerfile/dockerfile.ts";
import { baseImageOf, type Release } from "./baseImage.ts";
import { allInstructions, cargoSubcommands, type CheckedImage, copiedStages, outsideBase, scriptOf } from "./checkedImage.ts";
import { type Finding, replacement } from "./finding.ts";

/** Subcommands of cargo, and of its usual plugins, that leave binaries behind. */
const BUILDING = new Set(["auditable", "b", "build", "install", "leptos", "rustc", "zigbuild"]);

/** A binary asks for the C library of the system that it was built on, or for a newer one, and for no other kind. */
export function glibcMismatch(image: CheckedImage): readonly Finding[] {
    const runtime = runtimeOf(image.stage);
    const builders = copiedStages(image.dockerfile, image.stage)
        .filter(isBuilder)
        .filter((stage) => !linksStatically(stage));
    const from = image.stage.from;
    const word = from.words[0];
    const builder = builders.map(releaseOf).find((one) => one?.glibc !== undefined && runtime && !runs(one, runtime));
    if (!word || !runtime || builder?.glibc === undefined) {
        return [];
    }
    return [
        {
            id: "glibc-mismatch",
            severity: runtime.glibc === undefined ? "error" : "warning",
            message: `The binaries are built on ${builder.title} with glibc ${builder.glibc}, and run on ${runtime.title}${runtime.glibc === undefined ? "" : ` with glibc ${runtime.glibc}`}. ${runtime.glibc === undefined ? "They will not start there: it has no glibc" : 'They may not start there: "version GLIBC_… not found"'}. Take the same release in both stages, or link statically with a musl target.`,
            ...from.rangeOf(word),
            fixes: sameRelease(word.raw, builder).map((text) => replacement(`Run on ${text}`, from.rangeOf(word), text)),
        },
    ];
}

/** Rust's standard library needs libgcc_s.so.1, which Distroless has in `cc` and not in `base`. */
export function libgccMissing({ dockerfile, stage }: CheckedImage): readonly Finding[] {
    const base = outsideBase(stage) ?? "";
    const [word] = stage.from.words;
    const isBare = /\/distroless\/base(-nossl)?(-debian\d+)?(:|$)/.test(base);
    const isStatic = copiedStages(dockerfile, stage).some(linksStatically);
    const bringsIt = allInstructions(stage).some(({ value }) => value.includes("libgcc"));
    if (!word || !isBare || isStatic || bringsIt || copiedStages(dockerfile, stage).filter(isBuilder).length === 0) {
        return [];
    }
    const better = word.raw.replace(/\/distroless\/base(-nossl)?/, "/distroless/cc");
    return [
        {
            id: "libgcc-missing",
            severity: "error",
            message: `${base} lacks libgcc_s.so.1, which binaries of Rust load at their start. Take the image "cc" instead of "base".`,
            ...stage.from.rangeOf(word),
            fixes: better === word.raw ? [] : [replacement(`Run on ${better}`, stage.from.rangeOf(word), better)],
        },
    ];
}

function runs(builder: Release, runtime: Release): boolean {
    return runtime.glibc !== undefined && compareVersions(builder.glibc ?? "0", runtime.glibc) <= 0;
}

/** `scratch` and Distroless' `static` have no C library at all. */
function runtimeOf(stage: Stage): Release | undefined {
    const base = outsideBase(stage) ?? "";
    const bringsLibraries = allInstructions(stage).some(({ keyword, value }) => keyword === "COPY" && /\blib/.test(value));
    if (base === "scratch" || /\/distroless\/static(-debian\d+)?(:|$)/.test(base)) {
        return bringsLibraries ? undefined : { codename: "none", title: base, glibc: undefined };
    }
    return releaseOf(stage);
}

function releaseOf(stage: Stage): Release | undefined {
    const base = outsideBase(stage);
    return base === undefined ? undefined : baseImageOf(base).release;
}

function isBuilder(stage: Stage): boolean {
    const commands = allInstructions(stage).filter(({ keyword }) => keyword === "RUN");
    return commands.some((one) => cargoSubcommands(scriptOf(one)).some((subcommand) => BUILDING.has(subcommand)));
}

/** A musl target, static linking or a linker that is told which glibc to aim at: what the base says no longer counts. */
function linksStatically(stage: Stage): boolean {
    const base = outsideBase(stage) ?? "";
    return allInstructions(stage).some((one) => /musl|crt-static|zigbuild/.test(scriptOf(one))) || /musl/.test(base);
}

/** The runtime's own name with the release of the builder; nothing where that is not one word of it. */
function sameRelease(raw: string, { codename }: Release): readonly string[] {
    const number = { bullseye: "11", bookworm: "12", trixie: "13" }[codename];
    const swapped = /\bdebian:/.test(raw)
        ? raw.replace(/\b(buster|bullseye|bookworm|trixie)\b/, codename)
        : raw.replace(/(distroless\/[a-z]+-debian)\d+/, `$1${number}`);
    return number === undefined || swapped === raw ? [] : [swapped];
}
