import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clientsMissing } from "../local/foreignClients.ts";
import { faultsIn } from "./judgeExchange.ts";
import { recordings } from "./recordings.ts";

// Runs after the other tests: they record what they say to AWS and its stand-ins, and what those answer.
const recorded = recordings();

describe("what the tests said to AWS, and Local SageMaker's answers, fit AWS's own models", { skip: clientsMissing }, () => {
    it("there is something to judge: run `npm test`, which records", () => {
        assert.ok(recorded.length > 0);
    });

    for (const { name, exchanges } of recorded) {
        it(`${name}: ${exchanges.length} exchanges`, () => {
            const faults = exchanges.flatMap((exchange) => faultsIn(exchange));
            assert.deepEqual([...new Set(faults)], []);
        });
    }
});
