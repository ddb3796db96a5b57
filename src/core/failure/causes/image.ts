import { BUILD_IMAGE, type CauseRule, either, exits, inReason, said, WITH_CHANGES } from "../clues.ts";

/** What is wrong with the image or the program in it, so that it does not even begin. */
export const IMAGE_CAUSES: readonly CauseRule[] = [
    {
        id: "architecture",
        find: either(said(/exec format error/i), (clues) => (clues.exitCode === 2 ? said(/syntax error/i)(clues) : undefined)),
        explain: (_found, { evidence }) => ({
            cause: "The program was built for another processor than the instance has.",
            fix: `Build the image for ${evidence.instanceType ?? "the instance type"}: linux/amd64, or linux/arm64 for Graviton. Build Image… takes the platform from the instance type.`,
            way: BUILD_IMAGE,
        }),
    },
    {
        id: "glibc",
        find: said(/version [`'‘]?GLIBC(?:XX)?_[\d.]{1,20}['’]? not found/),
        explain: (found) => ({
            cause: `The image has an older C library than the program was built with: it needs ${/GLIBC(?:XX)?_[\d.]{1,20}/.exec(found)?.[0] ?? "a newer one"}.`,
            fix: "Take the same Debian release for the stage that builds and for the one that runs, or link statically with musl.",
            way: BUILD_IMAGE,
        }),
    },
    {
        id: "libcuda",
        find: said(/libcuda\.so(?:\.1)?\b.{0,200}cannot open shared object|error while loading shared libraries: libcuda\.so/),
        explain: (_found, { evidence }) => ({
            cause: `The program needs a GPU's driver (libcuda), and ${evidence.instanceType ?? "the instance"} has none.`,
            fix: "Take an instance type with a GPU, or build without the feature that needs CUDA.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "library",
        find: said(/error while loading shared libraries: [^\s:]{1,200}/),
        explain: (found) => ({
            cause: `The image lacks a library that the program is linked with: ${/libraries: ([^\s:]{1,200})/.exec(found)?.[1] ?? ""}.`,
            fix: "Install its package in the stage that runs, copy it there, or link it statically.",
            way: BUILD_IMAGE,
        }),
    },
    {
        id: "program",
        find: either(
            said(/["']?(?:train|serve)["']?: executable file not found|(?:train|serve): (?:not found|No such file)/),
            inReason(/CannotStartContainerError/),
            exits(127),
        ),
        explain: (_found, { evidence }) => {
            const program = evidence.kind === "endpoint" ? "serve" : "train";
            return {
                cause: `SageMaker found no program called "${program}" in the image, or could not start it.`,
                fix: `It has to be on the PATH of the image, executable, with no ENTRYPOINT of a shell in front of it. Name the binary "${program}" in Cargo.toml, and copy it to /usr/local/bin.`,
                way: BUILD_IMAGE,
            };
        },
    },
    {
        id: "notExecutable",
        find: exits(126),
        explain: () => ({
            cause: "The program is there, but cannot be executed.",
            fix: "Look at its mode (chmod 755), at its architecture, and at the interpreter of its first line if it is a script.",
            way: BUILD_IMAGE,
        }),
    },
];
