import assert from "node:assert/strict";
import http from "node:http";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { GetMetricDataCommand, type Statistic } from "@aws-sdk/client-cloudwatch";
import { InvokeEndpointCommand, type InvokeEndpointCommandOutput } from "@aws-sdk/client-sagemaker-runtime";
import { fileNameOf } from "../../../src/local/store/fileName.ts";
import { clientsOf } from "../clients.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { deploy, eventually, reaches, serveProgram } from "./deploy.ts";

const data = fs.mkdtempSync(path.join(os.tmpdir(), "local sagemaker 'ü' "));
let server: ServerProcess;
let clients: ReturnType<typeof clientsOf>;

const SERVE = serveProgram(`
    const [status = "200", text = ""] = String(body).split(" ");
    if (status === "headers") {
        response.setHeader("content-type", "text/csv");
        response.setHeader("x-amzn-sagemaker-custom-attributes", "answered");
        response.setHeader("x-own", "kept back");
        response.end(JSON.stringify(request.headers));
    } else if (status === "break") {
        request.socket.destroy();
    } else if (status === "half") {
        response.write("half");
        setTimeout(() => request.socket.destroy(), 50);
    } else if (status === "stream") {
        response.write("first ");
        const timer = setInterval(() => {
            if (fs.existsSync(path.join(model, "../go"))) {
                clearInterval(timer);
                response.end("second");
            }
        }, 20);
    } else if (status === "wait") {
        request.socket.on("close", () => console.log("client gone"));
        console.log("waiting");
    } else {
        response.statusCode = Number(status);
        response.end(text);
    }
`);

before(async () => {
    server = await startServerProcess(data);
    clients = clientsOf(server.url);
    await deploy(clients, "model", { AllTraffic: { serve: SERVE } });
    const named = (name: string): string => serveProgram(`response.end("${name}")`);
    const variants = { all: { serve: named("all"), weight: 1 }, none: { serve: named("none"), weight: 0 } };
    await deploy(clients, "pair", variants);
    await Promise.all([reaches(clients, "model", "InService"), reaches(clients, "pair", "InService")]);
});
after(async () => {
    await server.end("SIGTERM");
    fs.rmSync(data, { recursive: true, force: true });
});

test("a request reaches the container with its type and SageMaker's headers and no others", async () => {
    const answer = await invoke("headers", {
        ContentType: "text/csv",
        Accept: "application/json",
        CustomAttributes: "asked",
        InferenceId: "7",
    });
    const { host, connection, ...headers } = JSON.parse(answer.Body.transformToString());
    assert.match(host, /^127\.0\.0\.1:/);
    assert.equal(connection, "keep-alive");
    assert.deepEqual(headers, {
        "content-type": "text/csv",
        accept: "application/json",
        "content-length": "7",
        "x-amzn-sagemaker-custom-attributes": "asked",
        "x-amzn-sagemaker-inference-id": "7",
    });
    assert.deepEqual(
        [answer.ContentType, answer.CustomAttributes, answer.InvokedProductionVariant],
        ["text/csv", "answered", "AllTraffic"],
    );
});

for (const [status, words] of [
    [400, "client error (400)"],
    [404, "client error (404)"],
    [500, "server error (500)"],
    [503, "server error (503)"],
] as const) {
    test(`what a container answers with ${status} is a ModelError that repeats it`, async () => {
        await assert.rejects(invoke(`${status} petals`), ({ name, message, $metadata, ...rest }: ModelFailure) => {
            assert.equal(name, "ModelError");
            assert.equal(
                message,
                `Received ${words} from primary with message "petals". See https://us-east-1.console.aws.amazon.com/cloudwatch/home?` +
                    "region=us-east-1#logEventViewer:group=/aws/sagemaker/Endpoints/model in account 000000000000 for more information.",
            );
            assert.deepEqual([$metadata.httpStatusCode, rest.OriginalStatusCode, rest.OriginalMessage], [424, status, "petals"]);
            assert.equal(rest.LogStreamArn, "arn:aws:logs:us-east-1:000000000000:log-group:/aws/sagemaker/Endpoints/model");
            return true;
        });
    });
}

test("a container that breaks the connection is a ModelError too, and the next request is served", async () => {
    await assert.rejects(invoke("break"), ({ name, message, OriginalStatusCode }: ModelFailure) => {
        assert.deepEqual([name, OriginalStatusCode], ["ModelError", 0]);
        assert.match(message, /The container closed the connection before it had answered/);
        return true;
    });
    assert.equal((await invoke("200 well")).Body.transformToString(), "well");
});

