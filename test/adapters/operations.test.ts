import assert from "node:assert/strict";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "node:test";
import { fileJournal } from "../../src/adapters/journal/fileJournal.ts";
import { planDeletion } from "../../src/core/endpoint/deletion.ts";
import { LOCAL } from "../../src/core/place.ts";
import { endpointOperations } from "../../src/editor/operations/endpointOperations.ts";
import { fakeHosting } from "../core/fakes/fakeHosting.ts";
import { irisDeployment as plan } from "../core/fakes/irisDeployment.ts";
import { temporaryDirectory } from "../local/temporaryDirectory.ts";

const never = new AbortController().signal;

/** Operations whose journal is locked as that of a window is. */
function setUp(directory: string) {
    const fake = fakeHosting({ settlesAfter: 20 });
    const failures: unknown[] = [];
    const journal = fileJournal({ directory: path.join(directory, "operations"), now: () => new Date(), warn: assert.fail });
    const waiting = () => ({
        now: fake.waiting.now,
        async rest(signal: AbortSignal) {
            await sleep(1, undefined, { signal });
            await fake.waiting.rest(signal);
        },
    });
    const operations = endpointOperations({
        journal,
        hostingIn: async () => fake.hosting,
        quietHostingIn: async () => fake.hosting,
        accountOf: async () => "000000000000",
        soon: waiting,
        later: waiting,
        log() {},
        report: (error) => failures.push(error),
        onChange() {},
        onLong() {},
        isNewRole: async () => false,
        closing: never,
    });
    const remove = async () => {
        const deletion = (await planDeletion("iris", fake.hosting, never)) ?? assert.fail();
        return operations.delete(LOCAL, { ...deletion, logGroup: undefined }, () => {}, never);
    };
    return { ...fake, operations, journal, failures, remove };
}

describe("an endpoint that was deployed a moment ago", () => {
    it("F45: is deleted by the window that waits for it, as soon as SageMaker lets it go", async () => {
        using directory = temporaryDirectory();
        const { operations, remove, world, all, journal, failures } = setUp(directory.path);
        await operations.deploy(LOCAL, plan, () => {}, never);
        assert.equal(world.endpoint.get("iris")?.status, "Creating");
        await remove();
        assert.deepEqual([all(), await journal.interrupted(), failures], [[], [], []]);
    });

    it("F41: is not deleted twice at once, and says what is under way", async () => {
        using directory = temporaryDirectory();
        const { operations, remove, all } = setUp(directory.path);
        await operations.deploy(LOCAL, plan, () => {}, never);
        const first = remove();
        await assert.rejects(remove, { code: "alreadyRunning", message: /^This endpoint is being deleted already/ });
        await first;
        assert.deepEqual(all(), []);
    });
});
