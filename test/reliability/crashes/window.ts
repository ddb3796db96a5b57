import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { connections } from "../../../src/adapters/aws/connections.ts";
import { fileJournal } from "../../../src/adapters/journal/fileJournal.ts";
import { planDeletion } from "../../../src/core/endpoint/deletion.ts";
import type { Deployment } from "../../../src/core/endpoint/deployment.ts";
import type { Hosting } from "../../../src/core/endpoint/hosting.ts";
import type { TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import type { AwsPlace } from "../../../src/core/place.ts";
import { startTraining } from "../../../src/editor/commands/launch/startTraining.ts";
import { endpointOperations } from "../../../src/editor/operations/endpointOperations.ts";
import { killPoints } from "./killPoints.ts";

/** What a window is to do, as its one argument. */
export interface WindowTask {
    readonly place: AwsPlace;
    readonly directory: string;
    readonly does:
        | { readonly kind: "deploy"; readonly plan: Deployment }
        /** Is cancelled as soon as there is an endpoint, which SageMaker then still creates. */
        | { readonly kind: "cancel"; readonly plan: Deployment }
        | { readonly kind: "delete"; readonly endpoint: string }
        | { readonly kind: "launch"; readonly plan: Omit<TrainingPlan, "inputs"> };
    /** 0 for never. */
    readonly killAt: number;
}

// A window of the extension as far as it launches, deploys and deletes, which dies at a point of its own choice. It says how many it passed.
const task: WindowTask = JSON.parse(process.argv[2] ?? "");
const { place, does } = task;
const ACCOUNT = "123456789012";
const never = new AbortController().signal;
const points = killPoints(task.killAt);
const journal = fileJournal({ directory: task.directory, now: () => new Date(), warn: console.error });
const connected = connections(() => Promise.reject(new Error("Nobody asks for Local SageMaker here.")));
const hosting = await connected.hostingIn(place);
const cancel = new AbortController();
const cancelled: Hosting = {
    ...hosting,
    async create(request, signal) {
        const made = await hosting.create(request, signal);
        if (does.kind === "cancel" && request.resource === "endpoint") {
            cancel.abort();
            signal.throwIfAborted();
        }
        return made;
    },
};
const waiting = () => ({ now: () => performance.now(), rest: (signal: AbortSignal) => sleep(20, undefined, { signal }) });
const operations = endpointOperations({
    journal: points.counted(journal),
    hostingIn: async () => points.counted(cancelled),
    quietHostingIn: async () => points.counted(hosting),
    accountOf: async () => ACCOUNT,
    soon: waiting,
    later: waiting,
    log() {},
    report: console.error,
    onChange() {},
    onLong() {},
    isNewRole: async () => false,
    closing: never,
});

switch (does.kind) {
    case "deploy":
        await operations.deploy(place, does.plan, () => {}, never);
        while ((await hosting.endpoint(does.plan.name, never))?.status === "Creating") {
            await sleep(20);
        }
        break;
    case "cancel":
        await operations.deploy(place, does.plan, () => {}, cancel.signal).catch(() => undefined);
        while ((await hosting.find("model", does.plan.name, never)) !== undefined) {
            await sleep(20);
        }
        break;
    case "delete": {
        const plan = await planDeletion(does.endpoint, hosting, never);
        if (plan !== undefined) {
            await operations.delete(place, plan, () => {}, never);
        }
        break;
    }
    case "launch":
        await launch(does.plan);
}
await sleep(50); // What goes on behind the scenes comes to its end.
console.log(points.passed);

async function launch(plan: Omit<TrainingPlan, "inputs">): Promise<void> {
    const jobs = points.counted(await connected.jobsIn(place));
    const start = startTraining({
        jobsIn: async () => jobs,
        journal: points.counted(journal),
        roleMadeAt: async () => undefined,
        now: Date.now,
        rest: async () => {},
        tell() {},
        retryLater: async () => false,
        onLeft() {},
        sha256OfText: (text) => createHash("sha256").update(text).digest("hex"),
    });
    await start({ place, account: ACCOUNT, plan: { ...plan, inputs: new Map() }, fallbackTypes: [] }, never);
}
