import { Problem, type Remedy } from "../../core/problem.ts";
import { requestFault } from "../../core/request/payload.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { FromPanel, ToPanel } from "../../protocol/panel.ts";
import type { SessionNeeds } from "./panelNeeds.ts";

type Needs = Pick<SessionNeeds, "subject" | "clients" | "now"> & {
    readonly post: (message: ToPanel) => void;
    /** As the last look at the endpoint found it. */
    readonly maxBodyBytes: () => number;
};
type Send = Extract<FromPanel, { type: "send" }>;
type Outcome = Extract<ToPanel, { type: "answer" | "failure" | "cancelled" }>;

interface InFlight {
    readonly requestId: number;
    readonly sentAt: Date;
    readonly cancel: AbortController;
    isLoading: boolean;
}

/** The requests of one panel, one at a time. What came of the last one is kept for a page that was hidden meanwhile. */
export class PanelRequests {
    readonly #needs: Needs;
    #inFlight: InFlight | undefined;
    #outcome: Outcome | undefined;
    #remedy: Remedy | undefined;

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    /** Sends a request; one that is still on its way is given up for it. */
    async send(message: Send): Promise<void> {
        const { requestId } = message;
        this.#inFlight?.cancel.abort();
        const cancel = new AbortController();
        this.#inFlight = { requestId, sentAt: this.#needs.now(), cancel, isLoading: false };
        this.replay();
        const outcome = await this.#outcomeOf(message, cancel.signal);
        if (this.#inFlight?.requestId === requestId) {
            this.#inFlight = undefined;
            this.#outcome = outcome;
        }
        this.#needs.post(outcome);
    }

    cancel(requestId: number): void {
        if (this.#inFlight?.requestId === requestId) {
            this.#inFlight.cancel.abort();
        }
    }

    /** Tells a page how the last request stands. */
    replay(): void {
        if (this.#inFlight) {
            const { requestId, sentAt, isLoading } = this.#inFlight;
            const elapsedMs = this.#needs.now().getTime() - sentAt.getTime();
            this.#needs.post({ type: "sending", requestId, elapsedMs, ...(isLoading && { isLoading }) });
        } else if (this.#outcome) {
            this.#needs.post(this.#outcome);
        }
    }

    /** The way out that the failure of this request offers. */
    remedyOf(requestId: number): Remedy | undefined {
        return this.#outcome?.requestId === requestId ? this.#remedy : undefined;
    }

    dispose(): void {
        this.#inFlight?.cancel.abort();
    }

    async #outcomeOf({ requestId, contentType, accept, body }: Send, signal: AbortSignal): Promise<Outcome> {
        this.#remedy = undefined;
        const fault = requestFault(contentType, accept, body, this.#needs.maxBodyBytes());
        if (fault !== undefined) {
            return { type: "failure", requestId, message: fault, remedy: undefined };
        }
        try {
            const { invoke } = await this.#needs.clients();
            const onLoading = () => this.#loads(requestId);
            const invocation = { endpointName: this.#needs.subject.name, contentType, accept, body, onLoading };
            return { type: "answer", requestId, answer: await invoke(invocation, signal) };
        } catch (error) {
            return signal.aborted ? { type: "cancelled", requestId } : this.#failure(requestId, error);
        }
    }

    #loads(requestId: number): void {
        if (this.#inFlight?.requestId === requestId) {
            this.#inFlight.isLoading = true;
            this.replay();
        }
    }

    #failure(requestId: number, error: unknown): Outcome {
        const message = errorText(error);
        this.#remedy = Problem.is(error) ? error.remedy : { kind: "showLog" };
        const remedy = this.#remedy.kind === "showLog" ? "Show Log" : this.#remedy.label;
        return { type: "failure", requestId, message, remedy };
    }
}
