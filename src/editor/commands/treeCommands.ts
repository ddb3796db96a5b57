import type { ResourceNode } from "../tree/nodes.ts";

interface Needs {
    readonly writeClipboard: (text: string) => Thenable<void>;
    readonly selected: () => ResourceNode | undefined;
    readonly tell: (message: string) => Promise<unknown>;
}

/** Copies the ARN of a job, an endpoint or a repository: that of a tree node, or of the selected one when called from the palette. */
export function copyArn(needs: Needs) {
    return copy(needs, arnOf, "Select a training job, an endpoint or a repository in the SageMaker view first.");
}

/** Copies what names an image for a job, or a repository for a push. */
export function copyImageUri(needs: Needs) {
    return copy(needs, uriOf, "Select an image or a repository in the SageMaker view first.");
}

/** Copies the digest of an image in ECR, or the id of one of this machine. */
export function copyImageDigest(needs: Needs) {
    return copy(needs, digestOf, "Select an image in the SageMaker view first.");
}

function copy({ writeClipboard, selected, tell }: Needs, valueOf: (node: ResourceNode) => string | undefined, none: string) {
    return async (_signal: AbortSignal, node: ResourceNode | undefined = selected()): Promise<void> => {
        const value = node && valueOf(node);
        await (value === undefined ? tell(none) : writeClipboard(value));
    };
}

function arnOf(node: ResourceNode): string | undefined {
    switch (node.kind) {
        case "trainingJob":
            return node.job.arn;
        case "endpoint":
            return node.endpoint.arn;
        case "repository":
            return node.arn;
        default:
            return undefined;
    }
}

function uriOf(node: ResourceNode): string | undefined {
    switch (node.kind) {
        case "localImage":
        case "repositoryImage":
            return node.reference;
        case "repository":
            return node.uri;
        default:
            return undefined;
    }
}

function digestOf(node: ResourceNode): string | undefined {
    switch (node.kind) {
        case "localImage":
            return node.image.id;
        case "repositoryImage":
            return node.digest;
        default:
            return undefined;
    }
}
