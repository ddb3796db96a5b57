import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deploy } from "../../../src/core/endpoint/deploy.ts";
import type { Deployment } from "../../../src/core/endpoint/deployment.ts";
import type { HostingKind } from "../../../src/core/endpoint/hosting.ts";
import { settledEndpoint } from "../../../src/core/endpoint/settled.ts";
import { madeBy, undoDeployment } from "../../../src/core/endpoint/undo.ts";
import { SPEC_HASH_TAG } from "../../../src/core/job/trainingPlan.ts";
import type { Intent } from "../../../src/core/journal/operation.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { fakeHosting, type Mishap } from "../fakes/fakeHosting.ts";
import { fakeJournal } from "../fakes/fakeJournal.ts";

const never = new AbortController().signal;
const plan: Deployment = {
    name: "iris",
    specHash: "hash",
    image: "image",
    modelArtifact: "s3://b/model.tar.gz",
    roleArn: "role",
    instanceType: "ml.m5.large",
};
const intent: Intent = {
    kind: "deploy",
    place: LOCAL,
    account: "000000000000",
    subject: { resource: "endpoint", name: "iris" },
    specHash: "hash",
    plan,
};
const KINDS: readonly HostingKind[] = ["model", "endpointConfig", "endpoint"];
const ALL = KINDS.map((kind) => `${kind} iris`);

async function begun(fake = fakeHosting()) {
    const journal = fakeJournal();
    const open = await journal.begin(intent);
    return { ...fake, journal, open, run: () => deploy(fake, open, plan, () => {}, never) };
}

describe("a deployment", () => {
    it("is in the journal step by step before each call is sent", async () => {
        const { run, journal, all, calls } = await begun();
        await run();
        assert.deepEqual(all(), ALL);
        assert.deepEqual(
            journal.written.map(({ action, resource }) => `${action} ${resource}`),
            KINDS.map((kind) => `create ${kind}`),
        );
        assert.equal(calls.length, 3);
    });

    for (const kind of KINDS) {
        it(`F40: adopts the ${kind} of a create whose answer was lost, and makes no second one`, async () => {
            const { run, all, calls, mishap } = await begun();
            mishap(kind, "lost after effect");
            await run();
            assert.deepEqual([all(), calls.length], [ALL, 3]);
        });

        it(`F40: sends the create of the ${kind} again when it had no effect`, async () => {
            const { run, all, calls, mishap } = await begun();
            mishap(kind, "lost before effect");
            await run();
            assert.deepEqual([all(), calls.length], [ALL, 4]);
        });

        it(`F40: leaves alone the ${kind} that another plan made under this name`, async () => {
            const { run, world, put, calls } = await begun();
            const uses = kind === "endpoint" ? ["other"] : [];
            put(kind, "iris", uses, { [SPEC_HASH_TAG]: "another" });
            await assert.rejects(run, { code: "nameTaken", message: /exists already.*iris/ });
            assert.equal(world[kind].get("iris")?.tags[SPEC_HASH_TAG], "another");
            assert.ok(!calls.includes(`delete ${kind} iris`));
        });

        it(`F42: removes what it made and nothing else when the ${kind} is refused`, async () => {
            const { run, all, put, mishap, open, hosting, waiting } = await begun();
            put("model", "other");
            const refused = new Error("no quota");
            mishap(kind, refused);
            await assert.rejects(run, refused);
            assert.deepEqual(await undoDeployment(open.operation, { hosting, waiting }, () => {}, never), []);
            assert.deepEqual(all(), ["model other"]);
        });
    }

    it("F42: names what could not be removed again", async () => {
        const { run, mishap, open, hosting, waiting, all } = await begun();
        mishap("endpoint", new Error("no quota"));
        await assert.rejects(run);
        const denied = new Error("not authorized");
        const stubborn = { ...hosting, delete: async () => Promise.reject(denied) };
        const leftovers = await undoDeployment(open.operation, { hosting: stubborn, waiting }, () => {}, never);
        assert.deepEqual(leftovers, [
            { kind: "model", name: "iris", why: denied },
            { kind: "endpointConfig", name: "iris", why: denied },
        ]);
        assert.deepEqual(all(), ["model iris", "endpointConfig iris"]);
    });

    it("F42: leaves an endpoint that cannot be removed what it stands on", async () => {
        const { run, open, hosting, waiting, all } = await begun();
        await run();
        const denied = new Error("not authorized");
        const stubborn: typeof hosting = {
            ...hosting,
            delete: async (kind, ...what) => (kind === "endpoint" ? Promise.reject(denied) : hosting.delete(kind, ...what)),
        };
        const leftovers = await undoDeployment(open.operation, { hosting: stubborn, waiting }, () => {}, never);
        assert.deepEqual([leftovers.map(({ kind }) => kind), all()], [KINDS, ALL]);
    });

    it("F42: does not undo what an earlier deployment of the same plan had made", async () => {
        const { run, put, mishap, open, hosting, waiting, all } = await begun();
        put("model", "iris", [], { [SPEC_HASH_TAG]: "hash" });
        mishap("endpointConfig", new Error("no quota"));
        await assert.rejects(run);
        await undoDeployment(open.operation, { hosting, waiting }, () => {}, never);
        assert.deepEqual(all(), ["model iris"]);
    });

    it("F44: waits for a config that SageMaker does not see yet, and sends the endpoint again on that text only", async () => {
        const { run, calls, mishap, all } = await begun();
        const once: Mishap = "notYet";
        mishap("endpoint", once);
        mishap("endpoint", once);
        await run();
        assert.deepEqual([all(), calls.filter((call) => call === "create endpoint iris").length], [ALL, 3]);
    });

    it("F44: gives up after a minute with what SageMaker said", async () => {
        const { run, mishap } = await begun();
        Array.from({ length: 40 }, () => mishap("endpoint", "notYet"));
        await assert.rejects(run, /no answer for iris/);
    });

    it("F55: waits for a role that was made a moment ago, and gives up at once on an older one and one that nobody may look at", async () => {
        const unknown = "Could not assume role arn:aws:iam::1:role/r. Please ensure that the role exists and allows principal";
        const fresh = { ...fakeHosting(), isNewRole: async () => true };
        const { run, mishap, all } = await begun(fresh);
        mishap("model", new Error(unknown));
        mishap("model", new Error(unknown));
        await run();
        assert.deepEqual(all(), ALL);
        const old = await begun();
        old.mishap("model", new Error(unknown));
        const unread = await begun({ ...fakeHosting(), isNewRole: () => Promise.reject(new Error("You may not read roles.")) });
        unread.mishap("model", new Error(unknown));
        for (const { run: refused, calls } of [old, unread]) {
            await assert.rejects(refused, { message: unknown });
            assert.equal(calls.length, 1);
        }
    });

    it("F45: removes an endpoint that is Creating as soon as SageMaker lets it", async () => {
        const { run, open, hosting, waiting, all, calls } = await begun(fakeHosting({ settlesAfter: 5 }));
        await run();
        const said: string[] = [];
        await undoDeployment(open.operation, { hosting, waiting }, (message) => said.push(message), never);
        assert.deepEqual(all(), []);
        assert.deepEqual(calls.slice(3), ["delete endpoint iris", "delete endpointConfig iris", "delete model iris"]);
        assert.ok(said.includes("iris is Creating; SageMaker deletes it after that"));
    });

    it("makes no model where the endpoint is to be made of one that is there, and leaves it there", async () => {
        const fake = fakeHosting();
        fake.put("model", "shared");
        const open = await fakeJournal().begin(intent);
        await deploy(fake, open, { ...plan, existingModel: "shared" }, () => {}, never);
        assert.deepEqual(fake.all(), ["model shared", "endpointConfig iris", "endpoint iris"]);
        await undoDeployment(open.operation, fake, () => {}, never);
        assert.deepEqual(fake.all(), ["model shared"]);
    });

    it("F43: is found again after a crash by what its own tag is on", async () => {
        const { run, mishap, open, hosting } = await begun();
        mishap("endpoint", new Error("killed"));
        await assert.rejects(run);
        const made = await madeBy(open.operation, hosting, never);
        assert.deepEqual(made, [
            { kind: "model", name: "iris" },
            { kind: "endpointConfig", name: "iris" },
        ]);
    });
});

