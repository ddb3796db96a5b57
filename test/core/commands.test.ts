import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL } from "../../src/core/place.ts";
import { ProjectFile } from "../../src/core/workspace/projectFile.ts";
import type { Launch } from "../../src/editor/commands/launchSteps.ts";
import { launchTrainingJob } from "../../src/editor/commands/launchTrainingJob.ts";
import { pickResource } from "../../src/editor/commands/pickResource.ts";
import { stopTrainingJob } from "../../src/editor/commands/stopTrainingJob.ts";
import { copyArn } from "../../src/editor/commands/treeCommands.ts";
import type { Progress } from "../../src/editor/progress.ts";
import { fakeAsk } from "./fakes/fakeAsk.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "./fakes/fakePlace.ts";

const never = new AbortController().signal;
const place = LOCAL;
const progress: Progress = (_title, task) => task(never, () => {});
const nothing = () => {};
const node = (name: string, over = {}) =>
    ({ kind: "trainingJob", place, job: job(name, over), failureReason: undefined }) as const;

describe("Stop Job", () => {
    const setUp = (confirms: boolean) => {
        const jobs = fakeJobs([job("running", { status: "InProgress" }), job("done")]);
        const ask = fakeAsk({ confirms });
        const jobsIn = async () => jobs;
        return {
            jobs,
            ask,
            stop: stopTrainingJob({
                jobsIn,
                pick: pickResource({ place: () => place, list: () => jobs.list(), ask }),
                ask,
                refresh: nothing,
            }),
        };
    };

    it("offers only running jobs when called from the palette, and stops the one picked", async () => {
        const { jobs, ask, stop } = setUp(true);
        await stop(never);
        assert.equal(ask.asked[0], "Stop which training job? running");
        assert.deepEqual(jobs.stopped, ["running"]);
    });

    it("stops nothing when the user changes their mind", async () => {
        const { jobs, stop } = setUp(false);
        await stop(never, node("running"));
        assert.deepEqual(jobs.stopped, []);
    });

    it("leaves a job alone that is stopping already", async () => {
        const { jobs, stop } = setUp(true);
        jobs.jobs[0] = job("running", { status: "Stopping" });
        await stop(never, node("running", { status: "InProgress" }));
        assert.deepEqual(jobs.stopped, []);
    });

    it("leaves a job alone that ended while the question was open", async () => {
        const { jobs, stop } = setUp(true);
        await stop(never, node("done", { status: "InProgress" }));
        assert.deepEqual(jobs.stopped, []);
    });
});

describe("Launch Training Job", () => {
    const crate = { name: "iris", manifestPath: "/iris/Cargo.toml", directory: "/iris", workspaceRoot: "/iris", bins: ["train"] };
    const setUp = ({ bins = ["train"], answers = {}, trusted = true, runner = "process" } = {}) => {
        const file = ProjectFile.parse({ runner, training: { channels: { training: "data" }, hyperparameters: { epochs: 6 } } });
        const launches: Launch[] = [];
        const started: string[] = [];
        const wanted: (string | undefined)[] = [];
        const ask = fakeAsk({ answers });
        const launch = launchTrainingJob({
            place,
            async projectOf(_signal, _manifest, name) {
                wanted.push(name);
                return { crate: { ...crate, bins }, file, filePath: "/iris/sagemaker.json", fileText: undefined };
            },
            jobsIn: async () => fakeJobs([job("taken")]),
            run: async (_project, one) => void launches.push(one),
            ask,
            progress,
            now: () => new Date("2026-11-20T12:00:00Z"),
            onStarted: (name) => void started.push(name),
            requireTrust() {
                if (!trusted) {
                    throw new Error("not trusted");
                }
            },
        });
        return { launches, started, wanted, ask, launch };
    };

    it("proposes what sagemaker.json says, and passes it on", async () => {
        const { launches, started, launch } = setUp();
        await launch(never);
        assert.deepEqual(launches, [
            {
                jobName: "iris-261120-120000",
                image: "process",
                channels: new Map([["training", "/iris/data"]]),
                hyperparameters: { epochs: "6" },
                maxRuntimeSeconds: 3600,
            },
        ]);
        assert.deepEqual(started, ["iris-261120-120000"]);
    });

    it("judges name, hyperparameters and run time while they are typed", async () => {
        const { ask, launch } = setUp();
        await launch(never);
        const faults = async (key: string, text: string) => {
            const step = ask.shown.find((one) => one.key === key);
            assert.ok(step?.kind === "text");
            return step.validate(text);
        };
        assert.equal(await faults("jobName", "taken"), "A training job of this name exists already.");
        assert.equal(typeof (await faults("jobName", "not allowed")), "string");
        assert.equal(typeof (await faults("hyperparameters", "epochs")), "string");
        assert.equal(await faults("maxRuntimeSeconds", "2419200"), undefined);
        assert.equal(typeof (await faults("maxRuntimeSeconds", "2419201")), "string");
        assert.equal(typeof (await faults("maxRuntimeSeconds", "0")), "string");
    });

    it("says before it trains that a crate without a serving binary cannot be deployed", async () => {
        const { ask, launch, launches } = setUp({ bins: ["train"] });
        await launch(never);
        assert.match(ask.told[0] ?? "", /has no binary "serve"/);
        assert.equal(launches.length, 1);
        const complete = setUp({ bins: ["train", "serve"] });
        await complete.launch(never);
        assert.deepEqual(complete.ask.told, []);
    });

    it("asks nothing of a crate without the binary that SageMaker starts", async () => {
        const { ask, launch } = setUp({ bins: ["iris"] });
        await assert.rejects(launch(never), { code: "binaryMissing" });
        assert.deepEqual(ask.shown, []);
    });

    it("runs the crate as sagemaker.json says, unless the user says otherwise", async () => {
        const container = setUp({ runner: "container", bins: ["iris"] });
        await container.launch(never);
        assert.equal(container.launches[0]?.image, "container");
        assert.deepEqual(container.ask.told, [], "what the image can do is in the image");
        const other = setUp({ answers: { runner: "container" } });
        await other.launch(never);
        assert.equal(other.launches[0]?.image, "container");
        const process = setUp({ runner: "container", answers: { runner: "process" }, bins: ["iris"] });
        await assert.rejects(process.launch(never), { code: "binaryMissing" });
        assert.deepEqual(process.launches, []);
    });

    it("trains with an image that is there, for the crate that it was built from", async () => {
        const { launches, wanted, ask, launch } = setUp({ bins: ["iris"] });
        await launch(never, undefined, { reference: "iris@sha256:00", crate: "iris" });
        assert.deepEqual([launches[0]?.image, wanted], [{ reference: "iris@sha256:00" }, ["iris"]]);
        assert.ok(!ask.shown.some(({ key }) => key === "runner"));
    });

    it("runs nothing in a folder that is not trusted", async () => {
        const { launches, launch } = setUp({ trusted: false });
        await assert.rejects(launch(never), /not trusted/);
        assert.deepEqual(launches, []);
    });
});

describe("Copy ARN", () => {
    it("copies that of the node, or of the selected row, and says so when there is none", async () => {
        const copied: string[] = [];
        const told: string[] = [];
        const needs = {
            writeClipboard: async (text: string) => void copied.push(text),
            tell: async (text: string) => told.push(text),
        };
        await copyArn({ ...needs, selected: () => undefined })(never, node("iris"));
        await copyArn({ ...needs, selected: () => node("rose") })(never);
        await copyArn({ ...needs, selected: () => undefined })(never);
        assert.deepEqual(copied, [job("iris").arn, job("rose").arn]);
        assert.equal(told.length, 1);
    });
});
