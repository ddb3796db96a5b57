import type { Platform } from "./platform.ts";

/** Where the value of a build secret comes from. The engine reads it; it passes through neither arguments nor the image's history. */
export type SecretSource = { readonly file: string } | { readonly env: string };

/** What an image is built from and into. */
export interface ImageBuild {
    /** Absolute path. */
    readonly dockerfile: string;
    /** Absolute path of the folder that is sent to the engine. */
    readonly context: string;
    /** The stage to build; undefined for the last one. */
    readonly target: string | undefined;
    readonly platform: Platform;
    readonly buildArgs: Readonly<Record<string, string>>;
    /** Id of `RUN --mount=type=secret,id=…` → source. */
    readonly secrets: ReadonlyMap<string, SecretSource>;
    /** `repository:tag`, at least one. */
    readonly tags: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
}

/** The label that tells which crate an image was built from, by which the tree finds the images of this extension. */
export const CRATE_LABEL = "rust-sagemaker.crate";
