import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model, ModelDetail } from "../../../src/core/endpoint/models.ts";
import { LOCAL } from "../../../src/core/place.ts";
import { deleteModel } from "../../../src/editor/commands/endpoint/deleteModel.ts";
import { pickResource } from "../../../src/editor/commands/pickResource.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { fakeHosting } from "../fakes/fakeHosting.ts";

const never = new AbortController().signal;

function setUp(confirms = true) {
    const fake = fakeHosting();
    const ask = fakeAsk({ confirms });
    fake.put("model", "m");
    /** As the listing finds it when it is asked. */
    const model = (): ModelDetail => ({
        ...(fake.world.model.get("m") ?? assert.fail()),
        arn: "arn",
        image: "",
        modelArtifact: "",
        roleArn: "",
    });
    const remove = deleteModel({
        pick: pickResource<Model>({ place: () => LOCAL, page: async () => ({ items: [model()], next: undefined }), ask }),
        hostingIn: async () => fake.hosting,
        ask,
        progress: (_title, task) => task(never, () => {}),
        refresh() {},
    });
    return { ...fake, ask, remove };
}

describe("Delete Model", () => {
    it("deletes one that nothing uses, after a question that names the place and what stays", async () => {
        const { all, ask, remove } = setUp();
        await remove(never);
        assert.equal(ask.asked.at(-1), 'Delete model "m" on Local?\nIts artifact in S3 and its image are kept.');
        assert.deepEqual(all(), []);
    });

    it("deletes nothing when the user changes their mind", async () => {
        const { all, remove } = setUp(false);
        await remove(never);
        assert.deepEqual(all(), ["model m"]);
    });

    it("F49: refuses one that an endpoint config uses, and names that", async () => {
        const { all, put, ask, remove } = setUp();
        put("endpointConfig", "c", ["m"]);
        await assert.rejects(remove(never), { code: "wrongState", message: /Model m is not deleted: endpoint config c uses it/ });
        assert.ok(!ask.asked.some((question) => question.startsWith("Delete model")));
        assert.equal(all().length, 2);
    });
    it("F49: refuses one, too, that was made anew under the name by which an older config uses it", async () => {
        const { put, remove } = setUp();
        put("endpointConfig", "c", ["m"]);
        put("model", "m");
        await assert.rejects(remove(never), { code: "wrongState", message: /endpoint config c uses it/ });
    });

    it("says so where there are too many configs to look at all of them", async () => {
        const { hosting, ask, all, remove } = setUp();
        hosting.configsWith = async () => ({ names: [], unseen: "more" });
        await remove(never);
        assert.match(ask.asked.at(-1) ?? "", /image are kept\. None of the newest endpoint configs uses it; there are too many/);
        assert.deepEqual(all(), []);
    });
});
