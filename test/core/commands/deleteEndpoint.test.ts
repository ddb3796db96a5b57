import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DeletionPlan } from "../../../src/core/endpoint/deletion.ts";
import { DEPLOYMENT_TAG } from "../../../src/core/endpoint/deployment.ts";
import type { Spared } from "../../../src/core/endpoint/deleteWithDependants.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { deleteEndpoint } from "../../../src/editor/commands/endpoint/deleteEndpoint.ts";
import { pickResource } from "../../../src/editor/commands/pickResource.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { fakeHosting } from "../fakes/fakeHosting.ts";
import { endpoint, fakeEndpoints } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;

function setUp({
    confirms = true,
    spared = [] as readonly Spared[],
    press = 0,
    cancels = 0,
    goesOn = true,
    refused = undefined as Error | undefined,
} = {}) {
    let cancelsLeft = cancels;
    const { hosting, put } = fakeHosting();
    put("model", "model-of-iris");
    put("model", "shared");
    put("endpointConfig", "config-of-july", ["model-of-iris", "shared"]);
    put("endpointConfig", "other", ["shared"]);
    put("endpoint", "iris", ["config-of-july"], { [DEPLOYMENT_TAG]: "id" });
    const endpoints = fakeEndpoints([endpoint("iris")]);
    const ask = fakeAsk({ confirms });
    const deleted: DeletionPlan[] = [];
    const reported: unknown[] = [];
    const remove = deleteEndpoint({
        hostingIn: async () => hosting,
        operations: {
            async delete(_place, plan, report) {
                if (refused !== undefined) {
                    throw refused;
                }
                report("asking SageMaker");
                report("deleting");
                deleted.push(plan);
                if (cancelsLeft-- > 0) {
                    throw new DOMException("", "AbortError");
                }
                return spared;
            },
        },
        pick: pickResource({ place: () => LOCAL, page: (_place, query) => endpoints.page(query), ask }),
        ask: {
            ...ask,
            async choose(question, detail, buttons) {
                await ask.choose(question, detail, buttons);
                return confirms ? buttons[press] : undefined;
            },
            async tell(message, ...buttons) {
                await ask.tell(message);
                return goesOn ? buttons[0] : undefined;
            },
        },
        progress: (_title, task) => task(never, () => {}),
        refresh() {},
        report: (error) => reported.push(error),
    });
    const node = (name: string, place: Place = LOCAL, over = {}) =>
        ({ kind: "endpoint", place, endpoint: endpoint(name, over), failureReason: undefined }) as const;
    return { ask, deleted, reported, hosting, remove, node };
}

describe("Delete Endpoint and Dependants", () => {
    it("F49: names the place, all that goes and all that stays before it deletes", async () => {
        const { ask, deleted, remove } = setUp();
        await remove(never);
        assert.equal(
            ask.asked[1],
            [
                'Delete endpoint "iris" on Local?',
                "With it go:",
                "Endpoint config: config-of-july",
                "Model: model-of-iris",
                "",
                "Model shared is kept: endpoint config other uses it.",
                'The training job, its model artifact, the image and the log are kept, the log unless you choose "Delete with Its Log".',
                "Delete|Delete with Its Log",
            ].join("\n"),
        );
        assert.deepEqual([deleted[0]?.models.map(({ name }) => name), deleted[0]?.logGroup], [["model-of-iris"], undefined]);
    });

    it("F49: says which older users could not be looked at", async () => {
        const { ask, hosting, remove } = setUp();
        hosting.configsWith = async () => ({ names: [], unseen: "older" });
        hosting.endpointsWith = async () => ({ names: [], unseen: "older" });
        await remove(never);
        const told = (ask.asked[1] ?? "").split("\n").filter((line) => line.startsWith("Not every"));
        assert.deepEqual(told, [
            "Not every older endpoint could be looked at: one of them may use endpoint config config-of-july.",
            "Not every older endpoint config could be looked at: one of them may use model model-of-iris.",
            "Not every older endpoint config could be looked at: one of them may use model shared.",
        ]);
    });

    it("deletes the log of an endpoint that this extension made, where that was chosen", async () => {
        const { deleted, remove } = setUp({ press: 1 });
        await remove(never);
        assert.equal(deleted[0]?.logGroup, "/aws/sagemaker/Endpoints/iris");
    });

    it("deletes nothing when the user changes their mind", async () => {
        const { deleted, remove } = setUp({ confirms: false });
        await remove(never);
        assert.deepEqual(deleted, []);
    });

    it("F53: counts an endpoint that is gone already as deleted", async () => {
        const { deleted, ask, remove, node } = setUp();
        await remove(never, node("gone"));
        assert.deepEqual([deleted, ask.asked], [[], []]);
    });

    it("F45: says that one that is Creating goes after that and is billed until then, and waits for it behind the scenes", async () => {
        const { ask, deleted, reported, remove, node } = setUp();
        const aws: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
        await remove(never, node("iris", aws, { status: "Creating" }));
        assert.match(
            ask.asked[0] ?? "",
            /on AWS us-east-1 \(dev\)\?[^]*SageMaker deletes it only after that. Until then its instances are billed/,
        );
        assert.deepEqual(ask.told, ["iris is deleted as soon as SageMaker is done creating it."]);
        assert.deepEqual([deleted.length, reported], [1, []]);
    });

    it("F45: promises no deletion that was refused, as while another one is under way", async () => {
        const refused = new Problem("alreadyRunning", "This endpoint is being deleted already.");
        const { ask, reported, remove, node } = setUp({ refused });
        await remove(never, node("iris", LOCAL, { status: "Creating" }));
        await new Promise(setImmediate);
        assert.deepEqual([ask.told, reported], [[], [refused]]);
    });

    it("F49: tells what was kept of one that is deleted behind the scenes", async () => {
        const { ask, remove, node } = setUp({ spared: [{ kind: "model", name: "m", why: "endpoint config c uses it" }] });
        await remove(never, node("iris", LOCAL, { status: "Updating" }));
        await new Promise(setImmediate);
        assert.deepEqual(ask.told, [
            "iris is deleted as soon as SageMaker is done updating it.",
            "Endpoint iris is deleted. m is kept because endpoint config c uses it.",
        ]);
    });

    it("F49: names what may be left when it is cancelled, and deletes that too where the user wants it", async () => {
        const { ask, deleted, remove } = setUp({ cancels: 1 });
        await remove(never);
        assert.deepEqual(ask.told, [
            "The deletion on Local was cancelled. What had not gone yet stays, of: endpoint iris, endpoint config config-of-july, model model-of-iris.",
        ]);
        assert.equal(deleted.length, 2);
        const stays = setUp({ cancels: 1, goesOn: false });
        await stays.remove(never);
        assert.equal(stays.deleted.length, 1);
    });

    it("tells what was kept because something else came to use it", async () => {
        const { ask, remove } = setUp({ spared: [{ kind: "model", name: "m", why: "endpoint config late uses it" }] });
        await remove(never);
        assert.deepEqual(ask.told, ["Endpoint iris is deleted. m is kept because endpoint config late uses it."]);
    });
});
