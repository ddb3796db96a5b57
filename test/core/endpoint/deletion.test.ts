import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deleteWithDependants } from "../../../src/core/endpoint/deleteWithDependants.ts";
import { DEPLOYMENT_TAG } from "../../../src/core/endpoint/deployment.ts";
import { type DeletionPlan, planDeletion } from "../../../src/core/endpoint/deletion.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { randomOf } from "../../host/aws/faults.ts";
import { fakeHosting } from "../fakes/fakeHosting.ts";
import { fakeJournal } from "../fakes/fakeJournal.ts";

const never = new AbortController().signal;
type Fake = ReturnType<typeof fakeHosting>;

async function carryOut(fake: Fake, plan: DeletionPlan | undefined, name = "iris") {
    assert.ok(plan);
    const subject = { resource: "endpoint", name } as const;
    const open = await fakeJournal().begin({ kind: "delete", place: LOCAL, account: "0", subject, specHash: "", plan });
    const spared = await deleteWithDependants(fake, open, plan, () => {}, never);
    return { spared, steps: open.operation.steps };
}

describe("a deletion with dependants", () => {
    it("F51: finds config and models by asking, whatever their names, and deletes them in SageMaker's order", async () => {
        const fake = fakeHosting();
        fake.put("model", "m-1");
        fake.put("model", "m-2");
        fake.put("endpointConfig", "config-of-july", ["m-1", "m-2"]);
        fake.put("endpoint", "iris", ["config-of-july"], { [DEPLOYMENT_TAG]: "id" });
        const plan = await planDeletion("iris", fake.hosting, never);
        const { steps } = await carryOut(fake, plan);
        assert.deepEqual([fake.all(), fake.calls.at(-1)], [[], "delete logGroup /aws/sagemaker/Endpoints/iris"]);
        const order = ["endpoint iris", "endpointConfig config-of-july", "model m-1", "model m-2"];
        assert.deepEqual(steps.map(({ resource, name }) => `${resource} ${name}`).slice(0, 4), order);
    });

    it("F49: keeps a model, and a config, that was made anew under the name by which older ones use it", async () => {
        const fake = fakeHosting();
        fake.put("model", "m");
        fake.put("endpointConfig", "one", ["m"]);
        fake.put("endpointConfig", "other", ["m"]);
        fake.put("endpoint", "iris", ["one"]);
        fake.put("model", "m");
        const plan = await planDeletion("iris", fake.hosting, never);
        assert.deepEqual(plan?.kept, [{ kind: "model", name: "m", why: "endpoint config other uses it" }]);

        const late = fakeHosting();
        late.put("model", "m");
        late.put("endpointConfig", "c", ["m"]);
        late.put("endpoint", "iris", ["c"]);
        const before = await planDeletion("iris", late.hosting, never);
        late.put("endpointConfig", "other", ["m"]);
        late.put("endpoint", "rose", ["c"]);
        const config = late.put("endpointConfig", "c", ["m"]);
        const renewed = late.put("model", "m");
        assert.ok(before?.config);
        const models = [{ name: "m", createdAt: renewed.createdAt.getTime() }];
        const { spared } = await carryOut(late, {
            ...before,
            config: { name: "c", createdAt: config.createdAt.getTime() },
            models,
        });
        assert.deepEqual(
            spared.map(({ name, why }) => `${name}: ${why}`),
            ["c: endpoint rose uses it", "m: endpoint config c and 1 more use it"],
        );
    });

    it("F49: keeps a model that another config uses and a config that another endpoint has, and says so", async () => {
        const fake = fakeHosting();
        fake.put("model", "shared");
        fake.put("model", "own");
        fake.put("endpointConfig", "one", ["shared", "own"]);
        fake.put("endpointConfig", "other", ["shared"]);
        fake.put("endpoint", "iris", ["one"]);
        const plan = await planDeletion("iris", fake.hosting, never);
        assert.deepEqual(plan?.kept, [{ kind: "model", name: "shared", why: "endpoint config other uses it" }]);
        await carryOut(fake, plan);
        assert.deepEqual(fake.all(), ["model shared", "endpointConfig other"]);

        const two = fakeHosting();
        two.put("model", "m");
        two.put("endpointConfig", "both", ["m"]);
        two.put("endpoint", "iris", ["both"]);
        two.put("endpoint", "rose", ["both"]);
        const kept = await planDeletion("iris", two.hosting, never);
        assert.deepEqual(kept?.kept, [
            { kind: "endpointConfig", name: "both", why: "endpoint rose uses it" },
            { kind: "model", name: "m", why: "endpoint config both uses it" },
        ]);
        await carryOut(two, kept);
        assert.deepEqual(two.all(), ["model m", "endpointConfig both", "endpoint rose"]);
    });

    it("F49: spares what got another user after the plan was made", async () => {
        const fake = fakeHosting();
        fake.put("model", "m");
        fake.put("endpointConfig", "c", ["m"]);
        fake.put("endpoint", "iris", ["c"]);
        const plan = await planDeletion("iris", fake.hosting, never);
        fake.put("endpointConfig", "late", ["m"]);
        const { spared } = await carryOut(fake, plan);
        assert.deepEqual(spared, [{ kind: "model", name: "m", why: "endpoint config late uses it" }]);
        assert.deepEqual(fake.all(), ["model m", "endpointConfig late"]);
    });

    it("F50: deletes inference components first, also those that come in between", async () => {
        const fake = fakeHosting();
        fake.put("endpointConfig", "c", []);
        fake.put("endpoint", "iris", ["c"]);
        fake.components.set("iris", ["a", "b"]);
        const plan = await planDeletion("iris", fake.hosting, never);
        assert.deepEqual(plan?.inferenceComponents, ["a", "b"]);
        await carryOut(fake, plan);
        assert.deepEqual(fake.calls.slice(0, 3), [
            "delete inferenceComponent a",
            "delete inferenceComponent b",
            "delete endpoint iris",
        ]);
        assert.deepEqual(fake.all(), []);
    });

    it("F53: counts what was deleted elsewhere as deleted, and goes on with the rest", async () => {
        const fake = fakeHosting();
        assert.equal(await planDeletion("iris", fake.hosting, never), undefined);
        fake.put("model", "m");
        fake.put("endpointConfig", "c", ["m"]);
        fake.put("endpoint", "iris", ["c"]);
        const plan = await planDeletion("iris", fake.hosting, never);
        fake.world.endpoint.clear();
        fake.world.endpointConfig.clear();
        await carryOut(fake, plan);
        assert.deepEqual([fake.all(), fake.calls], [[], ["delete model m"]]);
    });

    it("F53: leaves alone what was made anew under the same name", async () => {
        const fake = fakeHosting();
        fake.put("endpointConfig", "c", []);
        fake.put("endpoint", "iris", ["c"]);
        const plan = await planDeletion("iris", fake.hosting, never);
        fake.put("endpoint", "iris", ["c"]);
        const { spared } = await carryOut(fake, plan);
        assert.deepEqual(fake.all(), ["endpointConfig c", "endpoint iris"]);
        assert.deepEqual(spared, [{ kind: "endpointConfig", name: "c", why: "endpoint iris uses it" }]);
    });

    it("F45: waits with an endpoint that is Creating", async () => {
        const fake = fakeHosting({ settlesAfter: 4 });
        fake.put("endpointConfig", "c", []);
        await fake.hosting.create(
            { resource: "endpoint", name: "iris", input: { EndpointName: "iris", EndpointConfigName: "c" } },
            never,
        );
        await carryOut(fake, await planDeletion("iris", fake.hosting, never));
        assert.deepEqual(fake.all(), []);
    });

    it("keeps what it cannot be told of whether something else uses it", async () => {
        const fake = fakeHosting();
        fake.put("model", "m");
        fake.put("endpointConfig", "c", ["m"]);
        fake.put("endpoint", "iris", ["c"]);
        const hosting = { ...fake.hosting, configsWith: async () => ({ names: ["c"], unseen: "more" as const }) };
        const plan = await planDeletion("iris", hosting, never);
        assert.deepEqual(plan?.kept, [
            { kind: "model", name: "m", why: "there are too many endpoint configs to tell whether another one uses it" },
        ]);
    });

    it("F49: keeps a model that was made anew, and that its own newer config uses as well as an older one", async () => {
        const fake = fakeHosting();
        fake.put("model", "m");
        fake.put("endpointConfig", "older", ["m"]);
        fake.put("model", "m");
        fake.put("endpointConfig", "c", ["m"]);
        fake.put("endpoint", "iris", ["c"]);
        const plan = await planDeletion("iris", fake.hosting, never);
        assert.deepEqual(plan?.kept, [{ kind: "model", name: "m", why: "endpoint config older uses it" }]);
    });

    it("F49: tells what of its older users could not be looked at, and wants all of them where there are surely such", async () => {
        const fake = fakeHosting();
        fake.put("model", "m");
        fake.put("endpointConfig", "c", ["m"]);
        fake.put("endpoint", "iris", ["c"]);
        const asked: Date[] = [];
        const users = async ({ createdAt }: { createdAt: Date }) => {
            asked.push(createdAt);
            return { names: [], unseen: createdAt.getTime() === 0 ? ("more" as const) : ("older" as const) };
        };
        const hosting = { ...fake.hosting, configsWith: users, endpointsWith: users };
        const plan = await planDeletion("iris", hosting, never);
        assert.deepEqual([plan?.config?.mayHaveOlderUsers, plan?.models[0]?.mayHaveOlderUsers, plan?.kept], [true, true, []]);

        fake.put("model", "m");
        assert.deepEqual((await planDeletion("iris", hosting, never))?.models, []);
        assert.equal(asked.filter((since) => since.getTime() === 0).length, 1);
    });

    it("R11: removes all that one endpoint stands on and keeps all that is shared, in 1,000 random graphs", async () => {
        let removed = 0;
        let kept = 0;
        for (let seed = 1; seed <= 1000; seed++) {
            const fake = randomGraph(seed);
            const expected = survivors(fake, "e-0");
            const before = fake.all();
            await carryOut(fake, await planDeletion("e-0", fake.hosting, never), "e-0");
            assert.deepEqual(fake.all(), expected, `seed ${seed}`);
            removed += before.length - expected.length;
            kept += expected.length;
        }
        assert.ok(removed > 1500 && kept > 1500, `${removed} removed, ${kept} kept`);
    });
});