test("an answer that a container breaks off does not pass for a whole one", async () => {
    await assert.rejects(invoke("half"));
});

test("an answer is passed on while the container still makes it", async () => {
    const response = await rawInvocation("stream");
    const parts = response[Symbol.asyncIterator]();
    assert.equal(String((await parts.next()).value), "first ");
    fs.writeFileSync(path.join(data, "endpoints/model", fileNameOf("AllTraffic"), "ml/go"), "");
    assert.equal(String((await parts.next()).value), "second");
});

test("a container sees it when the client does not wait any longer", async () => {
    const client = new AbortController();
    const sent = invoke("wait", {}, client.signal);
    const log = (): string => fs.readFileSync(outputFiles("model")[0] ?? "", "utf8");
    await eventually(async () => assert.match(log(), /waiting/));
    client.abort();
    await assert.rejects(sent, { name: "AbortError" });
    await eventually(async () => assert.match(log(), /client gone/));
});

test("variants share the requests by their weights, and a request may name the one it wants", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, async () => body("pair", {})));
    assert.deepEqual([...new Set(answers)], ["all"]);
    assert.equal(await body("pair", { TargetVariant: "none" }), "none");
    await assert.rejects(body("pair", { TargetVariant: "absent" }), {
        name: "ValidationError",
        message: 'Could not find variant "absent" of endpoint pair.',
    });
});

test("requests and their errors are counted as CloudWatch counts those of SageMaker", async () => {
    await deploy(clients, "counted", { AllTraffic: { serve: SERVE } });
    await reaches(clients, "counted", "InService");
    for (const request of ["200 a", "200 b", "404 c", "500 d"]) {
        await clients.runtime.send(new InvokeEndpointCommand({ EndpointName: "counted", Body: request })).catch(() => {});
    }
    await eventually(async () => assert.equal(await statistic("Invocations", "Sum"), 4));
    assert.equal(await statistic("Invocation4XXErrors", "Sum"), 1);
    assert.equal(await statistic("Invocation5XXErrors", "Sum"), 1);
    const latency = (await statistic("ModelLatency", "Average")) ?? 0;
    assert.ok(latency > 50 && latency < 5_000_000, `${latency} µs`);
    assert.equal(await statistic("OverheadLatency", "SampleCount"), 4);
});

type ModelFailure = Error & {
    readonly OriginalStatusCode: number;
    readonly OriginalMessage: string;
    readonly LogStreamArn: string;
    readonly $metadata: { readonly httpStatusCode: number };
};

async function invoke(request: string, more: object = {}, abortSignal?: AbortSignal): Promise<InvokeEndpointCommandOutput> {
    const command = new InvokeEndpointCommand({ EndpointName: "model", Body: request, ...more });
    return clients.runtime.send(command, abortSignal && { abortSignal });
}

async function body(EndpointName: string, more: object): Promise<string> {
    const answer = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName, Body: "x", ...more }));
    return answer.Body.transformToString();
}

async function rawInvocation(request: string): Promise<http.IncomingMessage> {
    const url = new URL("/endpoints/model/invocations", server.url);
    return new Promise((resolve, reject) => {
        http.request(url, { method: "POST" }, resolve).on("error", reject).end(request);
    });
}

function outputFiles(endpoint: string): readonly string[] {
    const folder = path.join(data, "endpoints", endpoint);
    const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
    return files.filter((file) => file.endsWith("output.log")).map((file) => path.join(folder, file));
}

async function statistic(MetricName: string, Stat: Statistic): Promise<number | undefined> {
    const Dimensions = [
        { Name: "EndpointName", Value: "counted" },
        { Name: "VariantName", Value: "AllTraffic" },
    ];
    const answer = await clients.cloudwatch.send(
        new GetMetricDataCommand({
            StartTime: new Date(Date.now() - 600_000),
            EndTime: new Date(Date.now() + 600_000),
            MetricDataQueries: [
                { Id: "m", MetricStat: { Metric: { Namespace: "AWS/SageMaker", MetricName, Dimensions }, Period: 3600, Stat } },
            ],
        }),
    );
    return answer.MetricDataResults?.[0]?.Values?.[0];
}
