import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { contentReference, imageNames } from "../../../src/core/image/engine/localImages.ts";

const id = `sha256:${"1".repeat(64)}`;
const pulled = `123456789012.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:${"2".repeat(64)}`;
const pushed = "123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:v1";

describe("an image of this machine", () => {
    it("goes by what was said of it, before its content and its registry", () => {
        assert.deepEqual(imageNames({ id, tags: [pushed, "iris:id-111111111111", "iris:v1", "iris:v2"], digests: [] }), [
            "iris:v1",
            "iris:v2",
        ]);
        assert.deepEqual(imageNames({ id, tags: [pushed, "iris:id-111111111111"], digests: [] }), ["iris:id-111111111111"]);
        assert.deepEqual(imageNames({ id, tags: [pushed], digests: [pulled] }), ["iris:v1"]);
        assert.deepEqual(imageNames({ id, tags: [], digests: [pulled] }), ["iris@sha256:222222222222"]);
        assert.deepEqual(imageNames({ id, tags: [], digests: [] }), ["sha256:111111111111"]);
    });

    it("is bound to its content, by the digest that it was pulled by where it has no tag", () => {
        assert.equal(contentReference({ id, tags: [pushed, "iris:v1"], digests: [pulled] }), `iris@${id}`);
        assert.equal(contentReference({ id, tags: [], digests: [pulled] }), pulled);
        assert.equal(contentReference({ id, tags: [], digests: [] }), id);
    });
});
