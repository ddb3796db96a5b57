import { type CauseRule, type Clues, either, inReason, WITH_CHANGES } from "../clues.ts";

/** After so long without a line, most likely nothing runs. */
const SILENT_MS = 600_000;

const passed = (status: string): CauseRule["find"] => {
    return ({ evidence }) => evidence.phases.find((phase) => phase.status === status)?.status;
};

function isSilent({ evidence }: Clues): string | undefined {
    const since = evidence.phases.findLast(({ status }) => status === "Training")?.startedAt ?? evidence.createdAt;
    const isWaiting = ["InProgress", "Creating"].includes(evidence.status);
    const isLong = evidence.askedAt.getTime() - since.getTime() >= SILENT_MS;
    const isEmpty = evidence.lines.length === 0 && evidence.logFault === undefined;
    return isWaiting && isLong && isEmpty ? "no line in ten minutes" : undefined;
}

/** A limit ends a job as Stopped, too. */
function isStoppedByRequest({ evidence: { status, phases } }: Clues): string | undefined {
    return status === "Stopped" && !phases.some((phase) => phase.status.startsWith("Max")) ? "Stopped" : undefined;
}

/** What came in the course of a job or of a deployment, whatever its program did. */
export const COURSE_CAUSES: readonly CauseRule[] = [
    {
        id: "maxRuntime",
        find: either(passed("MaxRuntimeExceeded"), inReason(/MaxRuntimeExceeded|exceeded .{0,40}MaxRuntimeInSeconds/)),
        explain: () => ({
            cause: "The job took longer than it was allowed to, and was stopped.",
            fix: "Allow it a longer run time, or make it quicker. What it had saved in /opt/ml/model is kept.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "maxWait",
        find: either(passed("MaxWaitTimeExceeded"), inReason(/MaxWaitTimeExceeded/)),
        explain: () => ({
            cause: "Spot capacity did not come, or did not last, within the time that the job was to wait for it.",
            fix: "Allow a longer wait, take another instance type, or do without spot.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "interrupted",
        find: (clues) => (clues.evidence.hasCheckpoints === false ? passed("Interrupted")(clues) : undefined),
        explain: () => ({
            cause: "AWS took the spot instance back, and the job had to begin anew: it keeps no checkpoints.",
            fix: "Give it an S3 address for checkpoints, and have the program save to /opt/ml/checkpoints and go on from there.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "pingNotFound",
        find: inReason(/GET \/ping answered 404/),
        explain: () => ({
            cause: "The server answers, but knows no /ping.",
            fix: "Answer GET /ping with 200 once the model is loaded, beside POST /invocations.",
        }),
    },
    {
        id: "pingRefused",
        find: inReason(/found nothing that listens on port \d{1,5}|was cut off without an answer|[Cc]onnection refused/),
        explain: () => ({
            cause: "Nothing answered where SageMaker asks: port 8080 of the container.",
            fix: "Bind to 0.0.0.0, not to 127.0.0.1, and to the port 8080, or that of SAGEMAKER_BIND_TO_PORT where it is set.",
        }),
    },
    {
        id: "ping",
        find: inReason(/did not pass the ping health check/),
        explain: () => ({
            cause: "The container did not answer GET /ping with 200 in time.",
            fix: "It has to listen on 0.0.0.0:8080, be called serve, and answer within two seconds of each ping, at the latest eight minutes after the start. The last lines tell what it did instead.",
        }),
    },
    {
        id: "silent",
        find: isSilent,
        explain: (_found, { evidence }) => ({
            cause: "There is no line of log after ten minutes: most likely the container never started.",
            fix:
                evidence.kind === "endpoint"
                    ? "Check InferenceAmiVersion against the CUDA of the image, and that the subnets, if there are any, have a way to ECR and CloudWatch Logs."
                    : "Check that the subnets, if there are any, have a way to ECR, S3 and CloudWatch Logs. A program that prints nothing looks the same.",
        }),
    },
    {
        id: "stopped",
        find: isStoppedByRequest,
        explain: () => ({
            cause: "The job was stopped before it had ended, by a person or by a program with access to the account.",
            fix: "What it had saved in /opt/ml/model is kept. Run it again when it should go on.",
            way: { label: "Run Again", command: "rustSagemaker.job.again", takes: "trainingJob" },
        }),
    },
];
