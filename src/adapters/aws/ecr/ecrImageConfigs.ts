import { ECRClient, GetDownloadUrlForLayerCommand } from "@aws-sdk/client-ecr";
import { type ImageConfigs, readImageConfig } from "../../../core/preflight/imageConfigs.ts";
import { inWords } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";

/** A configuration is a few kilobytes. */
const LARGEST = 4 * 2 ** 20;

/** The configurations of images in ECR, which hands each out at an address that is signed for a short while. */
export function ecrImageConfigs(clientOf: ClientOf): ImageConfigs {
    const client = clientOf(ECRClient);
    return {
        read: (repository, configDigest, signal) =>
            inWords(`Reading the configuration of an image of ${repository}`, async () => {
                const command = new GetDownloadUrlForLayerCommand({ repositoryName: repository, layerDigest: configDigest });
                const { downloadUrl = "" } = await client.send(command, { abortSignal: signal });
                const text = URL.canParse(downloadUrl) ? await textAt(downloadUrl, signal) : undefined;
                return text === undefined ? undefined : readImageConfig(text);
            }),
    };
}

async function textAt(url: string, signal: AbortSignal): Promise<string | undefined> {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) {
        await response.body?.cancel();
        return undefined;
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body) {
        size += part.byteLength;
        if (size > LARGEST) {
            return undefined;
        }
        parts.push(part);
    }
    return Buffer.concat(parts).toString("utf8");
}
