import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { DescribeLogStreamsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import {
    CreateEndpointCommand,
    DeleteEndpointCommand,
    DescribeEndpointCommand,
    ListEndpointsCommand,
    ListTagsCommand,
    waitUntilEndpointDeleted,
} from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { processStartedAt } from "../../../src/system/processStart.ts";
import { clientsOf } from "../clients.ts";
import { BUCKET } from "../programs.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { archiveOf, deploy, eventually, putModel, reaches, serveProgram } from "./deploy.ts";

const data = fs.mkdtempSync(path.join(os.tmpdir(), "local sagemaker 'ü' "));
let server: ServerProcess;
let clients: ReturnType<typeof clientsOf>;

before(async () => {
    server = await startServerProcess(data);
    clients = clientsOf(server.url);
});
after(async () => {
    await server.end("SIGTERM");
    fs.rmSync(data, { recursive: true, force: true });
});

const ECHO = serveProgram("response.end(body)");

test("an endpoint serves its unpacked model, and is described with its image and variants", async () => {
    const ModelDataUrl = await putModel(
        clients,
        "first/model.tar.gz",
        await archiveOf({ name: "deep/weights.txt", content: "weights of " }),
    );
    const serve = serveProgram(`response.end(fs.readFileSync(path.join(model, "deep/weights.txt"), "utf8") + body)`);
    await deploy(clients, "First", { AllTraffic: { serve, container: { ModelDataUrl } } });
    const endpoint = await reaches(clients, "First", "InService");
    assert.equal(endpoint.EndpointArn, "arn:aws:sagemaker:us-east-1:000000000000:endpoint/first");
    const [variant] = endpoint.ProductionVariants ?? [];
    assert.deepEqual(
        [variant?.VariantName, variant?.CurrentWeight, variant?.CurrentInstanceCount, variant?.DesiredInstanceCount],
        ["AllTraffic", 1, 1, 1],
    );
    assert.equal(variant?.DeployedImages?.[0]?.ResolvedImage, variant?.DeployedImages?.[0]?.SpecifiedImage);
    const answer = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName: "First", Body: "iris" }));
    assert.deepEqual([answer.Body.transformToString(), answer.InvokedProductionVariant], ["weights of iris", "AllTraffic"]);
});

test("a container sees the variables of its model and of its place, and is told where to listen", async () => {
    const serve = serveProgram("response.end(JSON.stringify([process.env, process.argv.slice(1)]))");
    await deploy(clients, "variables", { main: { serve, container: { Environment: { RUST_LOG: "debug" } } } });
    await reaches(clients, "variables", "InService");
    const [variables, args] = JSON.parse(await invoked("variables", ""));
    assert.deepEqual(args, ["serve"]);
    assert.equal(variables.RUST_LOG, "debug");
    assert.equal(variables.AWS_ENDPOINT_URL, server.url);
    assert.equal(variables.SAGEMAKER_BIND_ADDRESS, "127.0.0.1");
    assert.match(variables.SAGEMAKER_BIND_TO_PORT, /^\d+$/);
});

test("two endpoints of one model run side by side, each on a port of its own", async () => {
    const serve = serveProgram("response.end(process.env.SAGEMAKER_BIND_TO_PORT)");
    await Promise.all([deploy(clients, "left", { main: { serve } }), deploy(clients, "right", { main: { serve } })]);
    await Promise.all([reaches(clients, "left", "InService"), reaches(clients, "right", "InService")]);
    assert.notEqual(await invoked("left", ""), await invoked("right", ""));
});

test("what a container prints is in the log group of its endpoint, in the stream of its instance", async () => {
    const serve = serveProgram(`console.error("asked for", String(body)); response.end("ok")`);
    await deploy(clients, "printing", { AllTraffic: { serve } });
    await reaches(clients, "printing", "InService");
    await invoked("printing", "a flower");
    const logGroupName = "/aws/sagemaker/Endpoints/printing";
    const { logStreams } = await clients.logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    assert.match(logStreams?.[0]?.logStreamName ?? "", /^AllTraffic\/i-[0-9a-f]{17}$/);
    await eventually(async () => {
        const lines = await linesOf("printing");
        assert.deepEqual(lines, ["listening", "asked for a flower"]);
    });
});

