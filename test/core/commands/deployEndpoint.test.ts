import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Deployment, DeploymentRequest } from "../../../src/core/endpoint/deployment.ts";
import type { EndpointDefaults } from "../../../src/core/endpoint/endpointDefaults.ts";
import type { Model, ModelDetail } from "../../../src/core/endpoint/models.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import type { Decided, Upcoming } from "../../../src/core/preflight/preflight.ts";
import { deployEndpoint } from "../../../src/editor/commands/endpoint/deployEndpoint.ts";
import { deploySource } from "../../../src/editor/commands/endpoint/deploySource.ts";
import { pickResource } from "../../../src/editor/commands/pickResource.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "../fakes/fakePlace.ts";

const never = new AbortController().signal;
const aws: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const node = (name: string, place: Place = LOCAL) =>
    ({ kind: "trainingJob", place, job: job(name), failureReason: undefined }) as const;
const model: ModelDetail = {
    name: "old-model",
    arn: "arn",
    createdAt: new Date(0),
    image: "image-of-model",
    modelArtifact: "s3://b/m.tar.gz",
    roleArn: "role-of-model",
};

interface SetUp {
    readonly answers?: Record<string, string>;
    readonly confirms?: boolean;
    readonly place?: Place;
    readonly role?: string;
    readonly cuda?: string;
    readonly defaults?: EndpointDefaults;
    readonly models?: readonly ModelDetail[];
    /** The label that is picked of a list, by default the first. */
    readonly picks?: string;
    readonly decide?: (plan: Deployment, upcoming: Upcoming) => Decided<Deployment> | undefined;
}

function setUp({
    answers = {},
    confirms = true,
    place = LOCAL,
    role = "chosen-role",
    cuda,
    defaults = {},
    models: items = [model],
    picks,
    decide,
}: SetUp = {}) {
    const jobs = fakeJobs([
        job("iris"),
        job("iris-261120-120000"),
        job("stopped", { status: "Stopped" }),
        job("broken", { status: "Failed" }),
    ]);
    const asking = fakeAsk({ answers, confirms });
    const ask: typeof asking = {
        ...asking,
        async pick(title, choices) {
            const first = await asking.pick(title, choices);
            return picks === undefined ? first : choices.find(({ label }) => label === picks)?.value;
        },
    };
    const deployed: { place: Place; plan: Deployment }[] = [];
    const shown: (readonly DeploymentRequest[])[] = [];
    const uploaded: string[] = [];
    const jobsIn = async () => jobs;
    const models = { page: async () => ({ items, next: undefined }), describe: async () => model };
    const pickersIn = (where: Place) => ({
        pickJob: pickResource({ place: () => where, page: (_place, query) => jobs.page(query), ask }),
        pickModel: pickResource<Model>({ place: () => where, page: models.page, ask }),
    });
    const deploy = deployEndpoint({
        source: deploySource({ place: () => place, jobsIn, modelsIn: async () => models, pickersIn, ask }),
        endpointsIn: async () => fakeEndpoints([endpoint("iris")]),
        operations: { deploy: async (where, plan) => void deployed.push({ place: where, plan }) },
        preflight: {
            endpoint: async (plan, upcoming) =>
                // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the plan of a deployment is the only one here
                (decide ? decide(plan as unknown as Deployment, upcoming) : { action: "launch", plan }) as never,
        },
        defaults: async () => defaults,
        executionRole: () => role,
        cudaOf: async () => cuda,
        modelUri: async () => "s3://bucket/models/00/model.tar.gz",
        uploadModel: async (_place, file, uri) => void uploaded.push(`${file} ${uri}`),
        showRequest: async (requests) => void shown.push(requests),
        quotasIn: async () => ({
            forUse: async () => new Map(),
            forUseNow: async () => new Map(),
            requestIncrease: async () => ({ status: "PENDING", desired: 1 }),
        }),
        pricesIn: async () => ({ perHour: async () => ({ usd: 1.41, source: "price list", asOf: "2026-11-21" }) }),
        sha256OfText: (text) => `hash of ${text.length}`,
        ask,
        progress: (_title, task) => task(never, () => {}),
        requireTrust() {},
    });
    return { ask, jobs, deployed, shown, uploaded, deploy };
}

