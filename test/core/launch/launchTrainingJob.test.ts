import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import type { Decided } from "../../../src/core/preflight/preflight.ts";
import type { Choice, Earlier, PickStep, Step } from "../../../src/editor/ask.ts";
import type { LastLaunch } from "../../../src/editor/commands/launch/lastLaunch.ts";
import type { Launch } from "../../../src/editor/commands/launch/launchSteps.ts";
import { launchTrainingJob } from "../../../src/editor/commands/launch/launchTrainingJob.ts";
import type { PreparedLaunch } from "../../../src/editor/commands/launch/prepareLaunch.ts";
import type { Progress } from "../../../src/editor/progress.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { projectWith } from "../fakes/fakeImages.ts";
import { fakeJobs, job, planNamed } from "../fakes/fakePlace.ts";
import { AWS } from "../fakes/fakeRepositories.ts";

const never = new AbortController().signal;
const progress: Progress = (_title, task) => task(never, () => {});
const TRAINING = { channels: { training: "data" }, hyperparameters: { epochs: 6, augment: true } };
const TYPE: PickStep = {
    kind: "pick",
    key: "instanceType",
    prompt: "Instance type",
    choices: [{ label: "ml.g5.xlarge", value: "ml.g5.xlarge" }],
};

interface World {
    readonly place?: Place;
    readonly file?: object;
    readonly bins?: string[];
    readonly answers?: Record<string, string>;
    readonly trusted?: boolean;
    readonly pushed?: readonly Choice<string>[];
    readonly decisions?: readonly (Decided<TrainingPlan>["action"] | undefined)[];
    readonly uri?: string | undefined;
    readonly remembered?: ReadonlyMap<string, string>;
    /** The button of each message. */
    readonly pressed?: string;
}

/** A launch in which everything but the questions is written down instead of done. */
function setUp(world: World = {}) {
    const { place = LOCAL, file = { training: TRAINING }, bins = ["train", "serve"], trusted = true, pushed = [] } = world;
    const did: string[] = [];
    const launches: Launch[] = [];
    const asked: (Earlier | undefined)[] = [];
    const plans: TrainingPlan[] = [];
    const wanted: (string | undefined)[] = [];
    const written: ReadonlyMap<string, string>[] = [];
    const decisions = [...(world.decisions ?? ["launch"])];
    const fake = fakeAsk(world.answers ? { answers: world.answers } : {});
    const ask = {
        ...fake,
        tell: async () => world.pressed,
        steps: async (title: string, steps: readonly Step[], earlier?: Earlier) => {
            asked.push(earlier);
            return fake.steps(title, steps, earlier);
        },
    };
    const last: LastLaunch = {
        read: () => world.remembered ?? new Map(),
        write: (_project, _place, answers) => void written.push(answers),
    };
    const launch = launchTrainingJob({
        place,
        async projectOf(_signal, _manifest, name) {
            wanted.push(name);
            return projectWith(file, { bins });
        },
        jobsIn: async () => ({ ...fakeJobs([job("taken"), job("old")]), list: async () => [job("taken")] }),
        pushedImages: async () => pushed,
        instanceTypeStep: () => (place.kind === "local" ? undefined : TYPE),
        async prepare(project, one) {
            launches.push(one);
            const image = typeof one.image === "string" ? "" : one.image.reference;
            const plan = planNamed(one.jobName, { image, instanceType: one.instanceType });
            return { project, launch: one, plan, bucket: "b", account: "1", uploads: new Map(), upcoming: { place } };
        },
        preflight: {
            async training(plan) {
                did.push(`check ${plan.name}`);
                const action = decisions.shift();
                return action && { action, plan: { ...plan, roleArn: "fixed" } };
            },
        },
        ready: async (_prepared, plan) => void did.push(`ready ${plan.name}`),
        showRequest: async (plan) => void did.push(`show ${plan.name}`),
        async push(_project, instanceType) {
            did.push(`push for ${instanceType}`);
            return "uri" in world ? world.uri : "pushed@sha256:00";
        },
        async run(_prepared: PreparedLaunch, plan) {
            did.push(`run ${plan.name}`);
            plans.push(plan);
            return plan;
        },
        last,
        ask,
        progress,
        now: () => new Date("2026-11-20T12:00:00Z"),
        onStarted: (plan) => void did.push(`started ${plan.name}`),
        requireTrust() {
            if (!trusted) {
                throw new Error("not trusted");
            }
        },
    });
    return {
        did,
        launches,
        asked,
        plans,
        wanted,
        written,
        ask,
        launch: async (target = {}) => launch(never, target, "launch"),
        full: launch,
    };
}

