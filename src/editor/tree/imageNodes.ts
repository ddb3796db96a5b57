import { ageText } from "../../core/text/ageText.ts";
import type { LocalImage } from "../../core/image/engine/containerEngine.ts";
import { parseImageReference } from "../../core/image/imageReference.ts";
import { imageNames, shortId } from "../../core/image/engine/localImages.ts";
import { DOCKER_MANIFEST } from "../../core/image/push/mediaTypes.ts";
import type { RepositoryImage } from "../../core/image/push/imageRepositories.ts";
import { type Place, placeName } from "../../core/place.ts";
import { sizeText } from "../../core/text/sizeText.ts";
import type { NodeView } from "./nodeView.ts";

/** The images of this machine, or the repositories of an account; nothing is asked before it is opened. */
export type ImagesNode = { readonly kind: "images"; readonly of: Place["kind"] };

export type LocalImageNode = {
    readonly kind: "localImage";
    /** What names it to Local SageMaker, whatever is built later. */
    readonly reference: string;
    readonly crate: string | undefined;
    readonly image: LocalImage;
    /** When it was listed, in milliseconds since 1970. */
    readonly listedAt: number;
};

export type RepositoryNode = {
    readonly kind: "repository";
    readonly place: Place;
    readonly repository: string;
    readonly uri: string;
    readonly arn: string;
    readonly isTagImmutable: boolean;
};

export type RepositoryImageNode = {
    readonly kind: "repositoryImage";
    readonly place: Place;
    readonly repository: string;
    readonly digest: string;
    /** `REGISTRY/REPOSITORY@sha256:…`. */
    readonly reference: string;
    readonly image: RepositoryImage;
    readonly isTagImmutable: boolean;
    readonly listedAt: number;
};

export type ImageNode = ImagesNode | LocalImageNode | RepositoryNode | RepositoryImageNode;

/** The look of a row about images, from the node alone. */
export function imageView(node: ImageNode): NodeView {
    switch (node.kind) {
        case "images":
            return {
                ...row(`images/${node.of}`, "Images", node.of === "local" ? "" : "ECR", "package", `images:${node.of}`),
                children: "collapsed",
                spoken: node.of === "local" ? "Images of this machine" : "Images in ECR",
            };
        case "localImage":
            return localImageView(node);
        case "repository": {
            const description = node.isTagImmutable ? "immutable tags" : "";
            return {
                ...row(
                    `${placeName(node.place)}/repository/${node.repository}`,
                    node.repository,
                    description,
                    "repo",
                    "repository:aws",
                ),
                children: "collapsed",
                spoken: `${node.repository}, repository${description && `, ${description}`}`,
            };
        }
        case "repositoryImage":
            return repositoryImageView(node);
    }
}

function row(id: string, label: string, description: string, icon: string, contextValue: string) {
    return { id, label, description, icon, contextValue };
}

function localImageView({ image, listedAt }: LocalImageNode): NodeView {
    const [label, ...others] = imageNames(image);
    const description = present([
        shortId(image.id),
        sizeText(image.sizeBytes),
        ageText(image.createdAt, listedAt),
        image.platform === "linux/amd64" ? "" : image.platform,
        others.length === 0 ? "" : `also ${others.join(", ")}`,
        image.tags.some((tag) => parseImageReference(tag)?.registry !== undefined) ? "pushed" : "",
    ]);
    return {
        ...row(`Local/image/${image.id}`, label, description, "package", "image:local"),
        children: "none",
        spoken: `${label}, image, ${description}`,
    };
}

function repositoryImageView({ place, repository, image, listedAt }: RepositoryImageNode): NodeView {
    const label = image.tags.join(", ") || "untagged";
    const findings = findingsText(image.findings);
    const isRefused = image.mediaType !== undefined && image.mediaType !== DOCKER_MANIFEST;
    const isGrave = ["CRITICAL", "HIGH"].some((severity) => (image.findings?.[severity] ?? 0) > 0);
    const description = present([
        isRefused ? "SageMaker would refuse its form" : "",
        shortId(image.digest),
        image.sizeBytes === undefined ? "" : sizeText(image.sizeBytes),
        ageText(image.pushedAt, listedAt),
        findings,
    ]);
    return {
        ...row(
            `${placeName(place)}/repository/${repository}/${image.digest}`,
            label,
            description,
            isGrave || isRefused ? "warning" : "package",
            isRefused ? "image:aws:refused" : "image:aws",
        ),
        ...((isGrave || isRefused) && { color: "list.warningForeground" }),
        children: "none",
        spoken: `${label}, image in ${repository}, ${description}`,
    };
}

const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED"];

/** `2 high, 5 medium`, the gravest first; `no findings` for what was scanned and found clean; empty for what was not scanned. */
function findingsText(findings: RepositoryImage["findings"]): string {
    if (findings === undefined) {
        return "";
    }
    const counts = SEVERITIES.flatMap((severity) => {
        const count = findings[severity] ?? 0;
        return count === 0 ? [] : [`${count} ${severity.toLowerCase()}`];
    });
    return counts.join(", ") || "no findings";
}

function present(parts: readonly string[]): string {
    return parts.filter((part) => part !== "").join(" · ");
}

/** What a tooltip tells of an image beside its row. */
export function imageRows(node: LocalImageNode | RepositoryImageNode): readonly (readonly [string, string])[] {
    if (node.kind === "localImage") {
        const { image } = node;
        return [
            ["Id", image.id],
            ["Tags", image.tags.join(", ")],
            ["Crate", node.crate ?? ""],
            ["Platform", image.platform],
            ["Built", new Date(image.createdAt).toLocaleString()],
            ["Size", `${sizeText(image.sizeBytes)}, unpacked`],
            ["Pushed as", image.digests.join(", ")],
        ];
    }
    const { image } = node;
    return [
        ["URI", node.reference],
        ["Tags", image.tags.join(", ")],
        ["Pushed", new Date(image.pushedAt).toLocaleString()],
        ["Size", image.sizeBytes === undefined ? "" : `${sizeText(image.sizeBytes)}, compressed`],
        ["Media type", image.mediaType ?? ""],
        ["Findings", findingsText(image.findings) || "not scanned"],
    ];
}
