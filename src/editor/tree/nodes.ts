import { type Endpoint, isSettling } from "../../core/endpoint/endpoint.ts";
import type { Model } from "../../core/endpoint/models.ts";
import { isRunning, type TrainingJob } from "../../core/job/trainingJob.ts";
import { accountText, type Place, placeName } from "../../core/place.ts";
import type { Day } from "./days.ts";
import { type ImageNode, imageView } from "./imageNodes.ts";
import type { NodeView } from "./nodeView.ts";
import type { PagedKind } from "./resources.ts";

export type PlaceNode = {
    readonly kind: "place";
    readonly place: Place;
    /** Twelve digits, once it is known who asks. */
    readonly account: string | undefined;
};
/** The root of AWS before the user has connected: nothing is asked of AWS but images, when they are opened. */
export type AwsNode = { readonly kind: "aws" };
export type GroupNode = {
    readonly kind: "group";
    readonly place: Place;
    readonly of: PagedKind;
    /** How many are shown, and whether there are more. */
    readonly count: number;
    readonly hasMore: boolean;
};
/** What was created on one day. */
export type DayNode = {
    readonly kind: "day";
    readonly place: Place;
    readonly of: PagedKind;
    readonly day: Day;
    readonly count: number;
    readonly isOpen: boolean;
};
/** The models of a place; they are asked for when the group is opened. */
export type ModelsNode = { readonly kind: "models"; readonly place: Place };
export type ModelNode = { readonly kind: "model"; readonly place: Place; readonly model: Model };
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
export type ResourceNode =
    | PlaceNode
    | AwsNode
    | GroupNode
    | DayNode
    | TrainingJobNode
    | EndpointNode
    | ModelsNode
    | ModelNode
    | ImageNode
    | MessageNode;

/** The look of a node, from the node alone. */
export function viewOf(node: ResourceNode): NodeView {
    switch (node.kind) {
        case "place":
            return placeView(node);
        case "aws":
            return root("AWS", "AWS", "cloud", "not connected", "aws");
        case "group":
            return groupView(node);
        case "day":
            return dayView(node);
        case "models":
            return modelsView(node);
        case "model":
            return modelView(node);
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

function placeView({ place, account }: PlaceNode): NodeView {
    if (place.kind === "local") {
        return root("Local", "Local", "device-desktop", "this machine", "place:local");
    }
    const words = [accountText(place.profile, place.region), ...(account === undefined ? [] : [account])];
    return root(placeName(place), "AWS", "cloud", words.join(" · "), "place:aws");
}

function root(id: string, label: string, icon: string, description: string, contextValue: string): NodeView {
    return { id, label, description, icon, contextValue, children: "expanded", spoken: `${label}, ${description}` };
}

function leaf(id: string, label: string, description: string, icon: string) {
    return { id, label, description, icon, children: "none" } as const;
}

function groupView({ place, of, count, hasMore }: GroupNode): NodeView {
    const label = of === "trainingJobs" ? "Training Jobs" : "Endpoints";
    const shown = `${count}${hasMore ? "+" : ""}`;
    return {
        id: `${placeName(place)}/${of}`,
        label,
        description: shown === "0" ? "" : shown,
        icon: of === "trainingJobs" ? "beaker" : "radio-tower",
        contextValue: `group:${place.kind}:${of}`,
        children: "expanded",
        spoken: `${label}, ${count}${hasMore ? " and more" : ""}`,
    };
}

function dayView({ place, of, day, count, isOpen }: DayNode): NodeView {
    return {
        id: `${placeName(place)}/${of}/${day.key}`,
        label: day.label,
        description: String(count),
        icon: "calendar",
        contextValue: "day",
        children: isOpen ? "expanded" : "collapsed",
        spoken: `${day.label}, ${count}`,
    };
}

function modelsView({ place }: ModelsNode): NodeView {
    return {
        ...leaf(`${placeName(place)}/models`, "Models", "", "layers"),
        contextValue: `group:${place.kind}:models`,
        children: "collapsed",
        spoken: "Models",
    };
}

function modelView({ place, model }: ModelNode): NodeView {
    const description = model.createdAt.toLocaleString();
    return {
        ...leaf(`${placeName(place)}/model/${model.name}`, model.name, description, "layers"),
        contextValue: `model:${place.kind}`,
        spoken: `${model.name}, model, ${description}`,
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
