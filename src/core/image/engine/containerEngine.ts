import type { ImageBuild } from "../imageBuild.ts";
import type { Platform } from "../platform.ts";

export type EngineKind = "docker" | "podman" | "finch";

/** An image in the store of a container engine. */
export interface LocalImage {
    /** `sha256:` and 64 hex digits. Docker's classic store and Podman take the config's digest, containerd's store the manifest's. */
    readonly id: string;
    /** `repository:tag`. */
    readonly tags: readonly string[];
    /** `repository@sha256:…` for each registry that it was pushed to or pulled from. */
    readonly digests: readonly string[];
    readonly platform: Platform | (string & {});
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** As the engine counts it: unpacked. */
    readonly sizeBytes: number;
    readonly labels: Readonly<Record<string, string>>;
    readonly entrypoint: readonly string[];
    readonly command: readonly string[];
    /** Empty for root. */
    readonly user: string;
    readonly environment: readonly string[];
}

/** A layer, or a step that made none, of an image: newest first. */
export interface ImageLayer {
    /** The instruction of the Dockerfile, as the engine remembers it. */
    readonly createdBy: string;
    readonly sizeBytes: number;
}

/** The password of a registry, as ECR hands it out for twelve hours. Never logged. */
export interface RegistryLogin {
    /** The host of the registry. */
    readonly registry: string;
    readonly username: string;
    readonly password: string;
}

/** Receives what an engine prints, as it comes: text with ANSI sequences and carriage returns, not lines. */
export type EngineOutput = (text: string) => void;

/**
 * A container engine, driven by its command line. Every method is refused with a `Problem` that says what is wrong with the engine
 * (`engineMissing`, `engineStopped`, `engineDenied`, `diskFull`, …) and ends all that it started when its signal does.
 */
export interface ContainerEngine {
    readonly kind: EngineKind;
    /** Absolute path of the command. */
    readonly program: string;
    /** Builds an image in the form that SageMaker takes and answers its id. A build that fails is refused with `buildFailed`. */
    build(build: ImageBuild, output: EngineOutput, signal: AbortSignal): Promise<string>;
    /** Undefined when the engine has no such image. */
    inspect(reference: string, signal: AbortSignal): Promise<LocalImage | undefined>;
    /** The images that carry a label of this name, newest first. */
    list(label: string, signal: AbortSignal): Promise<readonly LocalImage[]>;
    layers(reference: string, signal: AbortSignal): Promise<readonly ImageLayer[]>;
    tag(image: string, reference: string, signal: AbortSignal): Promise<void>;
    /** Removes a tag, and the image with its last one. */
    remove(reference: string, signal: AbortSignal): Promise<void>;
    /** Streams the tar of a file or folder of an image, links followed, without running anything; undefined when it is not there. */
    read(reference: string, path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined>;
    /** Pushes a tag to its registry with a login that leaves no trace in the user's configuration. Answers the digest of its manifest. */
    push(reference: string, login: RegistryLogin, output: EngineOutput, signal: AbortSignal): Promise<string>;
    /** Fetches `REGISTRY/REPOSITORY@sha256:…` with such a login. */
    pull(reference: string, login: RegistryLogin, output: EngineOutput, signal: AbortSignal): Promise<void>;
}
