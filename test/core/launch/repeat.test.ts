import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { readRequests, requestText } from "../../../src/core/copyAs/requestText.ts";
import { ownCheckpoints } from "../../../src/core/job/ownCheckpoints.ts";
import { createTrainingJobRequest, type TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import type { Decided } from "../../../src/core/preflight/preflight.ts";
import { copyRequest } from "../../../src/editor/commands/copyRequest.ts";
import { pickResource } from "../../../src/editor/commands/pickResource.ts";
import { projectOfJob } from "../../../src/editor/commands/launch/projectOfJob.ts";
import { runAgain, stemOf } from "../../../src/editor/commands/launch/runAgain.ts";
import { runJobLocally } from "../../../src/editor/commands/launch/runJobLocally.ts";
import type { Start } from "../../../src/editor/commands/launch/startTraining.ts";
import type { Progress } from "../../../src/editor/progress.ts";
import { endpointRequests, trainingJobRequest } from "../copyAs/requests.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { endpoint, fakeJobs, job, planNamed } from "../fakes/fakePlace.ts";
import { AWS } from "../fakes/fakeRepositories.ts";

const never = new AbortController().signal;
const progress: Progress = (_title, task) => task(never, () => {});
const sha256OfText = (text: string) => text.length.toString(16).padStart(20, "0");
const now = () => new Date("2026-11-20T12:00:00Z");
const nodeAt = (place: Place, name: string) =>
    ({ kind: "trainingJob", place, job: job(name), failureReason: undefined }) as const;
const earlier = planNamed("iris-261119-080000", {
    roleArn: "arn:aws:iam::123456789012:role/Train",
    inputs: new Map([["training", { uri: "s3://bucket/train/", mode: "FastFile" }]]),
    spot: { maxWaitSeconds: 7200 },
    vpc: { subnets: ["subnet-1"], securityGroups: ["sg-1"] },
    environment: { RUST_LOG: "info" },
});

function jobsWith(plan: TrainingPlan) {
    const jobs = fakeJobs([job(plan.name)]);
    jobs.requests.set(plan.name, { ...createTrainingJobRequest(plan), ExperimentConfig: { ExperimentName: "e" } });
    return jobs;
}

describe("Run Again", () => {
    const setUp = (
        place: Place,
        over: { confirms?: boolean; action?: Decided<TrainingPlan>["action"] } = {},
        repeated = earlier,
    ) => {
        const { confirms = true, action = "launch" } = over;
        const jobs = jobsWith(repeated);
        const ask = fakeAsk({ confirms });
        const started: Start[] = [];
        const shown: TrainingPlan[] = [];
        const again = runAgain({
            jobsIn: async () => jobs,
            identityIn: async () => async () => ({ account: "123456789012", arn: "arn", partition: "aws" }),
            pick: pickResource({ place: () => place, page: (_place, query) => jobs.page(query), ask }),
            preflight: { training: async (plan) => ({ action, plan: { ...plan, roleArn: "fixed" } }) },
            start: async ({ plan }) => plan,
            showRequest: async (plan) => void shown.push(plan),
            ask,
            progress,
            now,
            onStarted: (one) => void started.push(one),
            sha256OfText,
            requireTrust() {},
        });
        return { ask, started, shown, run: () => again(never, nodeAt(place, earlier.name)) };
    };

    it("starts a job by the request of another one, under a name of its own, also what a plan has no words for", async () => {
        const { started, run } = setUp(AWS);
        await run();
        const [{ plan, account, fallbackTypes } = assert.fail("nothing started")] = started;
        assert.deepEqual([plan.name, plan.roleArn, account, fallbackTypes], ["iris-261120-120000", "fixed", "123456789012", []]);
        const request = createTrainingJobRequest(plan);
        assert.deepEqual(request.ExperimentConfig, { ExperimentName: "e" });
        assert.deepEqual(request.Environment, { RUST_LOG: "info" });
        assert.equal(request.Tags?.filter(({ Key }) => Key === "rustSagemaker:specHash").length, 1);
    });

    it("asks first on this machine, checks first on AWS, and shows the request instead where that is wanted", async () => {
        const local = setUp(LOCAL, { confirms: false });
        await local.run();
        assert.match(local.ask.asked[0] ?? "", /^Run training job "iris-261119-080000" again on Local\?/);
        const shown = setUp(AWS, { action: "showRequest" });
        await shown.run();
        const back = setUp(AWS, { action: "back" });
        await back.run();
        assert.deepEqual([local.started, shown.started, back.started], [[], [], []]);
        assert.equal(shown.shown.length, 1);
    });

    it("keeps checkpoints of its own where they were the earlier job's own, and goes on with those that the user has named", async () => {
        const own = "s3://bucket/iris/checkpoints/iris-261119-080000/";
        const uriOf = async (uri: string) => {
            const { started, run } = setUp(AWS, {}, { ...earlier, checkpoints: { uri } });
            await run();
            return started[0]?.plan.checkpoints?.uri;
        };
        assert.equal(await uriOf(own), "s3://bucket/iris/checkpoints/iris-261120-120000/");
        assert.equal(await uriOf("s3://bucket/shared/"), "s3://bucket/shared/");
        assert.equal(projectOfJob({ ...earlier, checkpoints: { uri: own } }).file.training.checkpoints, true);
    });

    it("leaves the bucket of checkpoints as it is, and the folders that only begin with the job's name", async () => {
        const repeated = { ...earlier, name: "train", checkpoints: { uri: "s3://my-train-bucket/training/train/ckpt-train-a/" } };
        const again = ownCheckpoints(repeated.checkpoints.uri, "train", "train-261120-120000");
        assert.equal(again, "s3://my-train-bucket/training/train-261120-120000/ckpt-train-261120-120000-a/");
        assert.equal(projectOfJob(repeated).file.training.checkpoints, true);
        const shared = "s3://my-train-bucket/training/";
        assert.equal(ownCheckpoints(shared, "train", "train-261120-120000"), shared);
        assert.equal(projectOfJob({ ...repeated, checkpoints: { uri: shared } }).file.training.checkpoints, shared);
    });

    it("knows a name without the moment that was put behind it", () => {
        assert.equal(stemOf("iris-261119-080000"), "iris");
        assert.equal(stemOf("iris-261119-080000-2"), "iris");
        assert.equal(stemOf("iris-2"), "iris-2");
    });

    it("asks the questions of a launch about a job that has no sagemaker.json", () => {
        const { crate, file } = projectOfJob(earlier);
        assert.equal(crate.name, "iris");
        assert.deepEqual(file.training.channels, { training: { s3: "s3://bucket/train/", mode: "FastFile" } });
        assert.deepEqual(file.training.spot, { maxWaitSeconds: 7200 });
        assert.equal(projectOfJob({ ...earlier, crate: "" }).crate.name, earlier.name);
        assert.throws(() => projectOfJob({ ...earlier, instanceType: "odd" }), { code: "invalidRequest" });
    });
});

describe("Run This Locally", () => {
    const csv = (count: number) => Array.from({ length: count }, (_, index) => `train/${index}.csv`);
    const setUp = ({ keys = csv(3), channel = "training", isFetched = true } = {}) => {
        const jobs = jobsWith({ ...earlier, inputs: new Map([[channel, { uri: "s3://bucket/train/", mode: "FastFile" }]]) });
        const did: string[] = [];
        const started: Start[] = [];
        const ask = fakeAsk();
        const store = (place: Place) => ({
            bucketRegion: async () => "us-east-1",
            createBucket: async () => assert.fail("the bucket is there"),
            async upload(bucket: string, files: ReadonlyMap<string, string>) {
                did.push(
                    `upload to ${place.kind} ${bucket} ${[...files.keys()].map((key) => key.replace(/.*\/samples\/[0-9a-f]+/, "")).join()}`,
                );
                return files.size;
            },
            list: async () => keys.map((key) => ({ key, sizeBytes: 1000 })),
            async download(_bucket: string, key: string, file: string) {
                did.push(`download ${key} to ${file}`);
            },
        });
        const run = runJobLocally({
            jobsIn: async () => jobs,
            storeIn: async (place) => store(place),
            pick: pickResource({ place: () => AWS, page: (_place, query) => jobs.page(query), ask }),
            fetchImage: async (_place, wanted) => (did.push(`fetch ${wanted}`), isFetched ? "r/iris@sha256:00" : undefined),
            withFolder: (task) => task("/scratch"),
            start: async ({ plan }) => plan,
            roleArn: "role",
            ask,
            progress,
            now,
            onStarted: (one) => void started.push(one),
            sha256OfText: (text) => createHash("sha256").update(text).digest("hex"),
            requireTrust() {},
            os: "win32",
        });
        return { did, started, ask, jobs, run: () => run(never, nodeAt(AWS, earlier.name)) };
    };

    it("trains on no list of objects in place of the objects", async () => {
        const { did, jobs, run } = setUp();
        const S3DataSource = { S3DataType: "ManifestFile", S3Uri: "s3://bucket/train.manifest" } as const;
        const channel = { ChannelName: "training", DataSource: { S3DataSource } };
        jobs.requests.set(earlier.name, { ...createTrainingJobRequest(earlier), InputDataConfig: [channel] });
        await assert.rejects(run(), { code: "invalidRequest", message: /from a manifest: training\.$/ });
        assert.deepEqual(did, []);
    });

    it("runs the same image with the same hyperparameters on a sample of the data", async () => {
        const { did, started, run } = setUp();
        await run();
        assert.deepEqual(did, [
            `fetch image-of-${earlier.name}`,
            "download train/0.csv to /scratch/0-0",
            "download train/1.csv to /scratch/0-1",
            "download train/2.csv to /scratch/0-2",
            "upload to local sagemaker-us-east-1-000000000000 /training/0.csv,/training/1.csv,/training/2.csv",
        ]);
        const [{ plan, place } = assert.fail("nothing started")] = started;
        assert.deepEqual([place, plan.image, plan.hyperparameters], [LOCAL, "r/iris@sha256:00", { epochs: "6" }]);
        assert.match(
            plan.inputs.get("training")?.uri ?? "",
            /^s3:\/\/sagemaker-us-east-1-000000000000\/iris\/samples\/.*\/training\/$/,
        );
        const request = createTrainingJobRequest(plan);
        assert.ok(!("VpcConfig" in request) && !("EnableManagedSpotTraining" in request), "this machine has neither");
    });

    it("starts nothing without the image, and says where there is no data", async () => {
        const refused = setUp({ isFetched: false });
        await refused.run();
        assert.deepEqual(refused.started, []);
        await assert.rejects(setUp({ keys: [] }).run(), { code: "channelMissing" });
    });

    it("fetches nothing for a channel or an object whose name would lead out of its folder, or is none on this system", async () => {
        const keys = ["../x", "a/../../x", "/x", "a\\..\\x", "a\0b", "a/NUL.csv", "com1", "a:b", "a/.", "a ./x"];
        const refused = [
            ...keys.map((key) => setUp({ keys: [`train/${key}`] })),
            ...["..", ".", "aux"].map((channel) => setUp({ channel })),
        ];
        for (const { did, started, run } of refused) {
            await assert.rejects(run(), { code: "invalidRequest", message: /no (?:file|folder) here/ });
            assert.deepEqual([did.filter((one) => !one.startsWith("fetch ")), started], [[], []]);
        }
        const { started, run } = setUp({ keys: ["train/a/..b/null.csv", "train/a/.hidden", "train/a//b"] });
        await run();
        assert.equal(started.length, 1);
    });

    it("trains on no object that S3 has lost since the last time, and finds the sample that is still the same", async () => {
        const samples = await Promise.all(
            [csv(3), csv(3), csv(2)].map(async (keys) => {
                const { started, run } = setUp({ keys });
                await run();
                return started[0]?.plan.inputs.get("training")?.uri;
            }),
        );
        assert.equal(samples[0], samples[1]);
        assert.notEqual(samples[0], samples[2]);
    });
});

describe("a request in an editor", () => {
    it("is read back as it was shown", () => {
        for (const requests of [[trainingJobRequest()], endpointRequests]) {
            assert.deepEqual(readRequests(requestText(requests)), requests);
        }
        assert.deepEqual(JSON.parse(requestText([trainingJobRequest()])), trainingJobRequest().input, "as the AWS CLI takes it");
    });

    it("is refused where it is none, in words", () => {
        for (const text of ["", "{", "[]", "1", "null", '{"a":1}', '{"CreateModel":1}']) {
            assert.throws(() => readRequests(text), { code: "invalidRequest", message: /^This editor holds no / }, text);
        }
    });
});

describe("Copy As", () => {
    const setUp = ({
        text = undefined as string | undefined,
        selected = undefined as ReturnType<typeof nodeAt> | undefined,
    } = {}) => {
        const copied: string[] = [];
        const ask = fakeAsk();
        const copy = copyRequest({
            jobRequests: async () => [trainingJobRequest()],
            endpointRequests: async () => endpointRequests,
            textInFront: () => text,
            callerAt: async ({ region }) => ({ region, profile: "", endpointUrl: undefined }),
            place: () => AWS,
            selected: () => selected,
            writeClipboard: async (one) => void copied.push(one),
            ask,
        });
        return { copied, ask, copy };
    };

    it("copies the request of a job, the three of an endpoint, or that of the editor in front", async () => {
        const { copied, ask, copy } = setUp();
        await copy("cli")(never, nodeAt(AWS, "iris"));
        await copy("rust")(never, { kind: "endpoint", place: AWS, endpoint: endpoint("iris"), failureReason: undefined });
        assert.match(copied[0] ?? "", /^aws sagemaker create-training-job /);
        assert.match(copied[1] ?? "", /create_model\(\)[^]*create_endpoint_config\(\)[^]*create_endpoint\(\)/);
        assert.match(
            ask.told[1] ?? "",
            /for Rust: CreateModel, CreateEndpointConfig, CreateEndpoint in AWS us-east-1 \(dev\)\.$/,
        );
        const editor = setUp({ text: requestText([trainingJobRequest()]) });
        await editor.copy("python")(never, { fsPath: "/x.request.json" });
        assert.match(editor.copied[0] ?? "", /TrainingJob\.create\(/);
    });

    it("takes the selected row where the editor in front holds no request, and the editor's where it does", async () => {
        const source = setUp({ text: "fn main() {}", selected: nodeAt(AWS, "iris") });
        await source.copy("cli")(never);
        assert.match(source.copied[0] ?? "", /create-training-job/);
        const request = setUp({ text: requestText(endpointRequests), selected: nodeAt(AWS, "iris") });
        await request.copy("cli")(never);
        assert.match(request.copied[0] ?? "", /create-endpoint/);
        await assert.rejects(setUp({ text: "fn main() {}" }).copy("cli")(never), { message: /^This editor holds no JSON/ });
    });

    it("takes the selected row where no editor is open, and says what it needs where there is none", async () => {
        const { copied, copy } = setUp({ selected: nodeAt(AWS, "iris") });
        await copy("cli")(never);
        assert.equal(copied.length, 1);
        await assert.rejects(setUp().copy("cli")(never), {
            code: "invalidRequest",
            message: /choose a training job or an endpoint/,
        });
    });
});
