import { type EndpointDetail, isSettling } from "../../core/endpoint/endpoint.ts";
import { isRunning, type TrainingJobDetail } from "../../core/job/trainingJob.ts";
import { bodyLimit, servingFault } from "../../core/request/bodyLimit.ts";
import { MAX_BODY_BYTES } from "../../core/request/payload.ts";
import type { Overview, PanelSubject } from "../../protocol/panel.ts";

type Related = Overview["related"];
type Subject = Pick<Overview, "kind" | "name" | "placeName">;

/** What the header says before anything was read, and after the job or endpoint was deleted. */
export function bareOverview({ kind, name }: PanelSubject, placeName: string, deleted = false): Overview {
    return {
        kind,
        name,
        placeName,
        status: undefined,
        mood: "idle",
        failureReason: undefined,
        deleted,
        deployable: false,
        invocable: false,
        maxBodyBytes: MAX_BODY_BYTES,
        related: [],
    };
}

/** The header of a training job and the endpoints that serve its model. */
export function jobOverview(subject: Subject, job: TrainingJobDetail, related: Related): Overview {
    const phase = job.secondaryStatus !== undefined && job.secondaryStatus !== job.status ? ` · ${job.secondaryStatus}` : "";
    return {
        ...subject,
        status: job.status + phase,
        mood: isRunning(job) ? "busy" : job.status === "Completed" ? "good" : job.status === "Failed" ? "bad" : "idle",
        failureReason: job.failureReason,
        deleted: false,
        deployable: job.status === "Completed",
        invocable: false,
        maxBodyBytes: MAX_BODY_BYTES,
        related,
    };
}

/** The header of an endpoint and the job that made its model. */
export function endpointOverview(
    subject: Subject,
    endpoint: EndpointDetail,
    trainedBy: string | undefined,
    maxPayloadMib: number,
): Overview {
    return {
        ...subject,
        status: endpoint.status,
        mood: isSettling(endpoint) ? "busy" : endpoint.status === "InService" ? "good" : "bad",
        failureReason: endpoint.failureReason ?? servingFault(endpoint.serving),
        deleted: false,
        deployable: false,
        // An endpoint that is being updated goes on answering with what it had.
        invocable:
            ["InService", "Updating", "SystemUpdating", "RollingBack"].includes(endpoint.status) &&
            servingFault(endpoint.serving) === undefined,
        maxBodyBytes: bodyLimit(endpoint.serving, maxPayloadMib),
        related: trainedBy === undefined ? [] : [{ kind: "job", name: trainedBy, status: undefined }],
    };
}
