import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decide, type PolicyDocument } from "../../host/aws/policyEvaluation.ts";
import { MOTO_ACCOUNT } from "../../host/aws/moto.ts";
import { operationsOfAdapters } from "../../host/aws/operationsOfAdapters.ts";
import { partsNotRecorded } from "../../host/recordedParts.ts";
import type { Exchange } from "../../host/aws/recording.ts";
import { isExtensions } from "../judgeExchange.ts";
import { recordings } from "../recordings.ts";
import { askedIn, ENGINE_NEEDS, NEEDS } from "./needs.ts";
import { ACTIVITIES, documentOf } from "./policy.ts";
import { readmes } from "./readme.ts";

const granted = new Set(ACTIVITIES.flatMap(({ statements }) => statements.flatMap(({ Action }) => Action)));

describe("the permissions in the README", () => {
    it("are those of the code: otherwise run  node test/conformance/permissions/write.ts", () => {
        const { is, shouldBe } = readmes();
        assert.equal(is, shouldBe);
    });

    it("are known for every operation that the extension can call", () => {
        assert.deepEqual(
            operationsOfAdapters().filter((operation) => NEEDS[operation] === undefined),
            [],
        );
    });

    it("hold everything that those operations need, and nothing else", () => {
        const needed = operationsOfAdapters().flatMap((operation) => (NEEDS[operation] ?? []).map(({ action }) => action));
        const expected = new Set([...needed, ...ENGINE_NEEDS]);
        assert.deepEqual([...granted].toSorted(), [...expected].toSorted());
    });

    it("allow nothing that no call in AWS needs, as far as the tests make them", (test) => {
        const unrecorded = partsNotRecorded();
        if (unrecorded.length > 0) {
            test.diagnostic(
                `Judged by the adapters' source, because not all is recorded; npm test records: ${unrecorded.join(", ")}`,
            );
        }
        const made = new Set(
            recordings().flatMap(({ exchanges }) => exchanges.filter(isCallOfAws).map(({ operation }) => operation)),
        );
        const calls = unrecorded.length > 0 ? operationsOfAdapters() : [...made];
        const needed = new Set([...calls.flatMap((one) => (NEEDS[one] ?? []).map(({ action }) => action)), ...ENGINE_NEEDS]);
        assert.deepEqual(
            [...granted].filter((action) => !needed.has(action)),
            [],
        );
    });

    it("allow every call that the tests have seen the extension make, on its resource", () => {
        const calls = recordings().flatMap(({ exchanges }) => exchanges.filter(isCallOfAws));
        assert.deepEqual([...new Set(calls.flatMap(denials))], []);
    });
});

/** Calls of the extension in the place AWS; Local SageMaker's keys are the word "local". Tests look by its clients at more than it does. */
function isCallOfAws(exchange: Exchange): boolean {
    const { accessKeyId, operation } = exchange;
    return isExtensions(exchange) && !["", "local"].includes(accessKeyId) && NEEDS[operation] !== undefined;
}

function denials(exchange: Exchange): readonly string[] {
    const asked = askedIn(exchange);
    const context = { "iam:passedtoservice": ["sagemaker.amazonaws.com"] };
    return (NEEDS[exchange.operation] ?? [])
        .map(({ action, resource }) => ({ action, resource: resource(asked), context }))
        .filter((question) => decide(documents, question) !== "allowed")
        .map(({ action, resource }) => `${action} on ${resource}`);
}

/** The policies of somebody who has put an account into them, and leaves bucket and role open. */
const documents: readonly PolicyDocument[] = ACTIVITIES.map((activity) => {
    const text = JSON.stringify(documentOf(activity));
    const filled = text.replaceAll("ACCOUNT", MOTO_ACCOUNT).replaceAll("BUCKET", "*").replaceAll("/ROLE", "/*");
    return JSON.parse(filled);
});
