import type { Place } from "../../core/place.ts";
import type { GroupNode, MessageNode, ResourceNode } from "./nodes.ts";
import type { Resources } from "./resources.ts";

/** The rows below a node, from what was listed last; those of images are listed by `imageListings.ts` when they are opened. */
export function nodesOf(node: ResourceNode, resourcesOf: (place: Place) => Resources): readonly ResourceNode[] {
    switch (node.kind) {
        case "place":
            return placeRows(node.place, resourcesOf(node.place));
        case "aws":
            return [
                { kind: "images", of: "aws" },
                message("aws", "Profile and region", "choose in the settings…", "settings-gear", ACCOUNT),
            ];
        case "group":
            return node.of === "trainingJobs"
                ? jobRows(node, resourcesOf(node.place))
                : endpointRows(node, resourcesOf(node.place));
        default:
            return [];
    }
}

function placeRows(place: Place, { jobs, endpoints, problem }: Resources): readonly ResourceNode[] {
    const failed = problem === undefined ? [] : [message(`${place.kind}/problem`, problem, "", "warning", REFRESH)];
    const images: ResourceNode = { kind: "images", of: place.kind };
    // Where nothing is known, empty lists would say that there is nothing. Images are the engine's, which is asked only when they are opened.
    if (problem !== undefined && jobs.length === 0 && endpoints.length === 0) {
        return [...failed, images];
    }
    return [
        ...failed,
        { kind: "group", place, of: "trainingJobs", count: jobs.length },
        { kind: "group", place, of: "endpoints", count: endpoints.length },
        images,
    ];
}

const ACCOUNT = { id: "workbench.action.openSettings", title: "Open Settings", args: ["rustSagemaker.aws"] };
const REFRESH = { id: "rustSagemaker.tree.refresh", title: "Refresh" };
const LAUNCH = { id: "rustSagemaker.job.start", title: "Launch Training Job…" };
const DEPLOY = { id: "rustSagemaker.endpoint.deploy", title: "Deploy Endpoint…" };

function jobRows({ place }: GroupNode, { jobs, reasons }: Resources): readonly ResourceNode[] {
    return jobs.length === 0
        ? [message(`${place.kind}/noJobs`, "No training jobs yet", "launch one…", "rocket", LAUNCH)]
        : jobs.map((job) => ({ kind: "trainingJob", place, job, failureReason: reasons.get(job.arn) }));
}

function endpointRows({ place }: GroupNode, { jobs, endpoints, reasons }: Resources): readonly ResourceNode[] {
    if (endpoints.length > 0) {
        return endpoints.map((endpoint) => ({ kind: "endpoint", place, endpoint, failureReason: reasons.get(endpoint.arn) }));
    }
    return jobs.some(({ status }) => status === "Completed")
        ? [message(`${place.kind}/noEndpoints`, "No endpoints yet", "deploy a completed job…", "rocket", DEPLOY)]
        : [message(`${place.kind}/noEndpoints`, "No endpoints yet", "a completed job can be deployed", "info")];
}

function message(id: string, text: string, hint: string, icon: string, command?: MessageNode["command"]): MessageNode {
    return { kind: "message", id: `message/${id}`, text, hint, icon, ...(command !== undefined && { command }) };
}
