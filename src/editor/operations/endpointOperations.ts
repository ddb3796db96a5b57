import { deleteWithDependants, type Spared } from "../../core/endpoint/deleteWithDependants.ts";
import type { DeletionPlan } from "../../core/endpoint/deletion.ts";
import { deploy } from "../../core/endpoint/deploy.ts";
import type { Deployment } from "../../core/endpoint/deployment.ts";
import { type FoundEndpoint, type Hosting, HOSTING_WORDS } from "../../core/endpoint/hosting.ts";
import { settledEndpoint } from "../../core/endpoint/settled.ts";
import { beginUndo, type Leftover, undoDeployment } from "../../core/endpoint/undo.ts";
import type { Waiting } from "../../core/endpoint/waiting.ts";
import type { Journal, OpenOperation } from "../../core/journal/journal.ts";
import { type Intent, subjectKey } from "../../core/journal/operation.ts";
import { type Place, placeName } from "../../core/place.ts";
import { isPassing, Problem } from "../../core/problem.ts";
import { refusedDeployment } from "./refusedDeployment.ts";
import { untilReached, withOutlook } from "./untilReached.ts";

/** What operations on endpoints need; all of it outlives the command that begins one. */
export interface OperationNeeds {
    readonly journal: Journal;
    readonly hostingIn: (place: Place) => Promise<Hosting>;
    /** For what goes on behind the scenes: it asks nobody to sign in. */
    readonly quietHostingIn: (place: Place) => Promise<Hosting>;
    readonly accountOf: (place: Place, signal: AbortSignal) => Promise<string>;
    readonly isNewRole: (place: Place, roleArn: string, signal: AbortSignal) => Promise<boolean>;
    /** For creates that are sent again in a moment. */
    readonly soon: (place: Place) => Waiting;
    /** For what takes minutes. */
    readonly later: (place: Place) => Waiting;
    /** Tells the log. */
    readonly log: (message: string) => void;
    /** Tells the user of a failure that nobody waits for. */
    readonly report: (error: unknown) => void;
    /** Tells of an endpoint that SageMaker takes more than an hour to make. */
    readonly onLong: (place: Place, endpoint: FoundEndpoint) => void;
    /** The tree is to be asked anew. */
    readonly onChange: () => void;
    /** Ends with the window: what is under way stays in the journal. */
    readonly closing: AbortSignal;
}

type Report = (message: string) => void;

/** Deployments and deletions from their first call to their end, also after the command that began them, and after a crash. */
export interface EndpointOperations {
    /** Answers once SageMaker has taken the endpoint; what was made of it is removed again where that fails. */
    deploy(place: Place, plan: Deployment, report: Report, signal: AbortSignal): Promise<void>;
    /** Answers once all is gone. Reports for the first time when the journal has it: from then on it is gone on with, whatever happens. */
    delete(place: Place, plan: DeletionPlan, report: Report, signal: AbortSignal): Promise<readonly Spared[]>;
    /** Goes on with an operation that is ours again. */
    goOn(open: OpenOperation, plan: Deployment, signal: AbortSignal): Promise<void>;
    /** Removes what a deployment made. */
    undo(open: OpenOperation): Promise<void>;
    /** Waits, behind the scenes, for an endpoint that SageMaker has taken. */
    watch(open: OpenOperation): Promise<void>;
    /** Brings a deletion to its end, behind the scenes. */
    finishDeletion(open: OpenOperation, plan: DeletionPlan): Promise<readonly Spared[]>;
    /** Whether this window gave the operation of this id up, and told why. */
    hasLeft(id: string): boolean;
}

