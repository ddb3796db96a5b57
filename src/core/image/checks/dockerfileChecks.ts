import { builtStage, parseDockerfile } from "../dockerfile/dockerfile.ts";
import { missingBinaries } from "./binaries.ts";
import { glibcMismatch, libgccMissing } from "./cLibrary.ts";
import { allInstructions, type CheckedContext, type CheckedCrate, type CheckedImage } from "./checkedImage.ts";
import { contextWithTarget } from "./contextIgnore.ts";
import { cudaTooNew } from "./cuda.ts";
import { entrypoints } from "./entrypoint.ts";
import type { Finding } from "./finding.ts";
import { floatingTags } from "./floatingTag.ts";
import { filesUnderMl } from "./mlFolder.ts";
import { opensslDependencies, opensslMissing } from "./openssl.ts";
import { wrongPlatform } from "./platformOfStage.ts";
import { notRoot } from "./rootUser.ts";
import { secretsInImage } from "./secrets.ts";
import { nativeCpuInDockerfile, nativeCpuInToml } from "./targetCpu.ts";

/** No person writes so many: a file that was made to keep a checker busy. */
const MANY_STAGES = 200;

const CHECKS: readonly ((image: CheckedImage) => readonly Finding[])[] = [
    floatingTags,
    glibcMismatch,
    libgccMissing,
    opensslMissing,
    cudaTooNew,
    wrongPlatform,
    missingBinaries,
    entrypoints,
    notRoot,
    filesUnderMl,
    secretsInImage,
    contextWithTarget,
    nativeCpuInDockerfile,
];

/** How a project builds the image of its Dockerfile. */
interface Build {
    readonly target: string | undefined;
    readonly buildArgs: Readonly<Record<string, string>>;
    readonly crate: CheckedCrate;
    readonly context: CheckedContext;
}

/** What SageMaker will not take of the image that a Dockerfile builds, in the order of the file. */
export function checkDockerfile(text: string, { target, buildArgs, crate, context }: Build): readonly Finding[] {
    const dockerfile = parseDockerfile(text, buildArgs);
    const stage = builtStage(dockerfile, target);
    if (stage === undefined || dockerfile.stages.length > MANY_STAGES) {
        return [];
    }
    const image = { text, dockerfile, stage, instructions: allInstructions(stage), crate, context };
    return CHECKS.flatMap((check) => check(image)).toSorted((a, b) => a.start - b.start);
}

/** The same of a Cargo.toml. */
export function checkManifest(text: string, lock: string | undefined): readonly Finding[] {
    return [...opensslDependencies(text, lock), ...nativeCpuInToml(text)];
}

/** The same of a .cargo/config.toml. */
export function checkCargoConfig(text: string): readonly Finding[] {
    return nativeCpuInToml(text);
}