describe("Deploy Endpoint", () => {
    it("serves the model with the image that trained it, under a name that is free", async () => {
        const { deployed, deploy } = setUp();
        await deploy(never, node("iris"));
        const { specHash, ...plan } = deployed[0]?.plan ?? assert.fail();
        assert.match(specHash, /^hash of/);
        assert.deepEqual(plan, {
            name: "iris-2",
            image: "image-of-iris",
            modelArtifact: "s3://b/iris/output/model.tar.gz",
            roleArn: "role",
            instanceType: "ml.m5.large",
        });
    });

    it("names the endpoint after the job, without the moment in the job's name", async () => {
        const { deployed, deploy } = setUp();
        await deploy(never, node("iris-261120-120000"));
        assert.equal(deployed[0]?.plan.name, "iris-2");
    });

    it("offers completed and stopped jobs, models, artifacts and images when called from the palette", async () => {
        const { ask, deploy } = setUp();
        await deploy(never);
        assert.deepEqual(ask.asked.slice(0, 2), [
            "Deploy what on Local? Training Job…|Model…|Model Artifact in S3…|Image…",
            "Local: Deploy the model of which job? iris|iris-261120-120000|stopped",
        ]);
    });

    it("says so where there is no model to choose", async () => {
        const { ask, deployed, deploy } = setUp({ models: [], picks: "Model…" });
        await deploy(never);
        assert.deepEqual([ask.told, deployed], [["There is no model to deploy."], []]);
    });

    it("deploys to the place of the group that it was called on", async () => {
        const { deployed, deploy } = setUp();
        await deploy(never, { kind: "group", place: aws });
        assert.deepEqual(deployed[0]?.place, aws);
    });

    it("makes no second model of one that SageMaker knows already", async () => {
        const { deployed, deploy } = setUp();
        await deploy(never, { kind: "model", place: LOCAL, model });
        const { existingModel, image, roleArn } = deployed[0]?.plan ?? assert.fail();
        assert.deepEqual([existingModel, image, roleArn], ["old-model", "image-of-model", "role-of-model"]);
    });

    it("uploads a model file before it deploys it, with the image of the newest job", async () => {
        const { deployed, uploaded, deploy } = setUp();
        await deploy(never, { fsPath: "/home/a b/model.tar.gz" });
        assert.deepEqual(uploaded, ["/home/a b/model.tar.gz s3://bucket/models/00/model.tar.gz"]);
        const { modelArtifact, image, name } = deployed[0]?.plan ?? assert.fail();
        assert.deepEqual([modelArtifact, image, name], ["s3://bucket/models/00/model.tar.gz", "image-of-iris", "a-b"]);
    });

    it("tells the checks on AWS of a model file, and of the bucket that is made for it", async () => {
        const told: Upcoming[] = [];
        const decide = (plan: Deployment, upcoming: Upcoming): Decided<Deployment> => {
            told.push(upcoming);
            return { action: "launch", plan };
        };
        const { deploy } = setUp({ place: aws, decide });
        await deploy(never, { fsPath: "/home/a b/model.tar.gz" });
        await deploy(never, node("iris", aws));
        assert.deepEqual(told, [{ place: aws, newBucket: "bucket", uploadsModel: true }, { place: aws }]);
    });

    it("takes an image with the model of a job, or with none", async () => {
        const { deployed, deploy } = setUp();
        await deploy(never, { reference: "1.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:00", place: aws });
        assert.equal(deployed[0]?.plan.modelArtifact, "s3://b/iris/output/model.tar.gz");
        const bare = setUp({ answers: { choice: "none" } });
        await bare.deploy(never, { reference: "1.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:00" });
        assert.deepEqual([bare.deployed[0]?.plan.modelArtifact, bare.deployed[0]?.plan.name], ["", "iris-2"]);
    });

    it("takes an image that is chosen in the palette, of a job or as typed, and then asks for its model", async () => {
        const { ask, deployed, deploy } = setUp({ picks: "Image…" });
        await deploy(never);
        const { image, modelArtifact } = deployed[0]?.plan ?? assert.fail();
        assert.deepEqual([image, modelArtifact], ["image-of-iris", "s3://b/iris/output/model.tar.gz"]);
        const [question] = ask.shown.flat().flatMap((step) => (step.kind === "pick" ? step : []));
        assert.deepEqual(
            [question?.prompt, question?.typed?.(" iris:v1 ")?.value, question?.typed?.("iris"), question?.typed?.("a iris:v1")],
            ["Image that serves the model", "iris:v1", undefined, undefined],
        );
    });

    it("F52: refuses a name that is taken or that SageMaker would refuse, while it is typed", async () => {
        const { ask, deploy } = setUp();
        await deploy(never, node("iris"));
        const [name] = ask.shown;
        assert.ok(name?.kind === "text");
        assert.equal(await name.validate("iris"), "An endpoint of this name exists already.");
        assert.equal(typeof (await name.validate("a_b")), "string");
        assert.equal(await name.validate("iris-3"), undefined);
    });

    it("F20: tells what an endpoint on AWS costs until it is deleted, where it is, and deploys only after a yes", async () => {
        const { ask, deployed, deploy } = setUp({ place: aws, answers: { instanceCount: "2", instanceType: "ml.g5.xlarge" } });
        await deploy(never, node("iris", aws));
        assert.deepEqual(ask.asked, [
            'Deploy endpoint "iris-2" on AWS us-east-1 (dev)?\n2 × ml.g5.xlarge at $1.41/h, together $2.82/h. It is billed until the endpoint is deleted.',
        ]);
        assert.deepEqual([deployed[0]?.place, deployed[0]?.plan.instanceCount], [aws, 2]);
        const no = setUp({ place: aws, confirms: false });
        await no.deploy(never, node("iris", aws));
        assert.deepEqual(no.deployed, []);
    });

    it("F35: chooses the host image whose driver the image's CUDA needs, and none where the default will do", async () => {
        const amiOf = async (instanceType: string, cuda: string) => {
            const { deployed, deploy } = setUp({ place: aws, cuda, answers: { instanceType } });
            await deploy(never, node("iris", aws));
            return deployed[0]?.plan.inferenceAmiVersion;
        };
        assert.equal(await amiOf("ml.g5.xlarge", "12.4"), "al2-ami-sagemaker-inference-gpu-3-1");
        assert.equal(await amiOf("ml.g5.xlarge", "11.4"), undefined);
        assert.equal(await amiOf("ml.m5.large", "12.4"), undefined);
    });

    it("changes what the options were changed to, and refuses what SageMaker would", async () => {
        const answers = {
            startupTimeoutSeconds: "900",
            volumeGib: "100",
            vpc: "subnet-1 subnet-2 sg-1",
            environment: "RUST_LOG=debug",
            isNetworkIsolated: "yes",
        };
        const { ask, deployed, deploy } = setUp({ answers });
        await deploy(never, node("iris"));
        const { startupTimeoutSeconds, volumeGib, vpc, environment, isNetworkIsolated } = deployed[0]?.plan ?? assert.fail();
        assert.deepEqual(
            [startupTimeoutSeconds, volumeGib, environment, isNetworkIsolated],
            [900, 100, { RUST_LOG: "debug" }, true],
        );
        assert.deepEqual(vpc, { subnets: ["subnet-1", "subnet-2"], securityGroups: ["sg-1"] });
        const options = ask.shown.find(({ kind }) => kind === "options");
        assert.ok(options?.kind === "options");
        const fault = (key: string, text: string) => options.options.find((one) => one.key === key)?.validate(text);
        assert.match((await fault("startupTimeoutSeconds", "59")) ?? "", /from 60 to 3600/);
        assert.match((await fault("vpc", "subnet-1")) ?? "", /subnet-… and one sg-…/);
        assert.equal(fault("startupTimeoutSeconds", ""), undefined);
    });

    it("F20: takes one instance where the user says so, however many sagemaker.json says", async () => {
        const { deployed, deploy } = setUp({ place: aws, defaults: { instanceCount: 3 }, answers: { instanceCount: "1" } });
        await deploy(never, node("iris", aws));
        assert.equal(deployed[0]?.plan.instanceCount, 1);
    });

    it("begins with what sagemaker.json says of endpoints", async () => {
        const { deployed, deploy } = setUp({
            place: aws,
            defaults: { instanceType: "ml.g5.xlarge", instanceCount: 3, volumeGib: 50 },
        });
        await deploy(never, node("iris", aws));
        const { instanceType, instanceCount, volumeGib } = deployed[0]?.plan ?? assert.fail();
        assert.deepEqual([instanceType, instanceCount, volumeGib], ["ml.g5.xlarge", 3, 50]);
    });

    it("goes back from the checks to the questions with the answers, shows the three requests, and heeds a no", async () => {
        let times = 0;
        const decide = (plan: Deployment): Decided<Deployment> => ({ action: times++ === 0 ? "back" : "showRequest", plan });
        const { ask, shown, deployed, deploy } = setUp({ place: aws, decide });
        await deploy(never, node("iris", aws));
        assert.deepEqual(
            shown[0]?.map(({ resource }) => resource),
            ["model", "endpointConfig", "endpoint"],
        );
        assert.deepEqual([times, deployed, ask.shown.filter(({ key }) => key === "name").length], [2, [], 2]);
        const gaveUp = setUp({ place: aws, decide: () => undefined });
        await gaveUp.deploy(never, node("iris", aws));
        assert.deepEqual(gaveUp.deployed, []);
    });

    it("asks for an execution role where neither the job nor the user has one", async () => {
        const { jobs, deployed, deploy } = setUp({ place: aws, role: "" });
        jobs.jobs[0] = job("iris", { roleArn: "" });
        await assert.rejects(deploy(never, node("iris", aws)), { code: "roleMissing" });
        assert.deepEqual(deployed, []);
    });

    it("refuses a job without a model, whatever the tree said", async () => {
        const { deployed, deploy } = setUp();
        await assert.rejects(deploy(never, node("broken")), { code: "wrongState" });
        assert.deepEqual(deployed, []);
    });
});
