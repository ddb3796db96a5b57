import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { connections } from "../../../src/adapters/aws/connections.ts";
import { fileJournal } from "../../../src/adapters/journal/fileJournal.ts";
import { bytesOf, filesUnder, sha256Of } from "../../../src/adapters/workspace/files.ts";
import type { TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import { withSpecHash } from "../../../src/core/job/trainingPlan.ts";
import { planOfRequest } from "../../../src/core/job/repeatableRequest.ts";
import type { Place } from "../../../src/core/place.ts";
import { prepareLaunch } from "../../../src/editor/commands/launch/prepareLaunch.ts";
import { readyToLaunch } from "../../../src/editor/commands/launch/readyToLaunch.ts";
import { startLaunch } from "../../../src/editor/commands/launch/startLaunch.ts";
import { startTraining } from "../../../src/editor/commands/launch/startTraining.ts";
import { projectWith } from "../../core/fakes/fakeImages.ts";
import { type AwsImage, pushAwsImage } from "../../host/aws/awsImage.ts";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { keepVariables } from "../../host/keepVariables.ts";
import { clientsMissing } from "../../local/foreignClients.ts";
import { nodeProgram } from "../../local/programs.ts";
import { until } from "../place.ts";

const never = new AbortController().signal;
const DEV: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const ROLE = "arn:aws:iam::123456789012:role/Train";
const sha256OfText = (text: string) => text.length.toString(16).padStart(32, "0");

describe("training jobs on AWS", { skip: clientsMissing, timeout: 120_000 }, () => {
    let aws: AwsStandIn;
    let setBack: () => void;
    let folder: string;
    let image: AwsImage;

    before(async () => {
        folder = mkdtempSync(path.join(os.tmpdir(), "rs-jobs-"));
        mkdirSync(path.join(folder, "data"));
        writeFileSync(path.join(folder, "data", "a b.csv"), "1,2\n");
        aws = await startAws({ s3: "local" });
        setBack = keepVariables(...Object.keys(aws.env), "AWS_ACCESS_KEY_ID", "AWS_PROFILE");
        Object.assign(process.env, aws.env);
        image = await pushAwsImage(aws, "iris", { train: nodeProgram("") });
    });
    after(async () => {
        setBack();
        await aws.stop();
        rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(() => aws.faults.clear());

    const connect = connections(async () => assert.fail("nobody asks Local SageMaker"));
    const operations = () => path.join(folder, "operations");
    const open = () => readdirSync(operations()).filter((name) => name.endsWith(".json"));
    const creates = () => aws.calls().filter(({ operation }) => operation === "CreateTrainingJob").length;
    const starter = () =>
        startTraining({
            jobsIn: connect.jobsIn,
            journal: fileJournal({ directory: operations(), now: () => new Date(), warn: assert.fail }),
            roleMadeAt: async () => undefined,
            now: Date.now,
            rest: async () => {},
            tell: () => assert.fail(),
            retryLater: async () => false,
            onLeft() {},
            sha256OfText,
        });
    const prepared = (jobName: string, over: object = {}) => {
        const project = projectWith({}, { directory: folder });
        const prepare = prepareLaunch({
            place: DEV,
            ...connect,
            roleArn: () => ROLE,
            bytesOf,
            filesUnder,
            sha256Of,
            sha256OfText,
        });
        const launch = {
            jobName,
            image: { reference: image.reference },
            channels: new Map([["training", path.join(folder, "data")]]),
            instanceType: "ml.m5.large",
            instanceCount: 1,
            options: { fallbackTypes: [], metrics: [] },
            hyperparameters: { epochs: "6" },
            maxRuntimeSeconds: 600,
            ...over,
        };
        return prepare(project, launch, () => {}, never);
    };
    const launched = async (jobName: string, over: object = {}): Promise<TrainingPlan> => {
        const ready = await prepared(jobName, over);
        const run = startLaunch({
            place: DEV,
            build: { process: async () => assert.fail(), container: async () => assert.fail() },
            storeIn: connect.storeIn,
            start: starter(),
            sha256OfText,
        });
        const makeReady = readyToLaunch({ place: DEV, storeIn: connect.storeIn, ask: { confirm: async () => true } });
        await makeReady(ready, ready.plan, never);
        return run(ready, ready.plan, () => {}, never);
    };
    const described = async (name: string) => (await connect.jobsIn(DEV)).describe(name, never);

    it("upload their data, run under the account's names, and leave nothing open in the journal", async () => {
        const first = await prepared("first");
        assert.equal(first.upcoming.newBucket, "sagemaker-us-east-1-123456789012");
        assert.deepEqual([...(first.upcoming.uploads ?? [])], [["training", 4]]);
        await launched("first");
        const job = await until(
            () => described("first"),
            ({ status }) => status !== "InProgress",
        );
        assert.equal(job.status, "Completed", job.failureReason);
        assert.match(job.arn, /:123456789012:training-job\/first$/);
        assert.deepEqual(open(), []);
        assert.equal((await prepared("second")).upcoming.newBucket, undefined);
    });

    it("F40: a create whose answer was lost is adopted, not repeated", async () => {
        aws.faults.add({ what: "resetAfterEffect", operation: "CreateTrainingJob" });
        const earlier = creates();
        await launched("adopted");
        assert.deepEqual([aws.faults.fired().length, creates() - earlier], [1, 1]);
        assert.equal((await described("adopted")).name, "adopted");
        assert.deepEqual(open(), []);
    });

    it("F40: a create that never arrived is sent again only after a look has told so", async () => {
        aws.faults.add({ what: "resetBeforeEffect", operation: "CreateTrainingJob" });
        const from = aws.calls().length;
        await launched("late");
        const made = aws
            .calls()
            .slice(from)
            .map(({ operation }) => operation);
        const first = made.indexOf("CreateTrainingJob");
        assert.deepEqual(made.slice(first), ["CreateTrainingJob", "DescribeTrainingJob", "CreateTrainingJob"]);
    });

    it("F40: where a create never arrives, that is told, and the journal keeps what is uncertain", async () => {
        aws.faults.add({ what: "resetBeforeEffect", operation: "CreateTrainingJob", times: "always" });
        await assert.rejects(launched("never-there"), { code: "serviceUnreachable" });
        aws.faults.clear();
        await assert.rejects(described("never-there"), { code: "resourceGone" });
        assert.equal(open().length, 1);
        await launched("never-there");
        assert.deepEqual(open(), [], "the same launch takes the place of the interrupted one");
    });

    it("F40: a job of the same name that is another's is a conflict, and stays as it is", async () => {
        await assert.rejects(launched("adopted", { hyperparameters: { epochs: "60" } }), { code: "nameTaken" });
        assert.deepEqual((await described("adopted")).hyperparameters, { epochs: "6" });
        await launched("adopted");
    });

    it("F16: a quota that is reached is told with its numbers, and nothing is sent twice", async () => {
        const message =
            "The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.";
        const answer = { status: 400, body: { __type: "ResourceLimitExceeded", Message: message } };
        aws.faults.add({ what: "answer", operation: "CreateTrainingJob", answer });
        const earlier = creates();
        await assert.rejects(launched("too-many"), {
            code: "quotaExceeded",
            message: /"ml\.g5\.xlarge for training job usage" is 0 instances/,
        });
        assert.equal(creates() - earlier, 1);
        assert.deepEqual(open(), []);
    });

    it("F57: a key that may not be used is told with the key, the action and who lacks it", async () => {
        const key = "arn:aws:kms:us-east-1:123456789012:key/1";
        const message = `User: ${ROLE} is not authorized to perform: kms:CreateGrant on resource: ${key} because no identity-based policy allows it`;
        for (const name of ["AccessDeniedException", "KMSAccessDeniedException"]) {
            const answer = { status: 400, body: { __type: name, message } };
            aws.faults.add({ what: "answer", operation: "CreateTrainingJob", answer });
            const refused = launched(`kms-${name.length}`, { options: { fallbackTypes: [], metrics: [], volumeKmsKey: key } });
            await assert.rejects(refused, {
                code: "accessDenied",
                message: new RegExp(`${ROLE} lacks the permission kms:CreateGrant on ${key}`),
            });
        }
    });

    it("F60: take an instance type that is newer than this extension", async () => {
        const plan = await launched("newer", { instanceType: "ml.g99.2xlarge" });
        assert.equal(plan.instanceType, "ml.g99.2xlarge");
        assert.equal((await described("newer")).instanceType, "ml.g99.2xlarge");
    });

    it("F54: a stop of a job that has ended meanwhile counts as done", async () => {
        await until(
            () => described("adopted"),
            ({ status }) => status !== "InProgress",
        );
        await (await connect.jobsIn(DEV)).stop("adopted", never);
    });

    it("are read back as the plan that made them, and run again", async () => {
        const request = await (await connect.jobsIn(DEV)).requestOf("first", never);
        const { basis: _basis, ...plan } = planOfRequest(request);
        const first = await prepared("first");
        const { specHash: _hash, ...wanted } = first.plan;
        assert.deepEqual(plan, { ...wanted, instanceCount: 1, volumeGib: 30 });
        const again = withSpecHash({ ...planOfRequest(request), name: "first-again" }, sha256OfText);
        await starter()({ place: DEV, account: first.account, plan: again, fallbackTypes: [] }, never);
        assert.deepEqual((await described("first-again")).hyperparameters, { epochs: "6" });
    });

    it("F20: give back the instances that they have kept, and are refused nothing where there are none any more", async () => {
        const launch = { options: { fallbackTypes: [], metrics: [], warmPoolSeconds: 600 } };
        await launched("kept", launch);
        await until(
            () => described("kept"),
            ({ warmPool }) => warmPool === "Available",
        );
        const jobs = await connect.jobsIn(DEV);
        aws.faults.add({ what: "accessDenied", operation: "UpdateTrainingJob" });
        await assert.rejects(jobs.endWarmPool("kept", never), { code: "accessDenied" });
        await jobs.endWarmPool("kept", never);
        assert.equal((await described("kept")).warmPool, "Terminated");
        await jobs.endWarmPool("kept", never);
    });

    it("stop costing what a budget does not pay for, where the price is known", async () => {
        const { plan } = await prepared("cheap", {
            maxRuntimeSeconds: 86_400,
            options: { fallbackTypes: [], metrics: [], budgetUsd: 0.01 },
        });
        assert.ok(plan.maxRuntimeSeconds > 60 && plan.maxRuntimeSeconds < 3600, String(plan.maxRuntimeSeconds));
    });
});