describe("Launch Training Job on this machine", () => {
    it("proposes what sagemaker.json says, and passes it on", async () => {
        const { launches, did, launch } = setUp();
        await launch();
        assert.deepEqual(launches, [
            {
                jobName: "iris-261120-120000",
                image: "process",
                channels: new Map([["training", "/iris/data"]]),
                instanceType: "ml.m5.large",
                instanceCount: 1,
                options: { fallbackTypes: [], metrics: [] },
                hyperparameters: { epochs: "6", augment: "true" },
                maxRuntimeSeconds: 3600,
            },
        ]);
        assert.deepEqual(
            did,
            ["ready iris-261120-120000", "run iris-261120-120000", "started iris-261120-120000"],
            "no preflight: nothing here costs money",
        );
    });

    it("F59: judges name, hyperparameters and run time while they are typed", async () => {
        const { ask, launch } = setUp();
        await launch();
        const fault = async (key: string, text: string) => {
            const step = ask.shown.find((one) => one.key === key);
            assert.ok(step?.kind === "text");
            return step.validate(text);
        };
        assert.equal(await fault("jobName", "taken"), "A training job of this name exists already.");
        assert.equal(typeof (await fault("jobName", "not allowed")), "string");
        assert.equal(typeof (await fault("hyperparameters", "epochs")), "string");
        assert.equal(await fault("hyperparameters", "epochs=six"), "In sagemaker.json this is a number: epochs");
        assert.equal(await fault("hyperparameters", "augment=1"), "In sagemaker.json this is true or false: augment");
        assert.equal(await fault("hyperparameters", "epochs=1e2 augment=false other=text"), undefined);
        assert.equal(typeof (await fault("hyperparameters", `text=${"x".repeat(2501)}`)), "string");
        assert.equal(await fault("maxRuntimeSeconds", "2419200"), undefined);
        assert.equal(typeof (await fault("maxRuntimeSeconds", "2419201")), "string");
        assert.equal(typeof (await fault("maxRuntimeSeconds", "0")), "string");
    });

    it("says before it trains that a crate without a serving binary cannot be deployed", async () => {
        const { ask, launch, launches } = setUp({ bins: ["train"] });
        await launch();
        assert.match(ask.told[0] ?? "", /has no binary "serve"/);
        assert.equal(launches.length, 1);
        const complete = setUp();
        await complete.launch();
        assert.deepEqual(complete.ask.told, []);
    });

    it("asks nothing of a crate without the binary that SageMaker starts", async () => {
        const { ask, launch } = setUp({ bins: ["iris"] });
        await assert.rejects(launch(), { code: "binaryMissing" });
        assert.deepEqual(ask.shown, []);
    });

    it("runs the crate as sagemaker.json says, unless the user says otherwise", async () => {
        const file = { runner: "container", training: TRAINING };
        const container = setUp({ file, bins: ["iris"] });
        await container.launch();
        assert.equal(container.launches[0]?.image, "container");
        assert.deepEqual(container.ask.told, [], "what the image can do is in the image");
        const other = setUp({ answers: { image: "container" } });
        await other.launch();
        assert.equal(other.launches[0]?.image, "container");
        const process = setUp({ file, answers: { image: "process" }, bins: ["iris"] });
        await assert.rejects(process.launch(), { code: "binaryMissing" });
        assert.deepEqual(process.launches, []);
    });

    it("trains with an image that is there, for the crate that it was built from", async () => {
        const { launches, wanted, ask, launch } = setUp({ bins: ["iris"] });
        await launch({ image: { reference: "iris@sha256:00", crate: "iris" } });
        assert.deepEqual([launches[0]?.image, wanted], [{ reference: "iris@sha256:00" }, ["iris"]]);
        assert.ok(!ask.shown.some(({ key }) => key === "image"));
    });

    it("runs nothing in a folder that is not trusted", async () => {
        const { launches, launch } = setUp({ trusted: false });
        await assert.rejects(launch(), /not trusted/);
        assert.deepEqual(launches, []);
    });
});

