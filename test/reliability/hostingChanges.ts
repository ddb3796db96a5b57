import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { deploy } from "../../src/core/endpoint/deploy.ts";
import { fakeJournal } from "../core/fakes/fakeJournal.ts";
import { deploymentOf } from "./awsPlace.ts";
import type { Change, Changing, Place } from "./changes.ts";

const never = new AbortController().signal;
/** Looks twenty times a second. */
export const waiting = { now: () => performance.now(), rest: (signal: AbortSignal) => sleep(50, undefined, { signal }) };
const KINDS = ["model", "endpointConfig", "endpoint"] as const;

async function deployed(at: Place, name: string): Promise<void> {
    const hosting = await at.connected.hostingIn(at.place);
    const plan = deploymentOf(name, at.image.reference);
    const open = await fakeJournal().begin({
        kind: "deploy",
        place: at.place,
        account: "123456789012",
        subject: { resource: "endpoint", name },
        specHash: plan.specHash,
        plan,
    });
    await deploy({ hosting, waiting, isNewRole: async () => false }, open, plan, () => {}, never);
}

async function inService(at: Place, name: string): Promise<void> {
    const hosting = await at.connected.hostingIn(at.place);
    while ((await hosting.endpoint(name, never))?.status === "Creating") {
        await sleep(50);
    }
}

const create = (at: Place, name: string): Change => ({
    act: () => deployed(at, name),
    async check() {
        const hosting = await at.connected.hostingIn(at.place);
        for (const kind of KINDS) {
            assert.equal((await hosting.find(kind, name, never))?.name, name);
        }
    },
});

const remove =
    (kind: (typeof KINDS)[number]): Changing =>
    (at, name) => ({
        async prepare() {
            await deployed(at, name);
            await inService(at, name);
        },
        act: async () => (await at.connected.hostingIn(at.place)).delete(kind, name, never),
        async check() {
            const hosting = await at.connected.hostingIn(at.place);
            const until = Date.now() + 20_000;
            while ((await hosting.find(kind, name, never)) !== undefined && Date.now() < until) {
                await sleep(50);
            }
            assert.equal(await hosting.find(kind, name, never), undefined);
        },
    });

/** What is done with models, endpoint configs and endpoints. */
export const hostingChanges: Readonly<Record<string, Changing>> = {
    CreateModel: create,
    CreateEndpointConfig: create,
    CreateEndpoint: create,
    DeleteModel: remove("model"),
    DeleteEndpointConfig: remove("endpointConfig"),
    DeleteEndpoint: remove("endpoint"),
    // Local SageMaker has none: it is gone from the second call on.
    DeleteInferenceComponent: (at, name) => ({
        async act() {
            const gone = { __type: "ValidationException", message: `Could not find inference component "${name}".` };
            at.aws.faults.add({
                what: "answer",
                operation: "DeleteInferenceComponent",
                answer: { status: 400, body: gone },
            });
            assert.equal(await (await at.connected.hostingIn(at.place)).delete("inferenceComponent", name, never), "deleted");
        },
        check: async () => {},
    }),
    DeleteLogGroup: (at, name) => ({
        async prepare() {
            await deployed(at, name);
            await inService(at, name);
        },
        act: async () => (await at.connected.hostingIn(at.place)).deleteLogGroup(`/aws/sagemaker/Endpoints/${name}`, never),
        async check() {
            const streams = await at.connected.streamsIn(at.place);
            assert.deepEqual(await streams.names(`/aws/sagemaker/Endpoints/${name}`, "", never), []);
        },
    }),
};