test("endpoints are listed by name, status and time", async () => {
    await deploy(clients, "listed-1", { main: { serve: ECHO } });
    await deploy(clients, "listed-2", { main: { serve: ECHO } });
    await Promise.all([reaches(clients, "listed-1", "InService"), reaches(clients, "listed-2", "InService")]);
    const list = async (input: object): Promise<(string | undefined)[]> => {
        const { Endpoints } = await clients.sagemaker.send(new ListEndpointsCommand({ NameContains: "listed", ...input }));
        return (Endpoints ?? []).map(({ EndpointName }) => EndpointName);
    };
    assert.deepEqual(await list({}), ["listed-2", "listed-1"]);
    assert.deepEqual(await list({ SortBy: "Name", SortOrder: "Ascending", MaxResults: 1 }), ["listed-1"]);
    assert.deepEqual(await list({ StatusEquals: "Failed" }), []);
    assert.deepEqual((await list({ StatusEquals: "InService" })).length, 2);
});

test("an endpoint is refused when its name is taken, in whatever case, or its configuration is missing", async () => {
    await deploy(clients, "taken", { main: { serve: ECHO } });
    const again = new CreateEndpointCommand({ EndpointName: "TAKEN", EndpointConfigName: "taken" });
    await assert.rejects(clients.sagemaker.send(again), {
        name: "ValidationException",
        message: 'Cannot create already existing endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/taken".',
    });
    const missing = new CreateEndpointCommand({ EndpointName: "new", EndpointConfigName: "absent" });
    await assert.rejects(clients.sagemaker.send(missing), {
        message: /^Could not find endpoint configuration "arn:.*absent"\.$/,
    });
});

test("an endpoint that nobody made is told as SageMaker tells it", async () => {
    const message = 'Could not find endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/absent".';
    const refusal = { name: "ValidationException", message };
    const EndpointName = "absent";
    await assert.rejects(clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName })), refusal);
    await assert.rejects(clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName })), refusal);
    await assert.rejects(invoked("absent", ""), {
        name: "ValidationError",
        message: "Endpoint absent of account 000000000000 not found.",
    });
});

test("an endpoint that is still created takes no requests and cannot be deleted", async () => {
    await deploy(clients, "slow", {
        main: {
            serve: serveProgram(
                "response.end()",
                "if (fs.existsSync(path.join(model, '../go'))) response.end(); else { response.statusCode = 503; response.end(); }",
            ),
        },
    });
    await assert.rejects(invoked("slow", ""), { message: "Endpoint slow of account 000000000000 not found." });
    await assert.rejects(clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: "slow" })), {
        name: "ValidationException",
        message: 'Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/slow".',
    });
    const { ProductionVariants } = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: "slow" }));
    assert.equal(ProductionVariants?.[0]?.VariantStatus?.[0]?.Status, "Creating");
    await eventually(async () => fs.writeFileSync(path.join(data, "endpoints/slow/main/ml/go"), ""));
    await reaches(clients, "slow", "InService");
});

test("a deleted endpoint ends its container with SIGTERM, and leaves its log and nothing else", async () => {
    await deploy(clients, "short", { main: { serve: serveProgram("response.end(String(process.pid))") } });
    const { EndpointArn } = await reaches(clients, "short", "InService");
    const pid = Number(await invoked("short", ""));
    await clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: "short" }));
    const waiter = { client: clients.sagemaker, maxWaitTime: 20, minDelay: 1, maxDelay: 1 };
    await waitUntilEndpointDeleted(waiter, { EndpointName: "short" });
    assert.equal(processStartedAt(pid), undefined);
    assert.equal(fs.existsSync(path.join(data, "endpoints/short")), false);
    assert.deepEqual(await linesOf("short"), ["listening", "terminated"]);
    await assert.rejects(clients.sagemaker.send(new ListTagsCommand({ ResourceArn: EndpointArn })));
    const again = new CreateEndpointCommand({ EndpointName: "short", EndpointConfigName: "short" });
    await clients.sagemaker.send(again);
    await reaches(clients, "short", "InService");
});

