import { sizeText } from "../../text/sizeText.ts";
import { gpuFault } from "../gpuFault.ts";
import { gpuOf, inferenceAmiFor } from "../gpuFamilies.ts";
import { LARGEST_LAYER, LARGEST_SERVERLESS } from "../limits.ts";
import { platformOf } from "../platform.ts";
import { compareVersions } from "../version.ts";
import type { ImageFacts, ImageProgram, ImageUse } from "./imageFacts.ts";

/** One sentence about an image: what is well, what to look at, what SageMaker will not take. */
export interface ImageFinding {
    readonly verdict: "good" | "careful" | "bad";
    readonly text: string;
}

/** VolumeSizeInGB of our training jobs. Whether the image counts, AWS does not say. */
const TRAINING_VOLUME = 30e9;

/** Debug information of less is not worth a word. */
const MUCH_DEBUG = 5e6;

const good = (text: string): ImageFinding => ({ verdict: "good", text });
const careful = (text: string): ImageFinding => ({ verdict: "careful", text });
const bad = (text: string): ImageFinding => ({ verdict: "bad", text });

/** What SageMaker will make of an image, what it refuses first. */
export function imageFindings(facts: ImageFacts, use: ImageUse): readonly ImageFinding[] {
    const findings = [
        ...architectureFindings(facts, use),
        ...entryFindings(facts),
        ...(["train", "serve"] as const).flatMap((name) => programFindings(name, facts, use)),
        ...cudaFindings(facts, use),
        ...sizeFindings(facts),
    ];
    const order = ["bad", "careful", "good"];
    return findings.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

function architectureFindings({ image }: ImageFacts, use: ImageUse): readonly ImageFinding[] {
    const places = [
        { wanted: platformOf("training", use.trainingInstanceType), name: `training jobs on ${use.trainingInstanceType}` },
        { wanted: platformOf("endpoint", use.endpointInstanceType), name: `endpoints on ${use.endpointInstanceType}` },
    ];
    const fitting = places.filter(({ wanted }) => wanted === image.platform).map(({ name }) => name);
    const others = places.filter(({ wanted }) => wanted !== image.platform);
    return [
        ...(fitting.length > 0 ? [good(`It is built for ${image.platform}, as ${fitting.join(" and ")} are.`)] : []),
        ...others.map(({ wanted, name }) =>
            bad(`It is built for ${image.platform}, and ${name} are ${wanted}: it would end with "exec format error".`),
        ),
    ];
}

function entryFindings(facts: ImageFacts): readonly ImageFinding[] {
    const { entrypoint, user } = facts.image;
    const isRoot = user === "" || /^(root|0)(:|$)/.test(user);
    const hasNone = facts.train === undefined && facts.serve === undefined && !handsOn(facts);
    return [
        ...entrypointFindings(entrypoint),
        ...(hasNone ? [bad("It has neither train nor serve on its PATH, and SageMaker starts nothing else.")] : []),
        ...(isRoot ? [] : [careful(`It runs as the user ${user}. SageMaker expects root, to whom /opt/ml belongs.`)]),
    ];
}

function entrypointFindings(entrypoint: readonly string[]): readonly ImageFinding[] {
    const program = entrypoint[0]?.split("/").at(-1);
    if (program === undefined) {
        return [];
    }
    if (isShell(entrypoint)) {
        return [bad('Its ENTRYPOINT is run by a shell, which drops the word "train" or "serve" that SageMaker starts it with.')];
    }
    return program === "train" || program === "serve"
        ? [careful(`Its ENTRYPOINT is ${program}: SageMaker's word becomes an argument of it, "${program} serve" and so on.`)]
        : [
              careful(
                  `It has an ENTRYPOINT, ${entrypoint.join(" ")}, which is given "train" or "serve" and must know what to do with it.`,
              ),
          ];
}

function isShell([program = "", option]: readonly string[]): boolean {
    return option === "-c" && /(^|\/)(ba|da|a)?sh$/.test(program);
}

/** Whether an entry point is given SageMaker's word, and may start something without a program of that name. */
function handsOn({ image: { entrypoint } }: ImageFacts): boolean {
    return entrypoint.length > 0 && !isShell(entrypoint);
}

function programFindings(name: "train" | "serve", facts: ImageFacts, use: ImageUse): readonly ImageFinding[] {
    const program = facts[name];
    const what = name === "train" ? "a training job cannot start" : "an endpoint cannot start";
    if (program === undefined) {
        const isOnlyOne = (facts.train ?? facts.serve) !== undefined && !handsOn(facts);
        return isOnlyOne ? [careful(`There is no ${name} on its PATH: ${what} from it.`)] : [];
    }
    if (!program.isExecutable) {
        return [bad(`${program.path} is not executable: ${what}.`)];
    }
    const faults = startFaults(program, facts, use);
    return faults.length > 0 ? faults : [good(`${program.path} finds all that it needs to start.`), ...debugFindings(program)];
}

/** Why a program would end before its first line. */
function startFaults(program: ImageProgram, { image, glibc }: ImageFacts, use: ImageUse): readonly ImageFinding[] {
    const { path, elf, missing } = program;
    if (elf === undefined) {
        return [];
    }
    const architecture = image.platform.split("/")[1] ?? "";
    const others = missing.filter((name) => name !== elf.interpreter && !name.startsWith("libcuda.so"));
    const isTooNew = elf.glibc !== undefined && glibc !== undefined && compareVersions(elf.glibc, glibc) > 0;
    const types = [use.trainingInstanceType, use.endpointInstanceType].filter((type) => gpuOf(type) === undefined);
    return [
        ...(elf.architecture === architecture
            ? []
            : [bad(`${path} is a program for ${elf.architecture}, in an image for ${architecture}.`)]),
        ...(elf.interpreter !== undefined && missing.includes(elf.interpreter)
            ? [
                  bad(
                      `${path} is started by ${elf.interpreter}, which is not there: it ends with "no such file or directory". Link it statically, or take a base with the C library it was built for.`,
                  ),
              ]
            : []),
        ...(isTooNew
            ? [
                  bad(
                      `${path} needs glibc ${elf.glibc}, and the image has ${glibc}: it ends with "version GLIBC_${elf.glibc} not found". Build and run on the same release of the system.`,
                  ),
              ]
            : []),
        ...(others.length > 0 ? [bad(`${path} is linked to what is not in the image: ${others.join(", ")}.`)] : []),
        ...(elf.needed.some((name) => name.startsWith("libcuda.so")) && types.length > 0
            ? [
                  bad(
                      `${path} is linked to libcuda.so.1, which is the driver's: it does not start on ${[...new Set(types)].join(", ")}, which have no GPU.`,
                  ),
              ]
            : []),
    ];
}

function debugFindings({ path, elf }: ImageProgram): readonly ImageFinding[] {
    return elf !== undefined && elf.debugBytes > MUCH_DEBUG
        ? [
              careful(
                  `${path} carries ${sizeText(elf.debugBytes)} of debug information: strip = "debuginfo" in the profile leaves it out, split-debuginfo = "packed" keeps it beside.`,
              ),
          ]
        : [];
}

function cudaFindings(
    { cuda }: ImageFacts,
    { endpointInstanceType: type, trainingInstanceType }: ImageUse,
): readonly ImageFinding[] {
    if (cuda === undefined) {
        return [];
    }
    const old = [...new Set([type, trainingInstanceType])].flatMap((one) => gpuFault(one, cuda) ?? []).map(bad);
    const driver = gpuOf(type)?.endpointDefault;
    if (driver === undefined) {
        const unknown = gpuOf(type) === undefined ? "has no GPU" : "has a driver that AWS does not publish";
        return [...old, careful(`It brings CUDA ${cuda}; ${type} ${unknown}.`)];
    }
    const ami = inferenceAmiFor(cuda);
    const way = ami
        ? `InferenceAmiVersion ${ami.version} has driver ${ami.driver.version} for CUDA ${ami.driver.cuda}.`
        : "No InferenceAmiVersion has one that new.";
    return compareVersions(cuda, driver.cuda) <= 0
        ? [
              ...old,
              good(
                  `Its CUDA ${cuda} is not newer than the driver of endpoints on ${type} (${driver.version}, CUDA ${driver.cuda}).`,
              ),
          ]
        : [
              ...old,
              bad(
                  `Its CUDA ${cuda} is newer than the default driver of endpoints on ${type} (${driver.version}, CUDA ${driver.cuda}), and the container may not start. ${way}`,
              ),
          ];
}

function sizeFindings({ image: { sizeBytes }, layers }: ImageFacts): readonly ImageFinding[] {
    const size = sizeText(sizeBytes);
    const serverless =
        sizeBytes <= LARGEST_SERVERLESS
            ? good(`Its ${size} fit into a serverless endpoint, which takes images of up to 10 GiB.`)
            : careful(`Its ${size} are more than the 10 GiB that a serverless endpoint takes.`);
    const volume =
        sizeBytes > TRAINING_VOLUME
            ? [careful(`Its ${size} are more than the volume of 30 GB that a training job asks for.`)]
            : [];
    const isTooWide = layers.some((layer) => layer.sizeBytes > LARGEST_LAYER);
    return [
        ...(isTooWide ? [careful("One of its layers is larger than the 52,000 MiB that ECR keeps.")] : []),
        ...volume,
        serverless,
    ];
}
