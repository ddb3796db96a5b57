import type {
    ImageRepositories,
    ImageRepository,
    RepositoryImage,
    StoredManifest,
} from "../../../src/core/image/push/imageRepositories.ts";
import type { Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { digestOf, stored } from "./manifests.ts";

export const REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
export const AWS: Place = { kind: "aws", profile: "dev", region: "us-east-1" };

export function repository(name: string, isTagImmutable = false): ImageRepository {
    return { name, uri: `${REGISTRY}/${name}`, arn: `arn:aws:ecr:us-east-1:123456789012:repository/${name}`, isTagImmutable };
}

export function repositoryImage(over: Partial<RepositoryImage> = {}): RepositoryImage {
    const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
    return { digest: digestOf("a"), tags: ["v1"], pushedAt: 0, sizeBytes: 35_000_000, mediaType, findings: undefined, ...over };
}

/** An account of ECR in memory, and a record of what was asked of it. */
export function fakeRepositories(there: readonly ImageRepository[], images: readonly RepositoryImage[] = []) {
    const asked: string[] = [];
    const manifests = new Map<string, StoredManifest>();
    const repositories = [...there];
    /** Stands for a push: the registry has this under a tag and its digest now. */
    const keep = (tag: string, mediaType: string, text: string): string => {
        const manifest = stored(mediaType, text);
        manifests.set(tag, manifest).set(manifest.digest, manifest);
        return manifest.digest;
    };
    return {
        asked,
        keep,
        async list() {
            asked.push("list");
            return repositories;
        },
        async create({ name, isTagImmutable, scanOnPush, lifecyclePolicy }) {
            if (repositories.some((one) => one.name === name)) {
                throw new Problem("nameTaken", name);
            }
            asked.push(`create ${name} ${isTagImmutable} ${scanOnPush} ${lifecyclePolicy !== undefined}`);
            const made = repository(name, isTagImmutable);
            repositories.push(made);
            return made;
        },
        async images(name) {
            asked.push(`images ${name}`);
            return images;
        },
        async login() {
            asked.push("login");
            return { registry: REGISTRY, username: "AWS", password: "secret" };
        },
        manifest: async (_name, reference) => manifests.get(reference),
        async putManifest(_name, mediaType, text, tag) {
            asked.push(`put ${tag}`);
            return keep(tag, mediaType, text);
        },
        async delete(name, digests) {
            asked.push(`delete ${name} ${digests.join()}`);
        },
    } satisfies ImageRepositories & Record<string, unknown>;
}