test("a container that ends before it is healthy fails its endpoint at once, with its exit and its last lines", async () => {
    const serve = serveProgram("", "", `console.error("no weights in " + model.slice(-5)); process.exit(101);`);
    await deploy(clients, "panic", { AllTraffic: { serve } });
    const { FailureReason } = await reaches(clients, "panic", "Failed");
    assert.equal(
        FailureReason,
        "The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs " +
            "for this endpoint. The container ended with exit code 101 (a Rust panic). Last lines of the log:\nno weights in model",
    );
    await clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: "panic" }));
});

test("an image without the program fails its endpoint with what a container runtime says", async () => {
    await deploy(clients, "text", { main: { serve: "just text" } });
    const { FailureReason } = await reaches(clients, "text", "Failed");
    assert.match(FailureReason ?? "", /^CannotStartContainerError\. .*for variant main .* exec: "serve": exec format error/);
});

test("an image that was never pushed fails its endpoint and says what to push", async () => {
    const Image = `000000000000.dkr.ecr.us-east-1.amazonaws.com/nothing@sha256:${"0".repeat(64)}`;
    await deploy(clients, "no-image", { main: { serve: ECHO, container: { Image } } });
    const { FailureReason } = await reaches(clients, "no-image", "Failed");
    assert.match(FailureReason ?? "", /nothing@sha256:0+ does not exist\. Push its executables to s3:\/\/local-images\//);
});

test("a model that is no archive fails its endpoint", async () => {
    const ModelDataUrl = await putModel(clients, "broken/model.tar.gz", Buffer.from("no archive"));
    await deploy(clients, "broken", { main: { serve: ECHO, container: { ModelDataUrl } } });
    const { FailureReason } = await reaches(clients, "broken", "Failed");
    assert.match(
        FailureReason ?? "",
        /^Failed to extract model data archive .* from URL "s3:\/\/.*broken\/model\.tar\.gz"\. .*valid tar\.gz/,
    );
});

test("a model that is gone by the time its endpoint is created fails it", async () => {
    const ModelDataUrl = await putModel(clients, "gone/model.tar.gz", await archiveOf({ name: "a", content: "b" }));
    const { sagemaker } = clients;
    await deploy(clients, "before-gone", { main: { serve: ECHO, container: { ModelDataUrl } } });
    await clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "gone/model.tar.gz" }));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: "gone", EndpointConfigName: "before-gone" }));
    const { FailureReason } = await reaches(clients, "gone", "Failed");
    assert.match(FailureReason ?? "", /^Failed to download model data .* from URL: "s3:\/\/.*gone\/model\.tar\.gz"/);
});

test("a model may lie uncompressed under a prefix", async () => {
    await putModel(clients, "plain/weights/a.txt", Buffer.from("A"));
    await putModel(clients, "plain/weights/deep/b.txt", Buffer.from("B"));
    const S3DataSource = { S3Uri: `s3://${BUCKET}/plain/weights/`, S3DataType: "S3Prefix", CompressionType: "None" } as const;
    const serve = serveProgram(`response.end(fs.readdirSync(model, { recursive: true }).sort().join())`);
    await deploy(clients, "plain", { main: { serve, container: { ModelDataSource: { S3DataSource } } } });
    await reaches(clients, "plain", "InService");
    assert.equal(await invoked("plain", ""), "a.txt,deep,deep/b.txt");
});

async function invoked(EndpointName: string, Body: string): Promise<string> {
    const answer = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName, Body }));
    return answer.Body.transformToString();
}

async function linesOf(endpoint: string): Promise<(string | undefined)[]> {
    const logGroupName = `/aws/sagemaker/Endpoints/${endpoint}`;
    const { logStreams } = await clients.logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    const logStreamName = logStreams?.[0]?.logStreamName;
    const { events } = await clients.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }));
    return (events ?? []).map(({ message }) => message);
}