export function endpointOperations(needs: OperationNeeds): EndpointOperations {
    const { journal, hostingIn, quietHostingIn, accountOf, soon, later, isNewRole, closing } = needs;
    const { log, report: reportError, onChange, onLong } = needs;
    /** What stops to wait for an endpoint, by its subject's key. */
    const watches = new Map<string, () => Promise<void>>();
    const left = new Set<string>();
    const leave = async (open: OpenOperation) => {
        left.add(open.operation.id);
        await open.leave();
    };
    const behind = async (place: Place) => ({ hosting: await quietHostingIn(place), waiting: later(place) });

    const operations: EndpointOperations = {
        async deploy(place, plan, report, signal) {
            const open = await journal.begin({
                kind: "deploy",
                place,
                account: await accountOf(place, signal),
                subject: { resource: "endpoint", name: plan.name },
                specHash: plan.specHash,
                plan: withoutSecrets(plan),
            });
            await carryOut(open, plan, report, signal);
        },
        async delete(place, plan, report, signal) {
            const intent: Intent = {
                kind: "delete",
                place,
                account: await accountOf(place, signal),
                subject: { resource: "endpoint", name: plan.endpoint.name },
                specHash: "",
                plan,
            };
            // Whoever deletes it does not wait for it any more; another window's wait for it is not ours to end.
            await watches.get(subjectKey(intent))?.();
            const open = await journal.begin(intent);
            report("asking SageMaker");
            return remove(open, plan, report, signal);
        },
        goOn: (open, plan, signal) => carryOut(open, plan, () => {}, signal),
        undo: (open) => undo(open),
        watch,
        finishDeletion: (open, plan) =>
            finished(open, async () => deleteWithDependants(await behind(open.operation.place), open, plan, log, closing)),
        hasLeft: (id) => left.has(id),
    };
    return operations;

    async function carryOut(open: OpenOperation, plan: Deployment, report: Report, signal: AbortSignal): Promise<void> {
        const { place } = open.operation;
        const ended = AbortSignal.any([signal, closing]);
        try {
            const parts = {
                hosting: await hostingIn(place),
                waiting: soon(place),
                isNewRole: (arn: string) => isNewRole(place, arn, ended),
            };
            await deploy(parts, open, plan, report, ended);
        } catch (error) {
            if (closing.aborted) {
                await open.leave();
            } else if (signal.aborted || isPassing(error)) {
                behindTheScenes(undo(open, { isSettled: false }));
                throw withOutlook(error, "What was made of the deployment is removed as soon as that has passed.");
            } else {
                const undone = undo(open, { because: error });
                await Promise.race([undone, whenAborted(ended)]);
                if (ended.aborted) {
                    behindTheScenes(undone); // which may take until the place is reached
                    throw error;
                }
            }
            throw refusedDeployment(error, place, plan);
        } finally {
            onChange();
        }
        log(`Endpoint ${plan.name} on ${placeName(place)} is being created.`);
        behindTheScenes(watch(open));
    }

    /** An operation whose undoing failed stays in the journal, and what is left of it is named. */
    async function undo(
        open: OpenOperation,
        { because, isSettled = true }: { readonly because?: unknown; readonly isSettled?: boolean } = {},
    ): Promise<void> {
        const { place, subject } = open.operation;
        await beginUndo(open);
        await finished(open, async () => {
            if (!isSettled) {
                // What was sent last may still be on its way, and too early a look would miss it.
                await later(place).rest(closing);
            }
            const leftovers = await undoDeployment(open.operation, await behind(place), log, closing);
            if (leftovers.length > 0) {
                const why = leftovers[0]?.why;
                throw isPassing(why) ? why : leftBehind(place, leftovers, because);
            }
        });
        log(`Nothing is left of the deployment of ${subject.name} on ${placeName(place)}.`);
    }

    /** The tree tells how an endpoint came to rest; here its operation ends with that. */
    async function watch(open: OpenOperation): Promise<void> {
        const { place, subject } = open.operation;
        const key = subjectKey(open.operation);
        const stopped = new AbortController();
        const until = AbortSignal.any([stopped.signal, closing]);
        const settling = finished(
            open,
            async () =>
                settledEndpoint(subject.name, subject.name, await behind(place), (endpoint) => onLong(place, endpoint), until),
            until,
        );
        watches.set(key, async () => {
            stopped.abort();
            await settling.catch(() => undefined);
        });
        try {
            log(`Endpoint ${subject.name} on ${placeName(place)}: ${(await settling).kind}.`);
        } catch (error) {
            if (!stopped.signal.aborted) {
                throw error;
            }
        } finally {
            watches.delete(key);
        }
    }

    /** What nobody waits for is tried until the place is reached, and stays in the journal when the window closes. */
    async function finished<T>(open: OpenOperation, task: () => Promise<T>, until = closing): Promise<T> {
        try {
            const outcome = await untilReached(until, later(open.operation.place), task);
            await open.end();
            return outcome;
        } catch (error) {
            await leave(open);
            throw error;
        } finally {
            onChange();
        }
    }

    function behindTheScenes(task: Promise<unknown>): void {
        task.catch((error: unknown) => closing.aborted || reportError(error));
    }

    async function remove(
        open: OpenOperation,
        plan: DeletionPlan,
        report: Report,
        signal: AbortSignal,
    ): Promise<readonly Spared[]> {
        const ended = AbortSignal.any([signal, closing]);
        try {
            const { place } = open.operation;
            const parts = { hosting: await hostingIn(place), waiting: later(place) };
            const spared = await deleteWithDependants(parts, open, plan, report, ended);
            await open.end();
            return spared;
        } catch (error) {
            if (!ended.aborted && isPassing(error)) {
                behindTheScenes(operations.finishDeletion(open, plan));
                throw withOutlook(error, "The deletion goes on as soon as that has passed.");
            }
            // Whoever cancels wants no more of it to go, now or later; whatever else happened, it is gone on with.
            await (signal.aborted && !closing.aborted ? open.end() : leave(open));
            throw error;
        } finally {
            onChange();
        }
    }
}

function whenAborted(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** An environment may hold secrets. It is part of the model, the first thing that is made: to go on after that takes none. */
function withoutSecrets(plan: Deployment): Omit<Deployment, "environment"> {
    const { environment: _environment, ...rest } = plan;
    return rest;
}

function leftBehind(place: Place, leftovers: readonly Leftover[], because: unknown): Problem {
    const names = leftovers.map(({ kind, name }) => `${HOSTING_WORDS[kind]} ${name}`).join(", ");
    const first = because instanceof Error ? `${because.message} ` : "";
    const why = leftovers[0]?.why;
    const reason = why instanceof Error ? ` (${why.message})` : "";
    return new Problem("interrupted", `${first}What was made could not be removed from ${placeName(place)}: ${names}${reason}.`, {
        remedy: { kind: "runCommand", label: "Remove…", command: "rustSagemaker.operations.show" },
        cause: because ?? why,
    });
}