describe("Launch Training Job on AWS", () => {
    const pushed = [
        { label: "iris:v2", value: "r/iris@sha256:22" },
        { label: "iris:v1", value: "r/iris@sha256:11" },
    ];

    it("proposes the image that was pushed last, and launches what the checks have made of the plan", async () => {
        const { launch, launches, plans, did } = setUp({ place: AWS, pushed, bins: [] });
        await launch();
        assert.deepEqual(launches[0]?.image, { reference: "r/iris@sha256:22" });
        assert.equal(launches[0]?.instanceType, "ml.g5.xlarge");
        assert.equal(plans[0]?.roleArn, "fixed");
        assert.deepEqual(did, [
            "check iris-261120-120000",
            "ready iris-261120-120000",
            "run iris-261120-120000",
            "started iris-261120-120000",
        ]);
    });

    it("has role and bucket, and then the image, once the checks are passed, and not before", async () => {
        const { launch, plans, did } = setUp({ place: AWS, bins: [] });
        await launch();
        assert.deepEqual(did.slice(0, 4), [
            "check iris-261120-120000",
            "ready iris-261120-120000",
            "push for ml.g5.xlarge",
            "run iris-261120-120000",
        ]);
        assert.equal(plans[0]?.image, "pushed@sha256:00");
        const given = setUp({ place: AWS, bins: [], uri: undefined });
        await given.launch();
        assert.deepEqual(given.plans, [], "no job without its image");
    });

    it("builds no image for a job whose name an older job has than those that are listed", async () => {
        const { launch, did } = setUp({ place: AWS, bins: [], answers: { jobName: "old" } });
        await assert.rejects(launch(), { code: "nameTaken", message: /choose another name: old\./ });
        assert.deepEqual(did, ["check old"]);
    });

    it("takes the URI of an image that is typed, and an S3 URI for a channel", async () => {
        const answers = {
            image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/x@sha256:1",
            "channel:training": "s3://bucket/p/",
        };
        const { ask, launch, launches } = setUp({ place: AWS, answers, bins: [] });
        await launch();
        assert.deepEqual(launches[0]?.image, { reference: answers.image });
        assert.deepEqual(launches[0]?.channels, new Map([["training", "s3://bucket/p/"]]));
        const step = (key: string) => ask.shown.find((one): one is PickStep => one.key === key && one.kind === "pick");
        assert.equal(step("image")?.typed?.("  r.example/x:1 ")?.value, "r.example/x:1");
        assert.equal(step("image")?.typed?.("no image"), undefined);
        assert.equal(step("channel:training")?.typed?.("s3://bucket/p/")?.value, "s3://bucket/p/");
        assert.equal(step("channel:training")?.typed?.("folder"), undefined);
    });

    it("comes back to the last question with all answers kept", async () => {
        const answers = { hyperparameters: "epochs=9" };
        const { asked, launch, plans } = setUp({ place: AWS, pushed, bins: [], answers, decisions: ["back", "launch"] });
        await launch();
        assert.equal(asked[1]?.isBack, true);
        assert.equal(asked[1]?.answers.get("hyperparameters"), "epochs=9");
        assert.equal(plans.length, 1);
    });

    it("shows the request instead of launching, and makes nothing", async () => {
        const { did, launch, written } = setUp({ place: AWS, pushed, bins: [], decisions: ["showRequest"] });
        await launch();
        assert.deepEqual(did, ["check iris-261120-120000", "show iris-261120-120000"]);
        assert.deepEqual(written, []);
        const back = setUp({ place: AWS, pushed, bins: [], decisions: ["showRequest", "launch"], pressed: "Back to the Checks" });
        await back.launch();
        assert.deepEqual(back.did.slice(0, 3), [
            "check iris-261120-120000",
            "show iris-261120-120000",
            "check iris-261120-120000",
        ]);
        assert.deepEqual([back.asked.length, back.plans[0]?.roleArn], [1, "fixed"]);
        const asked = setUp({ place: AWS, pushed, bins: [] });
        await asked.full(never, {}, "showRequest");
        assert.deepEqual(asked.did, ["show iris-261120-120000"]);
    });

    it("makes nothing when the user gives up at the checks", async () => {
        const { did, launch } = setUp({ place: AWS, bins: [], decisions: [undefined] });
        await launch();
        assert.deepEqual(did, ["check iris-261120-120000"]);
    });

    it("proposes what was launched last, and remembers what is launched now", async () => {
        const remembered = new Map([["hyperparameters", "epochs=3"]]);
        const { asked, launch, written } = setUp({ place: AWS, pushed, bins: [], remembered });
        await launch();
        assert.equal(asked[0]?.answers, remembered);
        assert.equal(written[0]?.get("instanceType"), "ml.g5.xlarge");
    });
});

describe("Check Before Launch…", () => {
    it("asks nothing, checks what one would launch who accepts all that is proposed, and launches it when told to", async () => {
        const { full, asked, launches, did } = setUp({ place: AWS, pushed: [{ label: "v1", value: "repo@sha256:00" }] });
        await full(never, {}, "preflight");
        assert.deepEqual(asked, []);
        assert.deepEqual(launches[0]?.hyperparameters, { epochs: "6", augment: "true" });
        assert.deepEqual([...(launches[0]?.channels ?? [])], [["training", "/iris/data"]]);
        assert.equal(did[0], "check iris-261120-120000");
        assert.equal(did.at(-1), "started iris-261120-120000");
    });

    it("goes back to the questions, with what was checked as their answers", async () => {
        const { full, asked, did } = setUp({ place: AWS, decisions: ["back", undefined] });
        await full(never, {}, "preflight");
        assert.equal(asked.length, 1);
        assert.equal(asked[0]?.isBack, true);
        assert.equal(asked[0]?.answers.get("instanceType"), "ml.g5.xlarge");
        assert.equal(did.filter((one) => one.startsWith("run")).length, 0);
    });

    it("checks what there is to check on this machine, too", async () => {
        const { full, did } = setUp({ decisions: [undefined] });
        await full(never, {}, "preflight");
        assert.deepEqual(did, ["check iris-261120-120000"]);
    });
});
