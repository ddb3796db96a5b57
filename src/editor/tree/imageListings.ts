import type { LocalImage } from "../../core/image/engine/containerEngine.ts";
import { CRATE_LABEL } from "../../core/image/imageBuild.ts";
import type { ImageRepositories } from "../../core/image/push/imageRepositories.ts";
import { contentReference } from "../../core/image/engine/localImages.ts";
import type { Place } from "../../core/place.ts";
import type { ImagesNode, RepositoryNode } from "./imageNodes.ts";
import { message } from "./messageRow.ts";
import type { MessageNode, ResourceNode } from "./nodes.ts";
import { problemRow } from "./problemRow.ts";

/** Older ones are counted only: each build leaves an image behind. */
const MOST_SHOWN = 30;
/** What takes longer is told to do so, and asked again with a refresh. */
const LONGEST_ANSWER_MS = 30_000;

interface Needs {
    /** The images of this machine that were built from crates, newest first. */
    readonly localImages: (signal: AbortSignal) => Promise<readonly LocalImage[]>;
    readonly account: () => Promise<{ readonly place: Place; readonly repositories: ImageRepositories }>;
    /** Listing images starts the engine's command, and AWS's credentials may come from a program. */
    readonly isTrusted: () => boolean;
    readonly now: () => number;
}

/**
 * The rows below a group of images or a repository: listed when it is first opened, and again after `forget`. Nothing of it is polled. What
 * went wrong is a row, with the way out as its click.
 */
export class ImageListings {
    readonly #needs: Needs;
    #listed = new Map<string, Promise<readonly ResourceNode[]>>();

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    rowsBelow(node: ImagesNode | RepositoryNode): Promise<readonly ResourceNode[]> {
        const key = node.kind === "images" ? node.of : `aws/${node.uri}`;
        const listed = this.#listed.get(key) ?? this.#list(node, key);
        this.#listed.set(key, listed);
        return listed;
    }

    /** Lets the next look ask again: after a refresh, and after something was built, pushed or deleted. */
    forget(): void {
        this.#listed = new Map();
    }

    async #list(node: ImagesNode | RepositoryNode, key: string): Promise<readonly ResourceNode[]> {
        if (!this.#needs.isTrusted()) {
            return [
                imageMessage(
                    `${key}/untrusted`,
                    "Images are not listed in Restricted Mode",
                    "trust this folder…",
                    "shield",
                    TRUST,
                ),
            ];
        }
        const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
        try {
            if (node.kind === "repository") {
                return await this.#repositoryImages(node, signal);
            }
            return await (node.of === "local" ? this.#localImages(signal) : this.#repositories(signal));
        } catch (error) {
            return [problemRow(`images/${key}`, signal.aborted ? new Error("It does not answer.") : error)];
        }
    }

    async #localImages(signal: AbortSignal): Promise<readonly ResourceNode[]> {
        const images = await this.#needs.localImages(signal);
        const listedAt = this.#needs.now();
        const rows = images.slice(0, MOST_SHOWN).map((image) => ({
            kind: "localImage" as const,
            reference: contentReference(image),
            crate: image.labels[CRATE_LABEL],
            image,
            listedAt,
        }));
        return rows.length === 0
            ? [imageMessage("local/noImages", "No images yet", "build one…", "package", BUILD)]
            : [...rows, ...olderRow("local", images.length)];
    }

    async #repositories(signal: AbortSignal): Promise<readonly ResourceNode[]> {
        const { place, repositories } = await this.#needs.account();
        const found = await repositories.list(signal);
        return found.length === 0
            ? [imageMessage("aws/noRepositories", "No repositories yet", "create one…", "repo-create", CREATE)]
            : found.map(({ name, uri, arn, isTagImmutable }) => ({
                  kind: "repository",
                  place,
                  repository: name,
                  uri,
                  arn,
                  isTagImmutable,
              }));
    }

    async #repositoryImages(
        { place, repository, uri, isTagImmutable }: RepositoryNode,
        signal: AbortSignal,
    ): Promise<readonly ResourceNode[]> {
        const { repositories } = await this.#needs.account();
        const images = await repositories.images(repository, signal);
        const listedAt = this.#needs.now();
        const rows = images.slice(0, MOST_SHOWN).map((image) => ({
            kind: "repositoryImage" as const,
            place,
            repository,
            digest: image.digest,
            reference: `${uri}@${image.digest}`,
            image,
            isTagImmutable,
            listedAt,
        }));
        return rows.length === 0
            ? [imageMessage(`aws/${uri}/none`, "No images yet", "push one…", "cloud-upload", PUSH)]
            : [...rows, ...olderRow(uri, images.length)];
    }
}

const BUILD = { id: "rustSagemaker.image.build", title: "Build Image…" };
const PUSH = { id: "rustSagemaker.image.push", title: "Build and Push Image to ECR…" };
const CREATE = { id: "rustSagemaker.image.createRepository", title: "Create ECR Repository…" };
const TRUST = { id: "workbench.trust.manage", title: "Manage Workspace Trust" };

function olderRow(key: string, count: number): readonly MessageNode[] {
    const older = count - MOST_SHOWN;
    return older > 0 ? [imageMessage(`${key}/older`, `${older} older ${older === 1 ? "image" : "images"}`, "", "ellipsis")] : [];
}

function imageMessage(id: string, text: string, hint: string, icon: string, command?: MessageNode["command"]): MessageNode {
    return message(`images/${id}`, text, hint, icon, command);
}
