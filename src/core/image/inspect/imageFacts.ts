import type { ImageLayer, LocalImage } from "../engine/containerEngine.ts";
import type { ElfFacts } from "./elf.ts";

/** A file on the PATH of an image that SageMaker would start. */
export interface ImageProgram {
    readonly path: string;
    readonly sizeBytes: number;
    readonly isExecutable: boolean;
    /** Undefined for a script. */
    readonly elf: ElfFacts | undefined;
    /** Libraries, and its loader, that are not in the image. */
    readonly missing: readonly string[];
}

/** What was read of an image that the engine has. */
export interface ImageFacts {
    readonly image: LocalImage;
    readonly layers: readonly ImageLayer[];
    /** The name of the system, as its os-release gives it. */
    readonly system: string | undefined;
    readonly train: ImageProgram | undefined;
    readonly serve: ImageProgram | undefined;
    /** The version of the image's glibc; undefined where there is none. */
    readonly glibc: string | undefined;
    /** The image's CUDA toolkit, such as `12.4`. */
    readonly cuda: string | undefined;
}

/** What an image is looked at for. */
export interface ImageUse {
    readonly trainingInstanceType: string;
    readonly endpointInstanceType: string;
    /** Whether sagemaker.json says so; else these are the defaults. */
    readonly isChosen: boolean;
}
