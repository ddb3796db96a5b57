import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { refusals, refuse } from "./refusals.ts";
import { digestOf, type Repositories } from "./repositories.ts";

interface About {
    readonly repository: string;
    /** A tag or a digest. */
    readonly reference: string;
    readonly immutable: boolean;
}

/** Sends a manifest as ECR's API knows it, so that one which was put or deleted there is seen here. */
export async function sendManifest(
    repositories: Repositories,
    about: About,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const manifest = await repositories.manifest(about.repository, about.reference);
    if (manifest === undefined) {
        refuse(response, refusals.manifestUnknown());
        return;
    }
    response.writeHead(200, {
        "content-type": manifest.mediaType,
        "content-length": Buffer.byteLength(manifest.text),
        "docker-content-digest": manifest.digest,
    });
    response.end(request.method === "HEAD" ? undefined : manifest.text);
}

/** Stores a manifest in the registry, which checks that its layers are there, and then shows it to ECR's API. */
export async function putManifest(
    repositories: Repositories,
    { repository, reference, immutable }: About,
    registryPort: number,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const body = await text(request);
    const tag = reference.startsWith("sha256:") ? undefined : reference;
    if (immutable && tag !== undefined && (await repositories.manifest(repository, tag)) !== undefined) {
        refuse(response, refusals.tagImmutable(tag, repository));
        return;
    }
    const mediaType = request.headers["content-type"] ?? "";
    const url = `http://127.0.0.1:${registryPort}/v2/${repository}/manifests/${reference}`;
    const stored = await fetch(url, { method: "PUT", headers: { "content-type": mediaType }, body });
    if (stored.ok) {
        await repositories.put(repository, { text: body, mediaType, digest: digestOf(body) }, tag);
    }
    const kept = ["location", "docker-content-digest", "content-type"].flatMap((name) => {
        const value = stored.headers.get(name);
        return value === null ? [] : [[name, value]];
    });
    response.writeHead(stored.status, Object.fromEntries(kept));
    response.end(await stored.text());
}
