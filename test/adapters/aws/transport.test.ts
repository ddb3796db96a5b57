import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, describe, it } from "node:test";
import { CreateModelCommand, ListModelsCommand, paginateListModels, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { ClientOf } from "../../../src/adapters/aws/clients.ts";
import { callerIdentity } from "../../../src/adapters/aws/callerIdentity.ts";
import { inWords } from "../../../src/adapters/aws/transport/awsProblem.ts";
import { placeName } from "../../../src/core/place.ts";
import type { Problem } from "../../../src/core/problem.ts";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { keepVariables } from "../../host/keepVariables.ts";

describe("a call of AWS", () => {
    let aws: AwsStandIn;
    let setBack: () => void;
    let client: SageMakerClient;

    before(async () => {
        aws = await startAws({ moto: false });
        setBack = keepVariables(...Object.keys(aws.env), "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE");
        Object.assign(process.env, aws.env);
        client = clientOf("dev")(SageMakerClient);
    });
    after(async () => {
        setBack();
        await aws.stop();
    });
    beforeEach(() => aws.faults.clear());

    const never = new AbortController().signal;
    const list = (from = client, abortSignal = never) =>
        inWords("Listing models", () => from.send(new ListModelsCommand({}), { abortSignal }));
    const model = (ModelName: string) =>
        inWords(`Creating model ${ModelName}`, () =>
            client.send(
                new CreateModelCommand({
                    ModelName,
                    ExecutionRoleArn: "arn:aws:iam::123456789012:role/sagemaker",
                    PrimaryContainer: { Image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/sample:v1" },
                }),
            ),
        );
    const fired = () => aws.faults.fired().map(({ what, operation }) => `${what} ${operation}`);
    const callsSince = (count: number) => aws.calls().slice(count);

    it("F01: is repeated where it was throttled, and the log is told once", async () => {
        aws.faults.add({ what: "throttle", operation: "ListModels", times: 4 });
        const told: string[] = [];
        await list(clientOf("dev", { log: (message) => told.push(message) })(SageMakerClient));
        assert.equal(fired().length, 4);
        assert.equal(told.length, 1);
        assert.match(told[0] ?? "", /ListModels in AWS us-east-1 \(dev\) is asked for too often/);
    });

    it("F01: that is a write is repeated where it was throttled too, for nothing was done", async () => {
        aws.faults.add({ what: "throttle", operation: "CreateModel", times: 2 });
        await model("throttled");
        assert.equal(fired().length, 2);
    });

    it("is repeated where it changes nothing: after a reset, a 503 and half a body", async () => {
        aws.faults.add({ what: "resetBeforeEffect" }, { what: "unavailable" }, { what: "cutBody" });
        await list();
        assert.deepEqual(fired(), ["resetBeforeEffect ListModels", "unavailable ListModels", "cutBody ListModels"]);
    });

    it("F03: that is answered tells of a good sign-in, and one that AWS refuses does not", async () => {
        const answered: string[] = [];
        const from = clientOf("dev", { answered: (place) => answered.push(placeName(place)) })(SageMakerClient);
        aws.faults.add({ what: "expiredToken", operation: "ListModels", times: "always" });
        await assert.rejects(list(from), { code: "loginExpired" });
        assert.deepEqual(answered, []);
        aws.faults.clear();
        await list(from);
        assert.deepEqual(answered, ["AWS us-east-1 (dev)"]);
    });

    it("tells AWS which program asks", async () => {
        await list();
        assert.match(aws.calls().at(-1)?.userAgent ?? "", / app\/rust-sagemaker( |$)/);
    });

    it("that pages is repeated page by page", async () => {
        aws.faults.add({ what: "resetBeforeEffect", operation: "ListModels", times: 2 });
        const pages = [];
        for await (const page of paginateListModels({ client, pageSize: 1 }, {})) {
            pages.push(page);
        }
        assert.ok(pages.length > 0);
        assert.equal(fired().length, 2);
    });

    it("that makes something is sent once, whether its answer or itself was lost", async () => {
        for (const what of ["resetBeforeEffect", "resetAfterEffect", "unavailable"] as const) {
            const earlier = aws.calls().length;
            aws.faults.add({ what, operation: "CreateModel" });
            await assert.rejects(model(`once-${what}`));
            assert.equal(callsSince(earlier).length, 1, what);
        }
    });

    it("F75: that asks a model reaches it once", async () => {
        const runtime = clientOf("dev")(SageMakerRuntimeClient);
        for (const what of ["resetAfterEffect", "unavailable", "throttle"] as const) {
            const earlier = aws.calls().length;
            aws.faults.add({ what, operation: "InvokeEndpoint" });
            await assert.rejects(runtime.send(new InvokeEndpointCommand({ EndpointName: "none", Body: "1" })));
            assert.equal(callsSince(earlier).length, 1, what);
        }
    });

    it("F11: ends when it is cancelled, where nothing comes back", async () => {
        aws.faults.add({ what: "hang", operation: "ListModels" });
        const cancelled = new AbortController();
        const listing = list(client, cancelled.signal);
        while (aws.faults.fired().length === 0) {
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        const at = performance.now();
        cancelled.abort();
        await assert.rejects(listing, { name: "AbortError" });
        assert.ok(performance.now() - at < 10_000, "an attempt takes twenty seconds");
    });

    it("F11: that is never answered is given up and tried again", async () => {
        aws.faults.add({ what: "hang", operation: "ListModels" });
        await client.send(new ListModelsCommand({}), { requestTimeout: 200 });
        assert.deepEqual(fired(), ["hang ListModels"]);
    });

    it("F07: survives a clock that is an hour off, writes included", async () => {
        aws.faults.add({ what: "clock", aheadMs: 3_600_000, times: "always" });
        await list();
        await model("clock");
        aws.faults.clear();
        await list();
    });

    it("F10: answered by something else than AWS names the host and the status, and not what a parser says", async () => {
        for (const [fault, status] of [
            [{ what: "html", status: 200 }, 200],
            [{ what: "xmlForbidden" }, 403],
            [{ what: "truncate" }, 200],
        ] as const) {
            aws.faults.add({ ...fault, operation: "ListModels" });
            const expected = `Listing models failed because the server at 127.0.0.1 did not answer as AWS does (HTTP ${status}).`;
            await assert.rejects(list(), ({ code, message }: Problem) => {
                assert.equal(code, "notAws");
                assert.ok(message.startsWith(expected), message);
                assert.doesNotMatch(message, /token|JSON|<|Unterminated/i);
                return true;
            });
        }
        aws.faults.add({ what: "html", status: 500, operation: "ListModels" });
        await list(); // a page of an error is gone the next time
    });

    it("F12: to a port where nobody listens says so within seconds", async () => {
        await withAddress("http://127.0.0.1:1", async () => {
            const at = performance.now();
            await assert.rejects(list(clientOf("dev")(SageMakerClient)), {
                code: "serviceUnreachable",
                message: /^Listing models failed because 127\.0\.0\.1 cannot be reached \(ECONNREFUSED\)/,
            });
            assert.ok(performance.now() - at < 5000);
        });
    });

    it("F08: to a host that has no address names it, and what is honoured", async () => {
        await withAddress("http://nowhere.invalid", async () => {
            await assert.rejects(list(clientOf("dev")(SageMakerClient)), {
                code: "serviceUnreachable",
                message: /nowhere\.invalid cannot be reached \((ENOTFOUND|EAI_AGAIN)\).*http\.proxy.*NODE_EXTRA_CA_CERTS/,
                remedy: { kind: "openSetting", label: "Open Proxy Settings", key: "http.proxy" },
            });
        });
    });

    it("F13: without credentials says where to choose some, and that Local SageMaker needs none", async () => {
        await assert.rejects(list(clientOf("nobody")(SageMakerClient)), {
            code: "credentialsMissing",
            message: /nobody.*Local SageMaker, which needs no account/,
            remedy: { kind: "runCommand", label: "Choose Profile", command: "rustSagemaker.account.connect" },
        });
    });

    it("F04: takes the keys that were written since, without a new window", async () => {
        const sts = clientOf("dev")(STSClient);
        await sts.send(new GetCallerIdentityCommand({}));
        assert.equal(aws.calls().at(-1)?.accessKeyId, "DEVKEY");
        const file = process.env["AWS_SHARED_CREDENTIALS_FILE"] ?? "";
        await writeFile(file, "[dev]\naws_access_key_id = NEWKEY\naws_secret_access_key = of-new-key\n");
        aws.faults.add({ what: "expiredToken", operation: "GetCallerIdentity" });
        await sts.send(new GetCallerIdentityCommand({}));
        assert.equal(aws.calls().at(-1)?.accessKeyId, "NEWKEY");
    });

    it("F03: whose sign-in has expired waits until somebody has signed in, and goes on", async () => {
        const asked: string[] = [];
        const waiting = clientOf("dev", { signIn: async ({ message }) => void asked.push(message) })(SageMakerClient);
        aws.faults.add({ what: "expiredToken", operation: "ListModels", times: 2 });
        await list(waiting);
        assert.deepEqual(asked, ["The sign-in to AWS us-east-1 (dev) has expired. Sign in again to go on."]);
        aws.faults.clear();
        aws.faults.add({ what: "expiredToken", operation: "ListModels", times: 2 });
        await assert.rejects(list(), {
            code: "loginExpired",
            remedy: { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" },
        });
    });

    it("F03: of a write goes on after a sign-in too, because it was refused unread", async () => {
        aws.faults.add({ what: "expiredToken", operation: "CreateModel", times: 2 });
        const waiting: ClientOf = clientOf("dev", { signIn: async () => {} });
        client = waiting(SageMakerClient);
        await model("signed-in");
        client = clientOf("dev")(SageMakerClient);
    });

    it("F09: in China or GovCloud is signed there, and its caller's partition is known", async () => {
        for (const partition of ["aws-cn", "aws-us-gov", "aws-iso-b"]) {
            const arn = `arn:${partition}:sts::123456789012:assumed-role/Train/ada`;
            const body = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>X:ada</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
            const answer = { status: 200, headers: { "content-type": "text/xml" }, body };
            aws.faults.add({ what: "answer", operation: "GetCallerIdentity", answer });
            assert.deepEqual(await callerIdentity(clientOf("dev"))(never), { account: "123456789012", arn, partition });
        }
    });

    it("F15: goes on after the machine slept, with its sockets dead", { skip: process.platform === "win32" }, async () => {
        aws.faults.add(
            { what: "delay", milliseconds: 1000, operation: "ListModels" },
            { what: "resetBeforeEffect", operation: "ListModels" },
        );
        const program = spawn(process.execPath, ["test/adapters/aws/listModels.ts"], { stdio: ["ignore", "pipe", "inherit"] });
        const said = text(program.stdout);
        while (aws.faults.fired().length === 0) {
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        program.kill("SIGSTOP");
        await new Promise((resolve) => setTimeout(resolve, 2500));
        program.kill("SIGCONT");
        assert.equal(await said, "listed twice\n");
        assert.deepEqual(fired(), ["delay ListModels", "resetBeforeEffect ListModels"]);
    });

    async function withAddress(address: string, run: () => Promise<void>): Promise<void> {
        const restore = keepVariables("AWS_ENDPOINT_URL");
        process.env["AWS_ENDPOINT_URL"] = address;
        try {
            await run();
        } finally {
            restore();
        }
    }
});
