import { type BaseImage, baseImageOf } from "./baseImage.ts";
import type { CheckedImage } from "./checkedImage.ts";
import { type Finding, replacement } from "./finding.ts";

/** The Rust that a tag is pinned to when it names none: the one that the templates are built with. */
const RUST = "1.95";
const DEFAULT_CODENAME = "bookworm";
const DISTROLESS: Readonly<Record<string, string>> = { bullseye: "debian11", bookworm: "debian12", trixie: "debian13" };

/** Tags that mean another system next year: what was built on one and runs on the other may not find its C library. */
export function floatingTags({ dockerfile }: CheckedImage): readonly Finding[] {
    const codename = dockerfile.stages.map(debianOf).find((found) => found !== undefined) ?? DEFAULT_CODENAME;
    return dockerfile.stages.flatMap(({ base, parent, from }) => {
        const image = base === undefined || parent || base === "scratch" ? undefined : baseImageOf(base);
        const word = from.words[0];
        if (!image || !word || !isFloating(image)) {
            return [];
        }
        const pinned = pinnedOf(base ?? "", image, codename);
        const isLiteral = word.raw === base;
        return [
            {
                id: "floating-tag",
                severity: pinned === undefined ? "information" : "warning",
                message: `The tag of ${base} moves: the next build may get another system, with another C library, and SageMaker runs what was tested against the old one. Name a release${pinned === undefined ? " or a digest" : `, such as ${pinned}`}.`,
                ...from.rangeOf(word),
                fixes: pinned === undefined || !isLiteral ? [] : [replacement(`Pin to ${pinned}`, from.rangeOf(word), pinned)],
            } satisfies Finding,
        ];
    });
}

function debianOf({ base, parent }: { readonly base: string | undefined; readonly parent: unknown }): string | undefined {
    const codename = base === undefined || parent ? undefined : baseImageOf(base).release?.codename;
    return codename !== undefined && codename in DISTROLESS ? codename : undefined;
}

function isFloating({ name, tag = "latest", isPinnedByDigest, release }: BaseImage): boolean {
    if (isPinnedByDigest || /^(cc|base|static|base-nossl)-debian\d+$/.test(name)) {
        return false;
    }
    if (name === "rust" && release === undefined) {
        return /^(latest|slim|1|1-slim|alpine|nightly|beta)$/.test(tag);
    }
    return /^(latest|stable|stable-slim|testing|testing-slim|unstable|unstable-slim|sid|sid-slim|oldstable|oldstable-slim|rolling|devel|edge|nightly)$/.test(
        tag,
    );
}

/** The same image under a name that stays; undefined for images of which nothing is known. */
function pinnedOf(reference: string, { name, tag = "" }: BaseImage, codename: string): string | undefined {
    const prefix = reference.slice(0, reference.lastIndexOf("/") + 1);
    const slim = /slim/.test(tag) ? "-slim" : "";
    switch (name) {
        case "rust":
            return `${prefix}rust:${RUST}${slim}-${codename}`;
        case "debian":
            return `${prefix}debian:${codename}${slim}`;
        case "ubuntu":
            return `${prefix}ubuntu:24.04`;
        case "cc":
        case "base":
        case "static":
            return prefix.endsWith("distroless/") ? `${prefix}${name}-${DISTROLESS[codename]}` : undefined;
        default:
            return undefined;
    }
}
