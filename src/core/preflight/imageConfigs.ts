import * as z from "zod/mini";
import { readJson } from "../json.ts";

/** What an image's configuration says of it. */
export interface ImageConfig {
    /** Such as `linux/amd64`. */
    readonly platform: string;
    /** Its CUDA toolkit, such as `12.4`: drivers are told apart by no more; undefined where it names none. */
    readonly cuda: string | undefined;
}

/** Reads configurations of images in ECR. */
export interface ImageConfigs {
    /** By the digest of the configuration, which the manifest names; undefined for what is none. */
    read(repository: string, configDigest: string, signal: AbortSignal): Promise<ImageConfig | undefined>;
}

const Config = z.object({
    os: z.string(),
    architecture: z.string(),
    config: z.optional(z.nullable(z.object({ Env: z.optional(z.nullable(z.array(z.string()))) }))),
});

/** Reads the JSON of a configuration; undefined for what is none. */
export function readImageConfig(text: string): ImageConfig | undefined {
    const read = Config.safeParse(readJson(text));
    if (!read.success) {
        return undefined;
    }
    const { os, architecture, config } = read.data;
    return { platform: `${os}/${architecture}`, cuda: cudaOf(config?.Env ?? []) };
}

/** NVIDIA's base images say their version; what they require of the driver is the second best. */
function cudaOf(environment: readonly string[]): string | undefined {
    const lines = environment.map((line) => line.slice(0, 1000));
    const declared = lines.map((line) => /^CUDA_VERSION=(\d+\.\d+)(?:\.\d+)?$/.exec(line)?.[1]).find(Boolean);
    return declared ?? lines.map((line) => /^NVIDIA_REQUIRE_CUDA=.*?cuda>=(\d+\.\d+)/.exec(line)?.[1]).find(Boolean);
}