function randomGraph(seed: number): Fake {
    const random = randomOf(seed);
    const below = (count: number) => Math.floor(random() * count);
    const fake = fakeHosting({ settlesAfter: 1 + below(3) });
    const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
    const models = names("m", 1 + below(5));
    const configs = names("c", 1 + below(4));
    models.forEach((name) => fake.put("model", name));
    configs.forEach((name) => {
        const used = models.filter(() => random() < 0.4);
        fake.put("endpointConfig", name, used);
    });
    names("e", 1 + below(4)).forEach((name) => fake.put("endpoint", name, [configs[below(configs.length)] ?? ""]));
    return fake;
}

/** By the definition, independent of the code: a config goes when no other endpoint has it, a model when no config that stays uses it. */
function survivors({ world }: Fake, doomed: string): string[] {
    const endpoints = [...world.endpoint.values()].filter(({ name }) => name !== doomed);
    const config = world.endpoint.get(doomed)?.uses[0];
    const configs = [...world.endpointConfig.values()].filter(
        ({ name }) => name !== config || endpoints.some(({ uses }) => uses.includes(name)),
    );
    const mine = world.endpointConfig.get(config ?? "")?.uses ?? [];
    const models = [...world.model.keys()].filter(
        (name) => !mine.includes(name) || configs.some(({ uses }) => uses.includes(name)),
    );
    return [
        ...models.map((name) => `model ${name}`),
        ...configs.map(({ name }) => `endpointConfig ${name}`),
        ...endpoints.map(({ name }) => `endpoint ${name}`),
    ];
}
