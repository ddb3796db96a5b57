import * as z from "zod/mini";
import { readJson } from "../../json.ts";
import type { StoredManifest } from "./imageRepositories.ts";
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from "./mediaTypes.ts";

const DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
const OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

/** OCI's kind of layer → Docker's for the same bytes. Docker's schema 2 knows no other compression than gzip. */
const DOCKER_LAYERS: Readonly<Record<string, string>> = {
    "application/vnd.oci.image.layer.v1.tar+gzip": "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.oci.image.layer.v1.tar": "application/vnd.docker.image.rootfs.diff.tar",
};

const Digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/));
const Descriptor = z.object({ mediaType: z.string(), digest: Digest, size: z.int().check(z.minimum(0)) });

const Image = z.object({ config: Descriptor, layers: z.array(Descriptor) });
const Index = z.object({
    manifests: z.array(
        z.object({ digest: Digest, platform: z.optional(z.object({ os: z.string(), architecture: z.string() })) }),
    ),
});

/** One image: its configuration and its layers, the base first. */
export type ImageManifest = { readonly kind: "image" } & z.infer<typeof Image>;
/** A list of images, one for each platform, perhaps with statements about how they were built. */
export type ImageIndex = { readonly kind: "index" } & z.infer<typeof Index>;

/** Reads a manifest by its media type; undefined for what is neither an image nor a list of images. */
export function readManifest({ mediaType, text }: StoredManifest): ImageManifest | ImageIndex | undefined {
    const value = readJson(text);
    if (mediaType === DOCKER_MANIFEST || mediaType === OCI_MANIFEST) {
        const image = Image.safeParse(value);
        return image.success ? { kind: "image", ...image.data } : undefined;
    }
    if (mediaType === DOCKER_LIST || mediaType === OCI_INDEX) {
        const index = Index.safeParse(value);
        return index.success ? { kind: "index", ...index.data } : undefined;
    }
    return undefined;
}

/** The digest of the image that an index has for a platform such as `linux/amd64`. */
export function digestFor({ manifests }: ImageIndex, platform: string): string | undefined {
    return manifests.find((one) => one.platform && `${one.platform.os}/${one.platform.architecture}` === platform)?.digest;
}

/** The platforms that an index has images for. Statements of provenance count as `unknown/unknown` and are left out. */
export function platformsOf({ manifests }: ImageIndex): readonly string[] {
    const named = manifests.flatMap(({ platform }) => (platform ? [`${platform.os}/${platform.architecture}`] : []));
    return named.filter((platform) => !platform.startsWith("unknown/"));
}

/** An image's manifest in Docker's schema 2, or why it cannot be written so. */
export type DockerForm = { readonly text: string } | { readonly fault: string };

/**
 * Writes an OCI manifest as Docker's: the same configuration and the same layers under Docker's names for them, so that nothing but the
 * manifest itself has to be put again. What Docker's form has no name for, such as annotations, is left out.
 */
export function dockerForm({ config, layers }: ImageManifest): DockerForm {
    if (config.mediaType !== OCI_CONFIG && config.mediaType !== DOCKER_CONFIG) {
        return { fault: `it holds ${config.mediaType}, which is no container image` };
    }
    const renamed = layers.map((layer) => ({ ...layer, mediaType: DOCKER_LAYERS[layer.mediaType] ?? layer.mediaType }));
    const strange = renamed.find(({ mediaType }) => !isDockerLayer(mediaType));
    if (strange !== undefined) {
        return { fault: `a layer is of the kind ${strange.mediaType}, which Docker's schema 2 does not know` };
    }
    const manifest = {
        schemaVersion: 2,
        mediaType: DOCKER_MANIFEST,
        config: { ...config, mediaType: DOCKER_CONFIG },
        layers: renamed,
    };
    return { text: JSON.stringify(manifest) };
}

/** Whether Docker's schema 2 has this kind of layer. */
export function isDockerLayer(mediaType: string): boolean {
    return Object.values(DOCKER_LAYERS).includes(mediaType);
}
