import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Step } from "../../src/editor/ask.ts";
import { proposedAnswers } from "../../src/editor/commands/launch/proposedAnswers.ts";

const steps: readonly Step[] = [
    { kind: "text", key: "name", prompt: "", value: "mnist-1", validate: () => undefined },
    {
        kind: "pick",
        key: "type",
        prompt: "",
        choices: [
            { label: "a", value: "ml.m5.large" },
            { label: "b", value: "ml.g5.xlarge" },
        ],
    },
    { kind: "options", key: "options", prompt: "", options: [] },
];

describe("proposedAnswers", () => {
    it("accepts what each question proposes, and changes no option", () => {
        assert.deepEqual(
            [...proposedAnswers(steps, new Map())],
            [
                ["name", "mnist-1"],
                ["type", "ml.m5.large"],
            ],
        );
    });

    it("prefers what was answered the last time", () => {
        assert.equal(proposedAnswers(steps, new Map([["type", "ml.g5.xlarge"]])).get("type"), "ml.g5.xlarge");
    });
});
