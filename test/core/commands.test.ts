import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL } from "../../src/core/place.ts";
import { ProjectFile } from "../../src/core/workspace/projectFile.ts";
import { deleteEndpoint } from "../../src/editor/commands/deleteEndpoint.ts";
import { deployEndpoint } from "../../src/editor/commands/deployEndpoint.ts";
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

describe("Deploy Endpoint", () => {
    const setUp = (answers = {}) => {
        const jobs = fakeJobs([job("iris"), job("iris-261120-120000"), job("broken", { status: "Failed" })]);
        const endpoints = fakeEndpoints([endpoint("iris")]);
        const ask = fakeAsk({ answers });
        const [jobsIn, endpointsIn] = [async () => jobs, async () => endpoints];
        const pick = pickResource({ place: () => place, list: () => jobs.list(), ask });
        const needs = { jobsIn, endpointsIn, pick, ask, progress, refresh: nothing, requireTrust: nothing };
        return { endpoints, ask, deploy: deployEndpoint(needs) };
    };

    it("serves the model with the image that trained it, under a name that is free", async () => {
        const { endpoints, deploy } = setUp();
        await deploy(never, node("iris"));
        assert.deepEqual(endpoints.deployed, [
            {
                name: "iris-2",
                image: "image-of-iris",
                modelArtifact: "s3://b/iris/output/model.tar.gz",
                roleArn: "role",
                instanceType: "ml.m5.large",
            },
        ]);
    });

    it("serves it with another image when one is named", async () => {
        const { endpoints, deploy } = setUp();
        await deploy(never, node("iris"), "iris@sha256:00");
        assert.equal(endpoints.deployed[0]?.image, "iris@sha256:00");
    });

    it("names the endpoint after the job, without the moment in its name", async () => {
        const { endpoints, deploy } = setUp();
        await deploy(never, node("iris-261120-120000", {}));
        assert.equal(endpoints.deployed[0]?.name, "iris-2");
    });

    it("offers only completed jobs when called from the palette", async () => {
        const { ask, deploy } = setUp();
        await deploy(never);
        assert.equal(ask.asked[0], "Deploy the model of which job? iris|iris-261120-120000");
    });

    it("refuses a name that is taken or that SageMaker would refuse, while it is typed", async () => {
        const { ask, deploy } = setUp();
        await deploy(never, node("iris"));
        const [name] = ask.shown;
        assert.ok(name?.kind === "text");
        assert.equal(await name.validate("iris"), "An endpoint of this name exists already.");
        assert.equal(typeof (await name.validate("a_b")), "string");
        assert.equal(await name.validate("iris-3"), undefined);
    });

    it("refuses a job without a model, whatever the tree said", async () => {
        const { endpoints, deploy } = setUp();
        await assert.rejects(deploy(never, node("broken")), { code: "wrongState" });
        assert.deepEqual(endpoints.deployed, []);
    });
});

describe("Delete Endpoint", () => {
    const setUp = (confirms: boolean) => {
        const endpoints = fakeEndpoints([endpoint("iris")]);
        const ask = fakeAsk({ confirms });
        const endpointsIn = async () => endpoints;
        return {
            endpoints,
            ask,
            remove: deleteEndpoint({
                endpointsIn,
                pick: pickResource({ place: () => place, list: () => endpoints.list(), ask }),
                ask,
                refresh: nothing,
            }),
        };
    };

    it("names all that goes before it deletes", async () => {
        const { endpoints, ask, remove } = setUp(true);
        await remove(never);
        assert.match(ask.asked[1] ?? "", /"iris" on Local\?\nEndpoint config: config-of-iris\nModel: model-of-iris\n/);
        assert.deepEqual(endpoints.deleted, ["iris"]);
    });

    it("deletes nothing when the user changes their mind", async () => {
        const { endpoints, remove } = setUp(false);
        await remove(never);
        assert.deepEqual(endpoints.deleted, []);
    });

    it("counts an endpoint that is gone already as deleted", async () => {
        const { remove } = setUp(true);
        await remove(never, { kind: "endpoint", place, endpoint: endpoint("gone"), failureReason: undefined });
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
