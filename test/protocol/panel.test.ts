import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FromPanel, KeptState } from "../../src/protocol/panel.ts";

const subject = { place: { kind: "local", region: "us-east-1" }, kind: "endpoint", name: "iris" };

describe("what a page kept of itself", () => {
    it("tells its subject, and drops what the extension does not need", () => {
        assert.deepEqual(KeptState.parse({ subject, past: [1, 2, 3] }), { subject });
    });

    it("is refused when it is not what our page keeps", () => {
        const foreign = [
            undefined,
            null,
            "state",
            {},
            { subject: { ...subject, place: { kind: "other" } } },
            { subject: { ...subject, kind: "model" } },
        ];
        assert.deepEqual(
            foreign.map((state) => KeptState.safeParse(state).success),
            foreign.map(() => false),
        );
        assert.ok(!KeptState.safeParse({ subject: { ...subject, name: "x".repeat(256) } }).success);
    });
});

describe("a message of the page", () => {
    it("carries a body as bytes of any kind, and as nothing else", () => {
        const message = { type: "send", requestId: 1, contentType: "text/csv" };
        for (const body of [new Uint8Array(2), Buffer.from("ab")]) {
            assert.equal(FromPanel.parse({ ...message, body }).type, "send");
        }
        for (const body of ["ab", [97], { 0: 97 }, undefined]) {
            assert.ok(!FromPanel.safeParse({ ...message, body }).success, JSON.stringify(body));
        }
    });
});
