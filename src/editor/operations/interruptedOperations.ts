import { type Hosting, HOSTING_WORDS } from "../../core/endpoint/hosting.ts";
import { storedDeletion, storedDeployment } from "../../core/endpoint/storedPlans.ts";
import { isBeingUndone, madeBy } from "../../core/endpoint/undo.ts";
import type { Waiting } from "../../core/endpoint/waiting.ts";
import type { Journal } from "../../core/journal/journal.ts";
import type { Operation } from "../../core/journal/operation.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import { type Place, placeName } from "../../core/place.ts";
import { errorText } from "../../core/text/errorText.ts";
import type { Ask } from "../ask.ts";
import type { EndpointOperations } from "./endpointOperations.ts";
import { untilReached } from "./untilReached.ts";

interface Needs {
    readonly journal: Journal;
    readonly operations: EndpointOperations;
    readonly hostingIn: (place: Place) => Promise<Hosting>;
    /** Between two attempts to reach a place. */
    readonly waiting: Waiting;
    readonly accountOf: (place: Place, signal: AbortSignal) => Promise<string>;
    readonly ask: Pick<Ask, "warn" | "tell" | "pick">;
    readonly log: (message: string) => void;
    readonly report: (error: unknown) => void;
    readonly onChange: () => void;
    /** Undefined where there is none of this name, or it has ended. */
    readonly runningJob: (place: Place, name: string, signal: AbortSignal) => Promise<TrainingJob | undefined>;
    readonly runCommand: (id: string, ...args: readonly unknown[]) => Thenable<unknown>;
}

/** What came of the windows before this one and was not brought to its end. */
export interface InterruptedOperations {
    /** Compares the journal with the places: what is done is closed quietly, a deletion goes on, and of a half deployment the user decides. */
    reconcile(signal: AbortSignal): Promise<void>;
    /** Lists what is still interrupted, and asks about it. */
    show(signal: AbortSignal): Promise<void>;
}

interface Asking {
    /** The user has asked for the question; others come by themselves. */
    readonly isWanted: boolean;
}

const RESUME = "Resume";
const REMOVE = "Remove What Was Made";
const LATER = "Later";
const TAIL = "Tail Logs";
const STOP = "Stop Job";

