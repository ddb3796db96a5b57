import type { EndpointLook } from "../../core/endpoint/endpointCharts.ts";
import { Problem, type Remedy } from "../../core/problem.ts";
import { redact } from "../../core/redact.ts";
import { extensionFor, MAX_BODY_BYTES } from "../../core/request/payload.ts";
import { errorText } from "../../core/text/errorText.ts";
import { FromPanel, type ToPanel } from "../../protocol/panel.ts";
import { bareOverview } from "./overview.ts";
import { PanelBodies } from "./panelBodies.ts";
import type { SessionNeeds } from "./panelNeeds.ts";
import { PanelRequests } from "./panelRequests.ts";
import { withPlainBytes } from "./plainBytes.ts";
import { type Sight, subjectWatch } from "./subjectWatch.ts";

/** What does not change by itself is looked at this many times less often: someone may delete it. */
const RESTING = 3;

/** A look that takes longer is given up and tried again. */
const LONGEST_LOOK_MS = 30_000;

/** The extension's side of a panel. It knows messages, not webviews, so a test can play the page. */
export class PanelSession {
    readonly #needs: SessionNeeds;
    readonly #postToPage: (message: ToPanel) => void;
    readonly #look: (signal: AbortSignal) => Promise<Sight>;
    readonly #requests: PanelRequests;
    readonly #bodies: PanelBodies;
    /** What the page was told of what it is told again and again. */
    readonly #told = new Map<ToPanel["type"], string>();
    #endpointLook: EndpointLook = { hours: 1, latency: "average" };
    /** Why the last look that failed did. */
    #trouble: unknown;
    #sight: Sight | undefined;
    #watching: AbortController | undefined;
    #resting = new AbortController();
    #lookAgain = false;
    #disposed = false;

    constructor(needs: SessionNeeds, postToPage: (message: ToPanel) => void) {
        this.#needs = needs;
        this.#postToPage = postToPage;
        this.#look = subjectWatch(needs, () => this.#endpointLook);
        const post = (message: ToPanel) => this.#post(message);
        this.#requests = new PanelRequests({
            ...needs,
            post,
            maxBodyBytes: () => this.#sight?.overview.maxBodyBytes ?? MAX_BODY_BYTES,
        });
        this.#bodies = new PanelBodies({ ...needs, post });
    }

    /** Takes a message of the page; rejects when it is none that our page would send. */
    async receive(raw: unknown): Promise<void> {
        const message = FromPanel.parse(raw);
        const { subject, actions, documents } = this.#needs;
        switch (message.type) {
            case "ready":
                return this.#start();
            case "send":
                return this.#requests.send(message);
            case "cancel":
                return this.#requests.cancel(message.requestId);
            case "useEditor":
                return this.#bodies.useEditor();
            case "chooseFile":
                return this.#bodies.chooseFile();
            case "useExample":
                return this.#bodies.useExample(message.index);
            case "recallBody":
                return this.#bodies.recall();
            case "saveAnswer":
                return documents.save(`answer.${extensionFor(message.contentType)}`, message.body);
            case "openAnswer":
                return documents.open(message.contentType, message.body);
            case "followRemedy":
                return this.#followRemedy(message.requestId);
            case "look":
                this.#endpointLook = { hours: message.hours, latency: message.latency };
                return this.refresh();
            case "followTrouble":
                return this.#followTrouble();
            case "deploy":
                return this.#deploy();
            case "tailLogs":
                return actions.tailLogs(subject);
            case "openPanel":
                return actions.openPanel({ ...subject, kind: message.kind, name: message.name });
        }
    }

    /** Reads nothing for a page that is hidden. VS Code tears it down, and it says `ready` when it is back. */
    hide(): void {
        this.#watching?.abort();
        this.#watching = undefined;
    }

    /** Looks at once, because something was done that may have changed the subject. */
    refresh(): void {
        // A look that is under way may have seen what was before, and is not cut short: it might never come to an end.
        this.#lookAgain = true;
        this.#resting.abort();
    }

    dispose(): void {
        this.#disposed = true;
        this.hide();
        this.#requests.dispose();
    }

    /** An answer that comes after the panel was closed is dropped: posting to its webview would throw. */
    #post(message: ToPanel): void {
        if (!this.#disposed) {
            this.#postToPage(withPlainBytes(message));
        }
    }

    /** Most looks find what the one before them found. */
    #postIfNew(message: ToPanel): void {
        const text = JSON.stringify(message);
        if (this.#told.get(message.type) !== text) {
            this.#told.set(message.type, text);
            this.#post(message);
        }
    }

    async #start(): Promise<void> {
        const { subject, placeName } = this.#needs;
        this.#told.clear();
        this.#post({ type: "subject", subject });
        if (this.#sight) {
            this.#show(this.#sight);
        } else {
            this.#postIfNew({ type: "overview", overview: bareOverview(subject, placeName) });
        }
        this.#requests.replay();
        this.#watch();
        if (subject.kind === "endpoint") {
            await this.#bodies.listExamples();
        }
    }

    #watch(): void {
        this.hide();
        this.#watching = new AbortController();
        void this.#keepLooking(this.#watching.signal);
    }

    async #keepLooking(watching: AbortSignal): Promise<void> {
        while (!watching.aborted) {
            this.#lookAgain = false;
            await this.#lookOnce(watching);
            if (!this.#lookAgain) {
                await this.#rest(watching);
            }
        }
    }

    async #rest(watching: AbortSignal): Promise<void> {
        const { pollMs, sleep } = this.#needs;
        this.#resting = new AbortController();
        const ended = AbortSignal.any([watching, this.#resting.signal]);
        // It rejects when it is cut short, which is no failure.
        await sleep(this.#sight?.changing === true ? pollMs : pollMs * RESTING, ended).catch(() => undefined);
    }

    async #lookOnce(watching: AbortSignal): Promise<void> {
        try {
            const sight = await this.#look(AbortSignal.any([watching, AbortSignal.timeout(LONGEST_LOOK_MS)]));
            if (!watching.aborted) {
                this.#sight = sight;
                this.#postIfNew({ type: "trouble", message: undefined, remedy: undefined });
                this.#show(sight);
            }
        } catch (error) {
            if (!watching.aborted) {
                this.#trouble = error;
                const message = redact(errorText(error));
                this.#postIfNew({ type: "trouble", message, remedy: remedyOf(error)?.label });
            }
        }
    }

    #show({ overview, metrics, activity }: Sight): void {
        this.#postIfNew({ type: "overview", overview });
        if (metrics) {
            this.#postIfNew({ type: "metrics", metrics });
        }
        if (activity) {
            this.#postIfNew({ type: "activity", activity });
        }
    }

    #deploy(): void {
        const job = this.#sight?.job;
        if (job) {
            this.#needs.actions.deploy(this.#needs.subject, job);
        }
    }

    #followTrouble(): void {
        const remedy = remedyOf(this.#trouble);
        if (remedy) {
            this.#needs.actions.follow(remedy);
        }
    }

    #followRemedy(requestId: number): void {
        const remedy = this.#requests.remedyOf(requestId);
        if (remedy) {
            this.#needs.actions.follow(remedy);
        }
    }
}

/** A way out that the panel can offer beside a trouble; the log is no way out. */
function remedyOf(error: unknown): Exclude<Remedy, { kind: "showLog" }> | undefined {
    return Problem.is(error) && error.remedy.kind !== "showLog" ? error.remedy : undefined;
}
