import assert from "node:assert/strict";
import { deploy } from "../../../src/core/endpoint/deploy.ts";
import type { Waiting } from "../../../src/core/endpoint/waiting.ts";
import type { Intent } from "../../../src/core/journal/operation.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { endpointOperations } from "../../../src/editor/operations/endpointOperations.ts";
import { interruptedOperations } from "../../../src/editor/operations/interruptedOperations.ts";
import { fakeHosting } from "./fakeHosting.ts";
import { irisDeployment as plan } from "./irisDeployment.ts";
import { fakeJournal } from "./fakeJournal.ts";
import { job } from "./fakePlace.ts";

const never = new AbortController().signal;
/** An operation on `iris`, as an earlier window began it. */
export const intentOf = (kind: Intent["kind"], over: Partial<Intent> = {}): Intent => ({
    kind,
    place: LOCAL,
    account: "000000000000",
    subject: { resource: kind === "launch" ? "trainingJob" : "endpoint", name: "iris" },
    specHash: "hash",
    plan,
    ...over,
});

interface SetUp {
    readonly press?: string;
    /** Whether anybody presses a button of a warning. */
    readonly answers?: boolean;
    readonly account?: string;
    readonly running?: boolean;
    /** What the windows of one user share. */
    readonly fake?: ReturnType<typeof fakeHosting>;
    readonly journal?: ReturnType<typeof fakeJournal>;
    readonly rest?: Waiting["rest"];
    readonly closing?: AbortSignal;
}

/** A window with a journal and a place in memory, and what it has asked, logged and run. */
export function operationsWindow({
    press = "Later",
    answers = true,
    account = "000000000000",
    running = false,
    fake = fakeHosting({ settlesAfter: 2 }),
    journal = fakeJournal(),
    rest = fake.waiting.rest,
    closing = never,
}: SetUp = {}) {
    const [asked, logged, ran]: [string[], string[], string[]] = [[], [], []];
    const signIns = { offered: 0 };
    const shared = {
        journal,
        hostingIn: async () => fake.hosting,
        accountOf: async () => account,
        log: (message: string) => void logged.push(message),
        report: (error: unknown) => void logged.push(String(error)),
        onChange() {},
        onLong() {},
        isNewRole: async () => false,
    };
    const waiting = () => ({ ...fake.waiting, rest });
    const operations = endpointOperations({
        ...shared,
        async hostingIn() {
            signIns.offered++;
            return fake.hosting;
        },
        quietHostingIn: shared.hostingIn,
        soon: waiting,
        later: waiting,
        closing,
    });
    const interrupted = interruptedOperations({
        ...shared,
        operations,
        waiting: waiting(),
        ask: {
            async warn(message, ...buttons) {
                asked.push(`${message} ${buttons.join("|")}`);
                return answers ? press : new Promise(() => {});
            },
            async tell(message, ...buttons) {
                asked.push(message);
                return buttons.includes(press) ? press : buttons[0];
            },
            pick: async (_title, choices) => choices[0]?.value,
        },
        runningJob: async (_place: Place, name: string) => (running ? job(name, { status: "InProgress" }) : undefined),
        runCommand: async (id) => void ran.push(id),
    });
    /** A deployment that was killed before this request was sent. */
    const halfDeployed = async (before: "model" | "endpointConfig" | "endpoint") => {
        fake.mishap(before, new Error("killed"));
        const open = await journal.begin(intentOf("deploy"));
        await assert.rejects(deploy(fake, open, plan, () => {}, never));
    };
    const reconciled = async () => {
        await interrupted.reconcile(never);
        for (let turn = 0; turn < 50; turn++) {
            await new Promise(setImmediate);
        }
    };
    return { ...fake, fake, journal, interrupted, operations, asked, logged, ran, signIns, halfDeployed, reconciled };
}
