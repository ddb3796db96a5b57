import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { connections } from "../../src/adapters/aws/connections.ts";
import { sageMakerRuntime } from "../../src/adapters/aws/sageMaker/sageMakerRuntime.ts";
import type { AwsPlace } from "../../src/core/place.ts";
import type { Invoke } from "../../src/core/request/invocation.ts";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { clientOf } from "../host/aws/clientOf.ts";
import { keepVariables } from "../host/keepVariables.ts";

const never = new AbortController().signal;
const request = { endpointName: "iris", contentType: "text/csv", accept: undefined, body: new TextEncoder().encode("1,2") };
const OPERATION = "InvokeEndpoint";

describe("a request to an endpoint of AWS", () => {
    let aws: AwsStandIn;
    let invoke: Invoke;
    let setBack: () => void;

    before(async () => {
        aws = await startAws({ moto: false });
        setBack = keepVariables(...Object.keys(aws.env));
        Object.assign(process.env, aws.env);
        const place: AwsPlace = { kind: "aws", profile: "dev", region: "us-east-1" };
        invoke = await connections(() => Promise.reject(new Error("Nobody asks for Local SageMaker here."))).invokeIn(place);
    });
    after(async () => {
        setBack();
        await aws.stop();
    });
    beforeEach(() => aws.faults.clear());

    const asked = () => aws.calls().filter(({ operation }) => operation === OPERATION).length;
    const answers = (status: number, body: string | object, name?: string) =>
        aws.faults.add({
            what: "answer",
            operation: OPERATION,
            answer: { status, body, ...(name && { headers: { "x-amzn-errortype": name } }) },
        });

    it("F73: is told as too large, with its size, when the service answers 413 in plain text", async () => {
        answers(413, "HTTP content length exceeded 5246976 bytes.");
        await assert.rejects(invoke(request, never), {
            code: "invalidRequest",
            message: /this body of 3 bytes as too large/,
            remedy: { kind: "openSetting", label: "Open Setting", key: "rustSagemaker.request.maxPayloadMiB" },
        });
    });

    it("F73: is told as too large when a serverless endpoint says so", async () => {
        answers(400, { message: "Request has oversize body" }, "ValidationError");
        await assert.rejects(invoke(request, never), { code: "invalidRequest", message: /as too large. Send a smaller one/ });
    });

    it("F74: answers what the model said of it, with the log stream to look into", async () => {
        const LogStreamArn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/iris";
        answers(
            424,
            {
                OriginalStatusCode: 400,
                OriginalMessage: '{"error":"two columns"}',
                LogStreamArn,
                Message: "Received client error (400)",
            },
            "ModelError",
        );
        const answer = await invoke(request, never);
        assert.deepEqual([answer.from, answer.status, answer.contentType], ["model", 400, "application/json"]);
        assert.equal(new TextDecoder().decode(answer.body), '{"error":"two columns"}');
        assert.equal(answer.headers["Log stream"], LogStreamArn);
    });

    for (const what of ["resetBeforeEffect", "resetAfterEffect", "unavailable", "throttle"] as const) {
        it(`F75: reaches the model once at most when it meets ${what}`, async () => {
            const earlier = asked();
            aws.faults.add({ what, operation: OPERATION, times: "always" });
            await assert.rejects(invoke(request, never), { name: "Problem" });
            assert.equal(asked() - earlier, 1);
        });
    }

    const notReady = () => answers(429, { Message: "Model is not ready" }, "ModelNotReadyException");

    it("F76: waits while the model is being loaded, says so each time, and then has its answer", async () => {
        const [earlier, told] = [asked(), new Array<number>()];
        notReady();
        notReady();
        answers(200, "7");
        const quick = sageMakerRuntime(clientOf("dev"), { limitMs: 10_000, restMs: 50 });
        const { status } = await quick({ ...request, onLoading: () => told.push(asked() - earlier) }, never);
        assert.deepEqual([status, told, asked() - earlier], [200, [1, 2], 3]);
    });

    it("F76: says that the model is not ready after the time that is given it, and that nothing was asked of it", async () => {
        const earlier = asked();
        notReady();
        notReady();
        const short = sageMakerRuntime(clientOf("dev"), { limitMs: 350, restMs: 200 });
        await assert.rejects(short(request, never), { code: "wrongState", message: /still loading it. Nothing was asked of it/ });
        assert.ok(asked() - earlier <= 2);
    });

    it("F76: waits for no other refusal, be it a 429 as well", async () => {
        for (const [status, name] of [
            [429, "ThrottlingException"],
            [400, "ModelNotReadyException"],
        ] as const) {
            const earlier = asked();
            answers(status, { Message: "Not now" }, name);
            const onLoading = () => assert.fail("nothing is loaded");
            await assert.rejects(invoke({ ...request, onLoading }, never), { name: "Problem" });
            assert.equal(asked() - earlier, 1);
        }
    });

    it("F76: waits no longer than the user does", async () => {
        notReady();
        const cancelled = new AbortController();
        const waiting = invoke({ ...request, onLoading: () => cancelled.abort() }, cancelled.signal);
        await assert.rejects(waiting, { name: "AbortError" });
    });

    it("F76: says how long it waited when the model takes longer than SageMaker waits", async () => {
        const Message =
            'Received server error (0) from primary with message "Your invocation timed out while waiting for a response from container primary."';
        answers(424, { Message }, "ModelError");
        await assert.rejects(invoke(request, never), {
            code: "modelTimedOut",
            message: /did not answer in 0\.\d s. SageMaker waits 60 s/,
        });
    });

    it("F12: says that the connection broke off, and not that the model is slow", async () => {
        aws.faults.add({ what: "resetAfterEffect", operation: OPERATION });
        await assert.rejects(invoke(request, never), {
            code: "serviceUnreachable",
            message: /the connection to \S+ broke off\./,
        });
    });

    it("F53: says that the endpoint is gone", async () => {
        await assert.rejects(invoke(request, never), {
            code: "endpointGone",
            message: "This endpoint does not exist any more: iris.",
        });
    });

    it("F11: ends at once when it is cancelled while nobody answers", async () => {
        aws.faults.add({ what: "hang", operation: OPERATION });
        const begun = performance.now();
        await assert.rejects(invoke(request, AbortSignal.timeout(100)));
        assert.ok(performance.now() - begun < 30_000, "a model may take a minute");
    });
});
