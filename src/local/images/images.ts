import { isProcessImage } from "../../core/image/imageReference.ts";
import type { Launch } from "../runners/runner.ts";

/** What a program of an image is started with; the image decides how. */
export interface ProgramStart {
    readonly name: "train" | "serve";
    /** The job or the variant, for whoever looks at what runs on this machine. */
    readonly of: string;
    /** The root of its /opt/ml tree on this machine. */
    readonly mlDirectory: string;
    /** What the request and SageMaker itself put into its environment. */
    readonly environment: Readonly<Record<string, string>>;
    /** The host's name, as SageMaker gives it to training jobs alone. */
    readonly host?: string;
    /** Where `serve` is to be reached on 127.0.0.1. */
    readonly port?: number;
    readonly instanceType: string | undefined;
    readonly maxRuntimeSeconds?: number;
    readonly graceSeconds: number;
}

/** An image that is ready to run. */
export interface RunnableImage {
    /** The reference with a digest of the content instead of a tag. */
    readonly reference: string;
    /** The network interface that its programs see. */
    readonly networkInterface: string;
    launchOf(start: ProgramStart): Promise<Launch>;
}

/** An image that cannot be had, in words for a failure reason. */
export class ImageFault extends Error {}

/** Finds images by their references; rejects with an `ImageFault` when there is no such image. */
export interface Images {
    resolve(reference: string): Promise<RunnableImage>;
}

/** The registry of a reference says what it names: executables that run as processes of this machine, or an image of its container engine. */
export function images(processImages: Images, containerImages: Images): Images {
    return { resolve: async (reference) => (isProcessImage(reference) ? processImages : containerImages).resolve(reference) };
}
