import path from "node:path";
import type { Endpoint } from "../../core/endpoint/endpoint.ts";
import type { Evidence } from "../../core/failure/evidence.ts";
import { explain, type Explanation } from "../../core/failure/failureReport.ts";
import { panicOf } from "../../core/failure/panic.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import type { Ask } from "../ask.ts";
import type { Failed } from "../failure/evidenceOf.ts";
import type { FindSource } from "../logs/sourceFiles.ts";
import type { Progress } from "../progress.ts";
import type { ShowReport } from "../reportDocuments.ts";
import type { EndpointNode, TrainingJobNode } from "../tree/nodes.ts";
import type { PickResource } from "./pickResource.ts";

interface Needs {
    readonly pickJob: PickResource<TrainingJob>;
    readonly pickEndpoint: PickResource<Endpoint>;
    readonly evidenceOf: (failed: Failed, signal: AbortSignal) => Promise<Evidence>;
    readonly findSource: FindSource;
    /** The workspace's first folder: a report can link to the files below it. */
    readonly firstFolder: () => string | undefined;
    readonly show: ShowReport;
    /** Opens a file at a line and a column, from 1. */
    readonly openFile: (file: string, line: number, column: number) => Promise<void>;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
    readonly ask: Pick<Ask, "tell" | "warn">;
    readonly progress: Progress;
    readonly report: (error: unknown) => void;
}

/** Explains why a job or an endpoint failed, in a report, with the way out as buttons. */
export function explainFailure(needs: Needs) {
    return {
        async job(signal: AbortSignal, node?: TrainingJobNode): Promise<void> {
            const target = await needs.pickJob(FAILED_JOB, signal, node && { place: node.place, resource: node.job });
            if (target !== undefined) {
                const { place, resource: job } = target;
                await explainOne(
                    needs,
                    { kind: "trainingJob", place, name: job.name },
                    { kind: "trainingJob", place, job },
                    signal,
                );
            }
        },
        async endpoint(signal: AbortSignal, node?: EndpointNode): Promise<void> {
            const target = await needs.pickEndpoint(
                FAILED_ENDPOINT,
                signal,
                node && { place: node.place, resource: node.endpoint },
            );
            if (target !== undefined) {
                const { place, resource: endpoint } = target;
                await explainOne(
                    needs,
                    { kind: "endpoint", place, name: endpoint.name },
                    { kind: "endpoint", place, endpoint },
                    signal,
                );
            }
        },
    };
}

/** Also what runs: it may be stuck. */
const FAILED_JOB = {
    title: "Explain which training job?",
    isWanted: ({ status }: TrainingJob) => status !== "Completed",
    none: "No training job has failed, was stopped or is running.",
};
const FAILED_ENDPOINT = {
    title: "Explain which endpoint?",
    isWanted: ({ status }: Endpoint) => status !== "InService",
    none: "No endpoint has failed or is being made.",
};

async function explainOne(needs: Needs, failed: Failed, node: object, signal: AbortSignal): Promise<void> {
    const { evidenceOf, show, progress } = needs;
    const evidence = await progress(`Explain Failure of ${failed.name}`, (cancelled) =>
        evidenceOf(failed, AbortSignal.any([signal, cancelled])),
    );
    const place = panicOf(evidence.lines)?.place;
    const source = place && (await needs.findSource(place.path, failed.name));
    const explanation = explain(evidence, () => source && belowFolder(source, needs.firstFolder()));
    await show(`Explain Failure: ${failed.name}`, explanation.markdown);
    // It stays until it is answered, and the command is done.
    offerWays(needs, { failed, node, explanation, source }).catch(needs.report);
}

/** Relative to the folder, with slashes; undefined for a file elsewhere. */
function belowFolder(file: string, folder: string | undefined): string | undefined {
    const relative = folder === undefined ? ".." : path.relative(folder, file);
    return relative.startsWith("..") || path.isAbsolute(relative) ? undefined : relative.split(path.sep).join("/");
}

interface Offer {
    readonly failed: Failed;
    readonly node: object;
    readonly explanation: Explanation;
    readonly source: string | undefined;
}

async function offerWays({ ask, runCommand, openFile }: Needs, { failed, node, explanation, source }: Offer): Promise<void> {
    const way = explanation.causes[0]?.way;
    const place = explanation.panic?.place;
    const buttons = new Map<string, () => PromiseLike<unknown>>();
    if (source !== undefined && place !== undefined) {
        buttons.set(`Open ${path.basename(source)}:${place.line}`, () => openFile(source, place.line, place.column));
    }
    if (way !== undefined) {
        buttons.set(way.label, () => runCommand(way.command, ...(way.takes === "trainingJob" ? [node] : [])));
    }
    const logs = failed.kind === "endpoint" ? "rustSagemaker.endpoint.logs" : "rustSagemaker.job.logs";
    buttons.set("Show Log", () => runCommand(logs, node));
    const pressed = await ask.warn(explanation.sentence, ...buttons.keys());
    await buttons.get(pressed ?? "")?.();
}
