import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { connections } from "../../../src/adapters/aws/connections.ts";
import type { Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { NO_FILTER } from "../../../src/editor/tree/filter.ts";
import { PlaceResources } from "../../../src/editor/tree/resources.ts";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { keepVariables } from "../../host/keepVariables.ts";
import { startWithPast } from "../../local/seedTrainingJobs.ts";
import type { ServerProcess } from "../../local/serverProcess.ts";

const never = new AbortController().signal;
const AWS: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const COUNT = 10_000;

describe("ten thousand jobs of an account", () => {
    const root = mkdtempSync(path.join(os.tmpdir(), "listings-"));
    let server: ServerProcess;
    let aws: AwsStandIn;
    let setBack: () => void;
    let resources: PlaceResources;

    before(async () => {
        server = await startWithPast(root, {
            count: COUNT,
            newest: Date.now() - 3_600_000,
            everyMs: 60_000,
            failedEvery: 400,
            names: { 7000: "needle-1", 9999: "needle-2" },
        });
        aws = await startAws({ moto: false, local: () => server.url, seed: 7 });
        setBack = keepVariables(...Object.keys(aws.env));
        Object.assign(process.env, aws.env);
    });
    after(async () => {
        setBack();
        await aws.stop();
        await server.end("SIGTERM");
        rmSync(root, { recursive: true, force: true });
    });
    beforeEach(() => {
        aws.faults.clear();
        const { jobsIn, endpointsIn } = connections(() => Promise.reject(new Error("Nothing here is local."))).quietly;
        resources = new PlaceResources({
            place: AWS,
            jobsIn,
            endpointsIn,
            asking: () => "ask",
            watched: { recall: () => [], remember() {} },
            now: Date.now,
            onChange() {},
            onSettled: () => assert.fail("nothing settles here"),
        });
    });

    const names = () => resources.current.jobs.items.map(({ name }) => name);
    const callsOf = async (work: () => Promise<unknown>) => {
        const soFar = aws.calls().length;
        await work();
        return aws
            .calls()
            .slice(soFar)
            .map(({ operation }) => operation)
            .toSorted();
    };

    it("are listed a page at a time, the newest first, with one call for each kind and no description", async () => {
        const refresh = () => resources.refresh(never);
        assert.deepEqual(await callsOf(refresh), ["ListEndpoints", "ListTrainingJobs"]);
        assert.deepEqual([names().length, names()[0], names().at(-1)], [100, "job-00000", "job-00099"]);
        assert.deepEqual(await callsOf(() => resources.more("trainingJobs", NO_FILTER, never)), ["ListTrainingJobs"]);
        assert.deepEqual([names().length, names().at(-1)], [200, "job-00199"]);
        assert.deepEqual(await callsOf(refresh), ["ListEndpoints", "ListTrainingJobs"]);
        assert.equal(names().length, 200);
    });

    it("are found by name wherever they are, with one call more", async () => {
        await resources.refresh(never);
        const calls = await callsOf(() => resources.limitTo({ name: "needle", state: undefined }, never));
        assert.deepEqual(
            [names(), calls],
            [
                ["needle-1", "needle-2"],
                ["ListEndpoints", "ListTrainingJobs"],
            ],
        );
    });

    it("F91: are found by state through pages in which hardly any has it", async () => {
        await resources.refresh(never);
        const calls = await callsOf(() => resources.limitTo({ name: "", state: "failed" }, never));
        assert.equal(calls.filter((one) => one === "ListTrainingJobs").length, 10);
        assert.equal(resources.current.jobs.items.filter(({ status }) => status === "Failed").length, 2);
    });

    it("F01: are listed through throttling of a third of the calls, and stay shown while all are throttled", async () => {
        aws.faults.add({ what: "throttle", operation: "ListTrainingJobs", probability: 0.3 });
        for (let looks = 0; looks < 20; looks++) {
            await resources.refresh(never);
            assert.deepEqual([resources.current.problem, names().length], [undefined, 100]);
        }
        assert.ok(aws.faults.fired().length > 0);
        aws.faults.clear();
        aws.faults.add({ what: "throttle", operation: "ListTrainingJobs", times: "always" });
        await resources.refresh(AbortSignal.timeout(3000));
        assert.deepEqual([names().length, resources.failures, resources.current.problem], [100, 1, "It does not answer."]);
        assert.ok(resources.current.answeredAt !== undefined);
        aws.faults.clear();
        await resources.refresh(never);
        assert.deepEqual([resources.failures, resources.current.problem], [0, undefined]);
    });

    it("F12: stay shown while the connection is reset, and are listed again as soon as it is not", async () => {
        await resources.refresh(never);
        aws.faults.add({ what: "resetBeforeEffect", operation: "ListTrainingJobs", times: "always" });
        await resources.refresh(AbortSignal.timeout(3000));
        assert.deepEqual([names().length, resources.failures], [100, 1]);
        aws.faults.clear();
        await resources.refresh(never);
        assert.equal(resources.failures, 0);
    });

    it("F03: say that the sign-in has expired, without asking anybody, and go on when it is renewed", async () => {
        await resources.refresh(never);
        aws.faults.add({ what: "expiredToken", operation: ["ListTrainingJobs", "ListEndpoints"], times: "always" });
        await resources.refresh(never);
        assert.ok(Problem.is(resources.current.problem, "loginExpired"));
        assert.equal(names().length, 100);
        aws.faults.clear();
        await resources.refresh(never);
        assert.equal(resources.current.problem, undefined);
    });

    it("F53: lose quietly the one that is deleted elsewhere", async () => {
        await resources.refresh(never);
        const { jobsIn } = connections(() => Promise.reject(new Error("Nothing here is local."))).quietly;
        const deleted = await fetch(server.url, {
            method: "POST",
            headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "SageMaker.DeleteTrainingJob" },
            body: JSON.stringify({ TrainingJobName: "job-00050" }),
        });
        assert.equal(deleted.status, 200, await deleted.text());
        await resources.refresh(never);
        assert.deepEqual([names().includes("job-00050"), names().length, resources.current.problem], [false, 100, undefined]);
        await assert.rejects((await jobsIn(AWS)).describe("job-00050", never), { code: "resourceGone" });
    });

    it("F60: show a status of the future as AWS says it", async () => {
        const TrainingJobSummaries = [
            {
                TrainingJobName: "future",
                TrainingJobArn: "arn:aws:sagemaker:us-east-1:123456789012:training-job/future",
                CreationTime: Date.now() / 1000,
                LastModifiedTime: Date.now() / 1000,
                TrainingJobStatus: "Teleporting",
            },
        ];
        aws.faults.add({
            what: "answer",
            operation: "ListTrainingJobs",
            answer: { status: 200, body: { TrainingJobSummaries } },
        });
        await resources.refresh(never);
        assert.deepEqual(
            resources.current.jobs.items.map(({ name, status }) => `${name} ${status}`),
            ["future Teleporting"],
        );
        assert.equal(resources.isActive, true);
    });

    it("F02: end a search through pages that are all empty", async () => {
        await resources.refresh(never);
        aws.faults.add({
            what: "answer",
            operation: "ListTrainingJobs",
            times: "always",
            answer: { status: 200, body: { TrainingJobSummaries: [], NextToken: "on" } },
        });
        const calls = await callsOf(() => resources.more("trainingJobs", { name: "", state: "failed" }, never));
        assert.equal(calls.length, 10);
        assert.equal(resources.current.jobs.next, "on");
    });
});
