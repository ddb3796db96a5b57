import { type Endpoint, isSettling } from "../../core/endpoint/endpoint.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import { type Place, placeName } from "../../core/place.ts";
import { type ImageNode, imageView } from "./imageNodes.ts";
import type { NodeView } from "./nodeView.ts";

export type PlaceNode = { readonly kind: "place"; readonly place: Place };
/** The root of AWS, which has only images yet. */
export type AwsNode = {
    readonly kind: "aws";
    /** Whose account and which region, as the settings say. */
    readonly account: string;
};
export type GroupNode = {
    readonly kind: "group";
    readonly place: Place;
    readonly of: "trainingJobs" | "endpoints";
    readonly count: number;
};
export type TrainingJobNode = {
    readonly kind: "trainingJob";
    readonly place: Place;
    readonly job: TrainingJob;
    /** Known once the job was seen to fail or was described. */
    readonly failureReason: string | undefined;
};
export type EndpointNode = {
    readonly kind: "endpoint";
    readonly place: Place;
    readonly endpoint: Endpoint;
    readonly failureReason: string | undefined;
};
/** A row that says something where there is nothing to list; with a command, a click on it does the obvious next thing. */
export type MessageNode = {
    readonly kind: "message";
    readonly id: string;
    readonly text: string;
    /** What follows from it, in fewer words than the sidebar is wide. */
    readonly hint: string;
    /** All that there is to say, for the tooltip and for who listens; by default text and hint. */
    readonly detail?: string;
    readonly icon: string;
    readonly command?: { readonly id: string; readonly title: string; readonly args?: readonly unknown[] };
};
export type ResourceNode = PlaceNode | AwsNode | GroupNode | TrainingJobNode | EndpointNode | ImageNode | MessageNode;

/** The look of a node, from the node alone. */
export function viewOf(node: ResourceNode): NodeView {
    switch (node.kind) {
        case "place":
            return root(placeName(node.place), "device-desktop", "this machine", `place:${node.place.kind}`);
        case "aws":
            return root("AWS", "cloud", node.account, "place:aws");
        case "group":
            return groupView(node);
        case "trainingJob":
            return trainingJobView(node);
        case "endpoint":
            return endpointView(node);
        case "message":
            return {
                ...leaf(node.id, node.text, node.hint, node.icon),
                contextValue: "message",
                spoken: `${node.detail ?? node.text}, ${node.hint}`,
            };
        case "images":
        case "localImage":
        case "repository":
        case "repositoryImage":
            return imageView(node);
    }
}

function root(label: string, icon: string, description: string, contextValue: string): NodeView {
    return { id: label, label, description, icon, contextValue, children: "expanded", spoken: `${label}, ${description}` };
}

function leaf(id: string, label: string, description: string, icon: string) {
    return { id, label, description, icon, children: "none" } as const;
}

function groupView({ place, of, count }: GroupNode): NodeView {
    const label = of === "trainingJobs" ? "Training Jobs" : "Endpoints";
    return {
        id: `${placeName(place)}/${of}`,
        label,
        description: count === 0 ? "" : String(count),
        icon: of === "trainingJobs" ? "beaker" : "radio-tower",
        contextValue: `group:${place.kind}:${of}`,
        children: "expanded",
        spoken: `${label}, ${count}`,
    };
}

const JOB_ICONS: Readonly<Record<string, readonly [icon: string, color?: string]>> = {
    Completed: ["pass", "testing.iconPassed"],
    Failed: ["error", "testing.iconFailed"],
    Stopped: ["circle-slash"],
};

function trainingJobView({ place, job, failureReason }: TrainingJobNode): NodeView {
    const [icon, color] = JOB_ICONS[job.status] ?? ["sync~spin"];
    const phase =
        job.secondaryStatus && job.secondaryStatus !== job.status ? `${job.status} · ${job.secondaryStatus}` : job.status;
    const description = failureReason === undefined ? phase : `${phase} · ${failureReason}`;
    return {
        ...leaf(`${placeName(place)}/trainingJob/${job.name}`, job.name, description, icon),
        ...(color !== undefined && { color }),
        contextValue: `job:${place.kind}:${isRunning(job) ? "running" : job.status}`,
        spoken: `${job.name}, training job, ${description}`,
    };
}

const ENDPOINT_ICONS: Readonly<Record<string, readonly [icon: string, color?: string]>> = {
    InService: ["pass-filled", "testing.iconPassed"],
    Failed: ["error", "testing.iconFailed"],
    OutOfService: ["circle-slash"],
    UpdateRollbackFailed: ["error", "testing.iconFailed"],
};

function endpointView({ place, endpoint, failureReason }: EndpointNode): NodeView {
    const [icon, color] = ENDPOINT_ICONS[endpoint.status] ?? ["loading~spin"];
    const description = failureReason === undefined ? endpoint.status : `${endpoint.status} · ${failureReason}`;
    return {
        ...leaf(`${placeName(place)}/endpoint/${endpoint.name}`, endpoint.name, description, icon),
        ...(color !== undefined && { color }),
        contextValue: `endpoint:${place.kind}:${isSettling(endpoint) ? "settling" : endpoint.status}`,
        spoken: `${endpoint.name}, endpoint, ${description}`,
    };
}
