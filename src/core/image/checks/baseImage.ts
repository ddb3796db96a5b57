/** What the name of a base image tells. Whatever it does not tell is undefined, and no check speaks of it. */
export interface BaseImage {
    /** Without registry and namespace: `rust`, `debian`, `cc-debian12`. */
    readonly name: string;
    readonly tag: string | undefined;
    readonly isPinnedByDigest: boolean;
    readonly release: Release | undefined;
    /** The CUDA toolkit, such as `12.4`. */
    readonly cuda: string | undefined;
}

/** A release of a distribution. */
export interface Release {
    readonly codename: string;
    /** What users call it. */
    readonly title: string;
    /** Version of its glibc; undefined where the C library is musl. */
    readonly glibc: string | undefined;
}

const release = (codename: string, title: string, glibc?: string): Release => ({ codename, title, glibc });

const ALPINE = release("alpine", "Alpine Linux");

// The versions of glibc that the distributions shipped.
const RELEASES: readonly Release[] = [
    release("buster", "Debian 10 (buster)", "2.28"),
    release("bullseye", "Debian 11 (bullseye)", "2.31"),
    release("bookworm", "Debian 12 (bookworm)", "2.36"),
    release("trixie", "Debian 13 (trixie)", "2.41"),
    release("focal", "Ubuntu 20.04 (focal)", "2.31"),
    release("jammy", "Ubuntu 22.04 (jammy)", "2.35"),
    release("noble", "Ubuntu 24.04 (noble)", "2.39"),
    release("amazonlinux2", "Amazon Linux 2", "2.26"),
    release("amazonlinux2023", "Amazon Linux 2023", "2.34"),
    release("el8", "Enterprise Linux 8", "2.28"),
    release("el9", "Enterprise Linux 9", "2.34"),
];

const BY_NUMBER: readonly (readonly [RegExp, string])[] = [
    [/^debian:10\b|debian10\b/, "buster"],
    [/^debian:11\b|debian11\b/, "bullseye"],
    [/^debian:12\b|debian12\b/, "bookworm"],
    [/^debian:13\b|debian13\b/, "trixie"],
    [/^ubuntu:20\.04|ubuntu20\.04/, "focal"],
    [/^ubuntu:22\.04|ubuntu22\.04/, "jammy"],
    [/^ubuntu:24\.04|ubuntu24\.04/, "noble"],
    [/^amazonlinux:2(\.0[.\d]*)?$/, "amazonlinux2"],
    [/^amazonlinux:2023\b/, "amazonlinux2023"],
    [/^cuda:.*-(ubi8|rockylinux8)$/, "el8"],
    [/^cuda:.*-(ubi9|rockylinux9)$/, "el9"],
];

/** Reads the name of an image, the registry's mirrors of Docker Hub's official images included. */
export function baseImageOf(reference: string): BaseImage {
    const [named = "", digest] = reference.split("@", 2);
    const last = named.slice(named.lastIndexOf("/") + 1).toLowerCase();
    const [name = "", tag] = last.split(":", 2);
    return { name, tag, isPinnedByDigest: digest !== undefined, release: releaseOf(name, tag), cuda: cudaOf(name, tag) };
}

/** The release of a codename, as os-release spells it. */
function releaseNamed(codename: string | undefined): Release | undefined {
    return RELEASES.find((one) => one.codename === codename);
}

function releaseOf(name: string, tag = ""): Release | undefined {
    const whole = `${name}:${tag}`;
    if (/alpine/.test(whole)) {
        return ALPINE;
    }
    const words = new Set(whole.split(/[^a-z0-9]+/));
    const byWord = RELEASES.find(({ codename }) => words.has(codename));
    const byNumber = BY_NUMBER.find(([pattern]) => pattern.test(whole))?.[1];
    return byWord ?? releaseNamed(byNumber ?? (name === "rust" ? rustDefault(tag) : undefined));
}

/**
 * The Debian under `rust:1.95`. The official image went to trixie while 1.89 was current, and to bookworm while 1.70 was: those tags, and
 * the ones that move such as `rust:1`, tell nothing.
 */
function rustDefault(tag: string): string | undefined {
    const minor = Number(/^1\.(\d+)(?:\.\d+)?(?:-slim)?$/.exec(tag)?.[1]);
    if (minor >= 90) {
        return "trixie";
    }
    return minor >= 72 && minor <= 88 ? "bookworm" : undefined;
}

/** `nvidia/cuda:12.4.1-runtime-ubuntu22.04`. */
function cudaOf(name: string, tag = ""): string | undefined {
    return name === "cuda" ? /^(\d+\.\d+)/.exec(tag)?.[1] : undefined;
}
