import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { planDeletion } from "../../src/core/endpoint/deletion.ts";
import { deploy } from "../../src/core/endpoint/deploy.ts";
import type { Intent } from "../../src/core/journal/operation.ts";
import { LOCAL } from "../../src/core/place.ts";
import { Problem } from "../../src/core/problem.ts";
import { fakeHosting } from "./fakes/fakeHosting.ts";
import { irisDeployment as plan } from "./fakes/irisDeployment.ts";
import { intentOf, operationsWindow as setUp } from "./fakes/operationsWindow.ts";

const never = new AbortController().signal;
const ALL = ["model iris", "endpointConfig iris", "endpoint iris"];

describe("what a window left half done", () => {
    it("F43: is asked about once where a deployment is half done, by name and place, and stays in the journal after Later", async () => {
        const { halfDeployed, reconciled, asked, all, journal } = setUp();
        await halfDeployed("endpoint");
        await reconciled();
        await reconciled();
        assert.deepEqual(asked, [
            "The deployment of iris on Local was interrupted. What is there: model iris and endpoint config iris. Resume|Remove What Was Made|Later",
        ]);
        assert.deepEqual([all(), journal.entries().length], [["model iris", "endpointConfig iris"], 1]);
    });

    it("F43: is asked about by one of several windows that look at once, and by any that is told to show it", async () => {
        const one = setUp({ answers: false });
        await one.halfDeployed("endpoint");
        const other = setUp({ fake: one.fake, journal: one.journal, press: "Resume" });
        await one.reconciled();
        await other.reconciled();
        assert.deepEqual([one.asked.length, other.asked], [1, []]);
        await other.interrupted.show(never);
        assert.deepEqual([one.asked.length, other.asked.length, other.all()], [1, 1, ALL]);
    });

    it("F43: is asked about anew where the one that asked first has let go of the question", async () => {
        const one = setUp();
        await one.halfDeployed("endpoint");
        await one.reconciled();
        const next = setUp({ fake: one.fake, journal: one.journal });
        await next.reconciled();
        assert.deepEqual([one.asked.length, next.asked.length], [1, 1]);
    });

    for (const before of ["endpointConfig", "endpoint"] as const) {
        it(`F43: is brought to its end by Resume when it was killed before the ${before}`, async () => {
            const { halfDeployed, reconciled, all, journal, calls } = setUp({ press: "Resume" });
            await halfDeployed(before);
            await reconciled();
            assert.deepEqual([all(), journal.entries()], [ALL, []]);
            assert.equal(calls.filter((call) => call === "create endpoint iris").length, before === "endpoint" ? 2 : 1);
        });

        it(`F43: leaves nothing after Remove What Was Made when it was killed before the ${before}`, async () => {
            const { halfDeployed, reconciled, all, journal, put } = setUp({ press: "Remove What Was Made" });
            put("model", "another");
            await halfDeployed(before);
            await reconciled();
            assert.deepEqual([all(), journal.entries()], [["model another"], []]);
        });
    }

    it("F43: is closed quietly where nothing was made, and where the endpoint is there", async () => {
        const nothing = setUp();
        await nothing.halfDeployed("model");
        await nothing.reconciled();
        assert.deepEqual([nothing.asked, nothing.journal.entries()], [[], []]);
        const whole = setUp();
        const open = await whole.journal.begin(intentOf("deploy"));
        await deploy(whole, open, plan, () => {}, never);
        await whole.reconciled();
        assert.deepEqual([whole.asked, whole.journal.entries(), whole.all()], [[], [], ALL]);
    });

    it("does not make a model anew whose environment the journal does not keep", async () => {
        const { halfDeployed, hosting, reconciled, asked, all } = setUp();
        await halfDeployed("endpoint");
        await hosting.delete("model", "iris", never);
        await reconciled();
        assert.match(asked.join(), /What is there: endpoint config iris. Remove What Was Made\|Later$/);
        assert.deepEqual(all(), ["endpointConfig iris"]);
    });

    it("F43: goes on with a deletion without asking again", async () => {
        const { journal, hosting, put, reconciled, all, asked } = setUp();
        put("model", "m");
        put("endpointConfig", "c", ["m"]);
        put("endpoint", "iris", ["c"]);
        const deletion = await planDeletion("iris", hosting, never);
        await journal.begin(intentOf("delete", { specHash: "", plan: JSON.parse(JSON.stringify(deletion)) }));
        await reconciled();
        assert.deepEqual([all(), asked, journal.entries()], [[], [], []]);
    });

    it("F38: tells of a job that runs although its launch was interrupted, and forgets one that was never taken", async () => {
        const { journal, reconciled, asked, ran } = setUp({ running: true });
        await journal.begin(intentOf("launch"));
        await reconciled();
        assert.deepEqual(asked, ["Training job iris runs on Local: its launch was interrupted after it was sent."]);
        assert.deepEqual([ran, journal.entries()], [["rustSagemaker.job.logs"], []]);
        const unwanted = setUp({ running: true, press: "Stop Job" });
        await unwanted.journal.begin(intentOf("launch"));
        await unwanted.reconciled();
        assert.deepEqual(unwanted.ran, ["rustSagemaker.job.stop"], "who has cancelled a launch wants no job");
        const forgotten = setUp();
        await forgotten.journal.begin(intentOf("launch"));
        await forgotten.reconciled();
        assert.deepEqual([forgotten.asked, forgotten.journal.entries()], [[], []]);
    });

    it("is left alone where the profile leads into another account now", async () => {
        const { halfDeployed, reconciled, asked, all, logged } = setUp({
            account: "123456789012",
            press: "Remove What Was Made",
        });
        await halfDeployed("endpoint");
        await reconciled();
        assert.deepEqual([asked, all().length], [[], 2]);
        assert.match(logged.join(), /stays interrupted: it belongs to account 000000000000, and Local is another one now/);
    });

    it("is listed by Show Interrupted Operations, which says so when there is nothing", async () => {
        const { interrupted, halfDeployed, asked, all } = setUp({ press: "Resume" });
        await interrupted.show(never);
        assert.deepEqual(asked, ["No launch, deployment or deletion is interrupted."]);
        await halfDeployed("endpoint");
        await interrupted.show(never);
        assert.deepEqual(all(), ALL);
    });

    it("F45: reports of a deletion only once the journal has it", async () => {
        const { operations, journal, put, hosting } = setUp();
        put("endpointConfig", "c");
        put("endpoint", "iris", ["c"]);
        const deletion = (await planDeletion("iris", hosting, never)) ?? assert.fail();
        const inJournal: number[] = [];
        await operations.delete(LOCAL, deletion, () => void inJournal.push(journal.entries().length), never);
        assert.equal(inJournal[0], 1);
        const reported: string[] = [];
        journal.begin = async () => Promise.reject(new Problem("alreadyRunning", "It is being deleted already."));
        await assert.rejects(
            operations.delete(LOCAL, deletion, (message) => void reported.push(message), never),
            { code: "alreadyRunning" },
        );
        assert.deepEqual(reported, []);
    });

    it("F42: names what is left of a failed deployment, with a way to remove it", async () => {
        const { operations, mishap, hosting, journal, reconciled, logged, asked } = setUp();
        mishap("endpoint", new Problem("quotaExceeded", "No quota for ml.m5.large."));
        const denied = new Problem("accessDenied", "not authorized to perform sagemaker:DeleteModel");
        hosting.delete = async () => Promise.reject(denied);
        await assert.rejects(
            operations.deploy(LOCAL, plan, () => {}, never),
            {
                code: "interrupted",
                message:
                    "No quota for ml.m5.large. What was made could not be removed from Local: model iris, endpoint config iris (not authorized to perform sagemaker:DeleteModel).",
                remedy: { kind: "runCommand", label: "Remove…", command: "rustSagemaker.operations.show" },
            },
        );
        assert.equal(journal.entries().length, 1);
        const before = logged.length;
        await reconciled();
        assert.deepEqual([logged.length, asked], [before, []], "who was told once is not told again");
    });

    it("F17, F42: throws what SageMaker said when all could be removed again, also after a cancel", async () => {
        const { operations, mishap, all, journal, hosting } = setUp();
        mishap("endpoint", new Problem("quotaExceeded", "No quota."));
        await assert.rejects(
            operations.deploy(LOCAL, plan, () => {}, never),
            {
                code: "quotaExceeded",
                message: "No quota. Nothing is left of the deployment.",
                remedy: {
                    kind: "runCommand",
                    label: "Request Increase…",
                    command: "rustSagemaker.quota.requestIncrease",
                    args: [{ place: LOCAL, use: "endpoint", instanceType: "ml.m5.large", atLeast: 1 }],
                },
            },
        );
        assert.deepEqual([all(), journal.entries()], [[], []]);
        const cancel = new AbortController();
        const { create } = hosting;
        hosting.create = async (request, signal) => {
            if (request.resource === "endpoint") {
                cancel.abort();
            }
            return create(request, signal);
        };
        await assert.rejects(
            operations.deploy(LOCAL, plan, () => {}, cancel.signal),
            { name: "AbortError" },
        );
        for (let turn = 0; turn < 50; turn++) {
            await new Promise(setImmediate);
        }
        assert.deepEqual([all(), journal.entries()], [[], []]);
    });

    it("F45: goes back after a cancel although the window closed before SageMaker let the endpoint go, and asks nobody", async () => {
        const [cancel, closing] = [new AbortController(), new AbortController()];
        const forEver = (signal: AbortSignal) =>
            new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        const first = setUp({ rest: forEver, closing: closing.signal });
        const { create } = first.hosting;
        first.hosting.create = async (request, signal) => {
            const made = await create(request, signal);
            if (request.resource === "endpoint") {
                cancel.abort();
                signal.throwIfAborted();
            }
            return made;
        };
        await assert.rejects(
            first.operations.deploy(LOCAL, plan, () => {}, cancel.signal),
            { name: "AbortError" },
        );
        closing.abort();
        await new Promise(setImmediate);
        assert.deepEqual(first.all(), ALL);
        const next = setUp({ fake: first.fake, journal: first.journal });
        await next.reconciled();
        assert.deepEqual([next.all(), next.journal.entries(), next.asked], [[], [], []]);
    });

    it("F42: removes an endpoint too that SageMaker made only after its creation was cancelled", async () => {
        const cancel = new AbortController();
        const late: (() => void)[] = [];
        const fake = fakeHosting();
        const { operations, all, journal } = setUp({
            fake,
            rest(signal) {
                late.shift()?.();
                return fake.waiting.rest(signal);
            },
        });
        const { create } = fake.hosting;
        fake.hosting.create = async (request, signal) => {
            if (request.resource === "endpoint") {
                late.push(() => void create(request, never));
                cancel.abort();
            }
            return create(request, signal);
        };
        await assert.rejects(
            operations.deploy(LOCAL, plan, () => {}, cancel.signal),
            { name: "AbortError" },
        );
        for (let turn = 0; turn < 50; turn++) {
            await new Promise(setImmediate);
        }
        assert.deepEqual([late, all(), journal.entries()], [[], [], []]);
    });

    it("F03: asks nobody to sign in for what goes on behind the scenes", async () => {
        const { operations, signIns, journal } = setUp();
        await operations.deploy(LOCAL, plan, () => {}, never);
        assert.equal(signIns.offered, 1, "for the deployment itself");
        const open = await journal.begin(intentOf("deploy"));
        await operations.watch(open);
        await operations.undo(open);
        assert.equal(signIns.offered, 1);
    });

    it("keeps no environment of a deployment on disk", async () => {
        const { operations, journal } = setUp();
        const begun: Intent[] = [];
        const begin = journal.begin;
        journal.begin = (intent) => {
            begun.push(intent);
            return begin(intent);
        };
        await operations.deploy(LOCAL, { ...plan, environment: { TOKEN: "hunter2" } }, () => {}, never);
        assert.doesNotMatch(JSON.stringify(begun), /hunter2/);
    });
});