const notLong = () => assert.fail("It took less than an hour.");

describe("an endpoint that settles", () => {
    it("F47: is told as rolled back when it serves with another config than it was given", async () => {
        const fake = fakeHosting();
        fake.put("endpointConfig", "old");
        fake.put("endpoint", "iris", ["old"]);
        const settled = await settledEndpoint("iris", "new", fake, notLong, never);
        assert.deepEqual(settled, { kind: "rolledBack", configName: "old", reason: undefined });
    });

    for (const status of ["Failed", "OutOfService", "UpdateRollbackFailed"] as const) {
        it(`F48: is told as failed, with the reason, when it is ${status}`, async () => {
            const fake = fakeHosting();
            const endpoint = fake.put("endpoint", "iris", ["iris"]);
            Object.assign(endpoint, { status, reason: "did not pass the ping health check" });
            const settled = await settledEndpoint("iris", "iris", fake, notLong, never);
            assert.deepEqual(settled, { kind: "failed", status, reason: "did not pass the ping health check" });
        });
    }

    it("F53: is told as gone when someone deleted it", async () => {
        assert.deepEqual(await settledEndpoint("iris", "iris", fakeHosting(), notLong, never), { kind: "gone" });
    });

    it("F45: is told of once when it takes more than an hour, and waited for all the same", async () => {
        const fake = fakeHosting({ settlesAfter: 2000 });
        await (await begun(fake)).run();
        const told: string[] = [];
        const settled = await settledEndpoint("iris", "iris", fake, ({ name, status }) => told.push(`${name} ${status}`), never);
        assert.deepEqual([settled, told], [{ kind: "inService" }, ["iris Creating"]]);
    });

    it("is waited for until the wait is cancelled", async () => {
        const fake = fakeHosting({ settlesAfter: 100 });
        const run = await begun(fake);
        await run.run();
        const cancelled = AbortSignal.abort();
        await assert.rejects(settledEndpoint("iris", "iris", fake, notLong, cancelled), { name: "AbortError" });
    });
});
