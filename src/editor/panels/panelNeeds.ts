import type { Endpoints } from "../../core/endpoint/endpoints.ts";
import type { Metrics } from "../../core/job/metrics.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import type { TrainingJobs } from "../../core/job/trainingJobs.ts";
import type { Remedy } from "../../core/problem.ts";
import type { Invoke } from "../../core/request/invocation.ts";
import type { PanelSubject } from "../../protocol/panel.ts";

/** What a panel reads and asks of its place. */
export interface PlaceClients {
    readonly jobs: Pick<TrainingJobs, "describe">;
    readonly metrics: Metrics;
    readonly endpoints: Pick<Endpoints, "list" | "describe" | "describeAgain">;
    readonly invoke: Invoke;
}

/** A saved request body. */
export interface Example {
    readonly name: string;
    readonly contentType: string;
    readonly body: Uint8Array;
}

/** The text that an editor shows, or the part of it that is selected. */
export interface EditorText {
    readonly name: string;
    readonly languageId: string;
    readonly text: string;
}

/** What a panel asks of the documents and dialogs of the editor. */
export interface PanelDocuments {
    /** Undefined when no text editor was used yet. */
    editorText(): EditorText | undefined;
    /** Undefined when the user changed their mind. */
    chooseFile(): Promise<{ readonly name: string; readonly body: Uint8Array } | undefined>;
    save(name: string, body: Uint8Array): Promise<void>;
    open(contentType: string, body: Uint8Array): Promise<void>;
}

/** What a panel can set off outside itself. */
export interface PanelActions {
    deploy(subject: PanelSubject, job: TrainingJob): void;
    tailLogs(subject: PanelSubject): void;
    openPanel(subject: PanelSubject): void;
    follow(remedy: Remedy): void;
}

/** All that the conversation with one panel needs. */
export interface SessionNeeds {
    readonly subject: PanelSubject;
    readonly placeName: string;
    /** Asked before each use: the address of Local SageMaker changes when it is started again. */
    readonly clients: () => Promise<PlaceClients>;
    readonly examples: () => Promise<readonly Example[]>;
    readonly documents: PanelDocuments;
    readonly actions: PanelActions;
    readonly now: () => Date;
    /** The user's own limit for bodies, in MiB; 0 for SageMaker's. */
    readonly maxPayloadMib: () => number;
    /** Rejects when the signal aborts. */
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
    /** How long a panel rests between two looks at something that changes by itself. */
    readonly pollMs: number;
    /** Metrics are read no more often than this. */
    readonly metricsMs: number;
}
