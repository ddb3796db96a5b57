import type { ResourceNode } from "../tree/nodes.ts";

interface Needs {
    readonly writeClipboard: (text: string) => Thenable<void>;
    readonly selected: () => ResourceNode | undefined;
    readonly tell: (message: string) => Promise<unknown>;
}

/** Copies the ARN of a job or endpoint: that of a tree node, or of the selected one when called from the palette. */
export function copyArn({ writeClipboard, selected, tell }: Needs) {
    return async (_signal: AbortSignal, node: ResourceNode | undefined = selected()): Promise<void> => {
        const arn = node && arnOf(node);
        await (arn === undefined
            ? tell("Select a training job or an endpoint in the SageMaker view first.")
            : writeClipboard(arn));
    };
}

function arnOf(node: ResourceNode): string | undefined {
    switch (node.kind) {
        case "trainingJob":
            return node.job.arn;
        case "endpoint":
            return node.endpoint.arn;
        default:
            return undefined;
    }
}