export function interruptedOperations(needs: Needs): InterruptedOperations {
    const { journal, operations, hostingIn, waiting, accountOf, ask, log, report, onChange, runningJob, runCommand } = needs;
    /** What this window has looked at by itself: a user who said "later" is not asked again. */
    const seen = new Set<string>();
    return {
        async reconcile(signal) {
            const found = (await journal.interrupted()).filter(({ id }) => !seen.has(id) && !operations.hasLeft(id));
            found.forEach(({ id }) => seen.add(id));
            // One place that cannot be reached keeps no other one waiting.
            found.forEach((operation) => void reconcileQuietly(operation, signal));
        },
        async show(signal) {
            const found = await journal.interrupted();
            if (found.length === 0) {
                await ask.tell("No launch, deployment or deletion is interrupted.");
                return;
            }
            const choices = found.map((value) => ({ label: nameOf(value), description: `begun ${value.startedAt}`, value }));
            const chosen = found.length === 1 ? found[0] : await ask.pick("Bring which operation to its end?", choices);
            if (chosen !== undefined) {
                await reconcileOne(chosen, signal, { isWanted: true });
            }
        },
    };

    /** What is half done may be billed, so that a place is asked until it is reached. What cannot be settled stays in the journal. */
    async function reconcileQuietly(operation: Operation, signal: AbortSignal): Promise<void> {
        const told = new Set<string>();
        const attempt = async () => {
            try {
                await reconcileOne(operation, signal, { isWanted: false });
            } catch (error) {
                const reason = errorText(error);
                if (!signal.aborted && !told.has(reason)) {
                    told.add(reason);
                    log(`${nameOf(operation)} stays interrupted: ${reason}`);
                }
                throw error;
            }
        };
        await untilReached(signal, waiting, attempt).catch(() => undefined);
    }

    async function reconcileOne(operation: Operation, signal: AbortSignal, how: Asking): Promise<void> {
        const { place, account, kind } = operation;
        if ((await accountOf(place, signal)) !== account) {
            throw new Error(`it belongs to account ${account}, and ${placeName(place)} is another one now`);
        }
        switch (kind) {
            case "launch":
                return settleLaunch(operation, signal);
            case "delete":
                return finishDeletion(operation);
            case "deploy":
                return settleDeployment(operation, signal, how);
        }
    }

    /** SageMaker took the job or did not; nothing is half done. A job that runs is named, because it costs money. */
    async function settleLaunch(operation: Operation, signal: AbortSignal): Promise<void> {
        const { place, subject } = operation;
        const job = await runningJob(place, subject.name, signal);
        const open = await journal.resume(operation);
        await open?.end();
        onChange();
        if (job === undefined || open === undefined) {
            return; // or another window tells of it
        }
        const sentence = `Training job ${job.name} runs on ${placeName(place)}: its launch was interrupted after it was sent.`;
        const command = { [TAIL]: "rustSagemaker.job.logs", [STOP]: "rustSagemaker.job.stop" }[
            (await ask.tell(sentence, TAIL, STOP)) ?? ""
        ];
        if (command !== undefined) {
            await runCommand(command, { kind: "trainingJob", place, job, failureReason: undefined });
        }
    }

    /** The user has agreed to it already. */
    async function finishDeletion(operation: Operation): Promise<void> {
        const open = await journal.resume(operation);
        const plan = storedDeletion(open?.operation.plan);
        if (open === undefined || plan === undefined) {
            await open?.end();
            return;
        }
        const spared = await operations.finishDeletion(open, plan);
        const kept = spared.map(({ name, why }) => ` ${name} is kept because ${why}.`).join("");
        log(`${nameOf(operation)} is brought to its end.${kept}`);
    }

    async function settleDeployment(operation: Operation, signal: AbortSignal, how: Asking): Promise<void> {
        if (isBeingUndone(operation)) {
            const open = await journal.resume(operation);
            await (open && operations.undo(open).catch(report));
            return;
        }
        const made = await madeBy(operation, await hostingIn(operation.place), signal);
        const plan = storedDeployment(operation.plan);
        if (made.length === 0 || made.some(({ kind }) => kind === "endpoint")) {
            const open = await journal.resume(operation);
            if (open === undefined) {
                return;
            }
            log(made.length === 0 ? `${nameOf(operation)} had made nothing.` : `${nameOf(operation)} is gone on with.`);
            await (made.length === 0 ? open.end() : operations.watch(open));
            return;
        }
        const pressed = await choiceFor(operation, made, how);
        if (pressed !== RESUME && pressed !== REMOVE) {
            return;
        }
        const open = await journal.resume(operation);
        if (open !== undefined) {
            const task = pressed === RESUME && plan !== undefined ? operations.goOn(open, plan, signal) : operations.undo(open);
            await task.catch(report);
        }
    }

    /** Of several windows that open at once, one asks. */
    async function choiceFor(
        operation: Operation,
        made: Awaited<ReturnType<typeof madeBy>>,
        { isWanted }: Asking,
    ): Promise<string | undefined> {
        const question = isWanted ? undefined : await journal.claimQuestion(operation);
        if (!isWanted && question === undefined) {
            return undefined;
        }
        const plan = storedDeployment(operation.plan);
        // A model cannot be made anew from what the journal keeps: its environment is not in it.
        const canResume = plan !== undefined && (plan.existingModel !== undefined || made.some(({ kind }) => kind === "model"));
        const there = made.map(({ kind, name }) => `${HOSTING_WORDS[kind]} ${name}`).join(" and ");
        const sentence = `${nameOf(operation)} was interrupted. What is there: ${there}.`;
        try {
            return await ask.warn(sentence, ...(canResume ? [RESUME] : []), REMOVE, LATER);
        } finally {
            question?.release();
        }
    }
}

function nameOf({ kind, subject, place }: Operation): string {
    const what = { launch: "The launch", deploy: "The deployment", delete: "The deletion" }[kind];
    return `${what} of ${subject.name} on ${placeName(place)}`;
}
