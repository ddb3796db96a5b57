import { createHash } from "node:crypto";
import type { LocalImage } from "../../../src/core/image/engine/containerEngine.ts";
import type { StoredManifest } from "../../../src/core/image/push/imageRepositories.ts";
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";

/** A digest that stands for something of this name. */
export function digestOf(text: string): string {
    return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** A manifest as a registry keeps it, under the digest of its text. */
export function stored(mediaType: string, text: string): StoredManifest {
    return { digest: digestOf(text), mediaType, text };
}

const descriptor = (mediaType: string, name: string, size: number) => ({ mediaType, digest: digestOf(name), size });

function imageManifest(mediaType: string, config: string, layer: string, sizes: readonly number[]): string {
    return JSON.stringify({
        schemaVersion: 2,
        mediaType,
        config: descriptor(config, "config", 1500),
        layers: sizes.map((size, index) => descriptor(layer, `layer ${index}`, size)),
    });
}

const SMALL_LAYERS = [1000, 2000];

/** An image in the form that SageMaker takes. */
export function dockerManifest(sizes: readonly number[] = SMALL_LAYERS): string {
    const layer = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    return imageManifest(DOCKER_MANIFEST, "application/vnd.docker.container.image.v1+json", layer, sizes);
}

/** The same image as other tools push it. */
export function ociManifest(sizes: readonly number[] = SMALL_LAYERS): string {
    const layer = "application/vnd.oci.image.layer.v1.tar+gzip";
    return imageManifest(OCI_MANIFEST, "application/vnd.oci.image.config.v1+json", layer, sizes);
}

/** An index of the images `amd64` and `arm64` (digests of these names), with the statement that buildx adds to each. */
export function ociIndex(
    digests: Readonly<Record<string, string>> = { amd64: digestOf("amd64"), arm64: digestOf("arm64") },
): string {
    const images = Object.entries(digests).map(([architecture, digest]) => ({
        mediaType: OCI_MANIFEST,
        digest,
        size: 500,
        platform: { os: "linux", architecture },
    }));
    const statement = {
        ...descriptor(OCI_MANIFEST, "provenance", 500),
        platform: { os: "unknown", architecture: "unknown" },
        annotations: { "vnd.docker.reference.type": "attestation-manifest" },
    };
    return JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [...images, statement] });
}

/** An image in the store of an engine. */
export function localImage(over: Partial<LocalImage> = {}): LocalImage {
    return {
        id: digestOf("config"),
        tags: ["moody:abc"],
        digests: [],
        platform: "linux/amd64",
        createdAt: 0,
        sizeBytes: 80_000_000,
        labels: { "rust-sagemaker.crate": "moody" },
        entrypoint: [],
        command: [],
        user: "",
        environment: [],
        ...over,
    };
}
