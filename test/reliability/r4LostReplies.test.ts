import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { effectOf } from "../../src/adapters/aws/transport/operation.ts";
import { operationsOfAdapters } from "../host/aws/operationsOfAdapters.ts";
import { clientsMissing } from "../local/foreignClients.ts";
import { startAwsPlace } from "./awsPlace.ts";
import { changes } from "./changes.ts";
import { report } from "./reliability.ts";

type AwsPlace = Awaited<ReturnType<typeof startAwsPlace>>;

/** All that makes, changes or deletes something, which a lost answer leaves in doubt. */
const operations = operationsOfAdapters().filter(
    // A Live Tail changes nothing, and is sent once because it is billed.
    (operation) => !["read", "invoke"].includes(effectOf(operation)) && operation !== "StartLiveTail",
);

describe("R4: a change whose answer is lost", { skip: clientsMissing }, () => {
    let at: AwsPlace;
    const figures = { "lost answers": 0, "false errors": 0, "wrong effects": 0 };

    before(async () => {
        at = await startAwsPlace();
    });
    after(async () => {
        await at.stop();
        report("R4", { operations: operations.length, ...figures });
    });

    it("is provoked with every operation that the extension changes something by", () => {
        assert.deepEqual(Object.keys(changes).toSorted(), operations);
    });

    for (const [operation, change] of Object.entries(changes)) {
        it(`${operation} has its effect once, and is no failure`, async () => {
            const { prepare, act, check } = change(at, operation.toLowerCase());
            await prepare?.();
            at.aws.faults.clear();
            at.aws.faults.add({ what: "resetAfterEffect", operation });
            figures["false errors"]++;
            await act();
            figures["false errors"]--;
            const lost = at.aws.faults.fired().filter(({ what }) => what === "resetAfterEffect");
            assert.deepEqual(
                lost.map((fired) => fired.operation),
                [operation],
            );
            figures["lost answers"] += lost.length;
            at.aws.faults.clear();
            figures["wrong effects"]++;
            await check();
            figures["wrong effects"]--;
        });
    }
});
