import type { RegistryLogin } from "../engine/containerEngine.ts";

/** A repository of ECR. */
export interface ImageRepository {
    readonly name: string;
    /** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`. */
    readonly uri: string;
    readonly arn: string;
    readonly isTagImmutable: boolean;
}

/** What a new repository is to be like. */
export interface NewRepository {
    readonly name: string;
    readonly isTagImmutable: boolean;
    readonly scanOnPush: boolean;
    /** Text of a lifecycle policy; undefined for none. */
    readonly lifecyclePolicy: string | undefined;
}

/** An image in a repository of ECR. */
export interface RepositoryImage {
    /** `sha256:…` of its manifest. */
    readonly digest: string;
    readonly tags: readonly string[];
    /** Milliseconds since 1970. */
    readonly pushedAt: number;
    /** Compressed, as ECR bills it; undefined for an index. */
    readonly sizeBytes: number | undefined;
    readonly mediaType: string | undefined;
    /** Severity → count; undefined when it was not scanned. */
    readonly findings: Readonly<Record<string, number>> | undefined;
}

/** A manifest as the registry keeps it. */
export interface StoredManifest {
    readonly digest: string;
    readonly mediaType: string;
    /** The very bytes that the digest is over, as text. */
    readonly text: string;
}

/** The image repositories of one account and region: ECR, as far as this extension drives it. */
export interface ImageRepositories {
    list(signal: AbortSignal): Promise<readonly ImageRepository[]>;
    /** Refused with `nameTaken` when there is one of this name. */
    create(repository: NewRepository, signal: AbortSignal): Promise<ImageRepository>;
    /** The newest first. */
    images(repository: string, signal: AbortSignal): Promise<readonly RepositoryImage[]>;
    /** A token fetched now: it is good for twelve hours, and a push may end later than it began. */
    login(signal: AbortSignal): Promise<RegistryLogin>;
    /** By tag or by digest; undefined when there is none. */
    manifest(repository: string, reference: string, signal: AbortSignal): Promise<StoredManifest | undefined>;
    /** Puts a manifest whose layers are there already, and answers its digest. */
    putManifest(repository: string, mediaType: string, text: string, tag: string, signal: AbortSignal): Promise<string>;
    delete(repository: string, digests: readonly string[], signal: AbortSignal): Promise<void>;
}
