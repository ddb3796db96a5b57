import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeLogStreamsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    DeleteEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { DescribeEndpointCommand, type DescribeEndpointCommandOutput } from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { archiveOf, eventually, putModel, reaches } from "../../local/hosting/deploy.ts";
import { until } from "../../local/job/jobs.ts";
import { docker } from "../docker.ts";
import { type LocalServer, startLocalServer } from "./localServer.ts";
import { SERVE } from "./serveProgram.ts";
import { containersOf, testImages } from "./testImages.ts";

const images = testImages();
let server: LocalServer;
let artifact: string;

before(async () => {
    server = await startLocalServer();
    artifact = await putModel(server.clients(), "model.tar.gz", await archiveOf({ name: "weights", content: "42" }));
});
after(async () => {
    await server[Symbol.asyncDispose]();
    const left = await containersOf(server.data);
    await images[Symbol.asyncDispose]();
    assert.deepEqual(left, [], "every container ends with its server");
});

test("an endpoint of a container image comes up, answers with its model, and leaves nothing when it is deleted", async () => {
    const begun = performance.now();
    const endpoint = await deployed("first");
    assert.ok(performance.now() - begun < 10_000);
    const { reference } = endpoint.image;
    assert.deepEqual(endpoint.described.ProductionVariants?.[0]?.DeployedImages?.[0]?.ResolvedImage, reference);
    assert.match(await invoke("first", "hello"), /^42 hello hi read-only 1 /);
    await eventually(async () => assert.ok((await lines("first")).includes("asked hello")));
    assert.equal((await containersOf(server.data)).length, 1);
    await server.clients().sagemaker.send(new DeleteEndpointCommand({ EndpointName: "first" }));
    await eventually(async () => {
        await assert.rejects(server.clients().sagemaker.send(new DescribeEndpointCommand({ EndpointName: "first" })));
    });
    assert.deepEqual(await containersOf(server.data), []);
});

test("a container that dies is replaced by another one, and so is one that somebody removes", async () => {
    await deployed("mortal");
    const first = await hostOf("mortal");
    await assert.rejects(invoke("mortal", "crash"));
    await eventually(async () => assert.notEqual(await hostOf("mortal"), first));
    const second = await hostOf("mortal");
    await docker("rm", "--force", (await containersOf(server.data))[0] ?? "");
    await eventually(async () => assert.notEqual(await hostOf("mortal"), second));
    assert.ok((await lines("mortal")).includes("The container ended with exit code 7. Another one is started."));
    assert.equal((await containersOf(server.data)).length, 1);
});

test("a container outlives a server that is killed: the next one goes on with it and loses no line", async () => {
    await deployed("steady");
    const earlier = await hostOf("steady");
    await server.restart("SIGKILL");
    assert.equal(await hostOf("steady"), earlier);
    await eventually(async () => assert.equal((await lines("steady")).filter((text) => text.startsWith("asked")).length, 2));
});

test("containers end with a server that is told to end, and the next one starts them again", async () => {
    await deployed("revived");
    const earlier = await hostOf("revived");
    await server.restart("SIGTERM");
    await reaches(server.clients(), "revived", "InService");
    assert.notEqual(await hostOf("revived"), earlier);
});

test("an image without serve fails as SageMaker tells it", async () => {
    const { reference } = await images.build({ train: "#!/bin/sh\n" });
    await create("serveless", reference);
    const reason = await failureOf("serveless");
    assert.match(reason, /^CannotStartContainerError\. .* exec: "serve": executable file not found in \$PATH/);
    assert.equal((await containersOf(server.data)).filter((name) => name.includes("serveless")).length, 0);
});

test("the log of a container that listens on no port says what its pings saw", async () => {
    const { reference } = await images.build({
        serve: "#!/bin/sh\ntrap 'exit 0' TERM\necho up; while true; do sleep 0.1; done\n",
    });
    await create("deaf", reference);
    await eventually(async () => assert.ok((await lines("deaf")).includes("up")));
    const waiting = /^Waiting until GET \/ping answers 200\. The last one was cut off/;
    await until(async () => (await lines("deaf")).some((text) => waiting.test(text)));
});

async function create(name: string, Image: string): Promise<void> {
    const { sagemaker } = server.clients();
    const PrimaryContainer = { Image, ModelDataUrl: artifact, Environment: { GREETING: "hi" } };
    await sagemaker.send(
        new CreateModelCommand({ ModelName: name, PrimaryContainer, ExecutionRoleArn: "arn:aws:iam::000000000000:role/local" }),
    );
    const variant = {
        VariantName: "main",
        ModelName: name,
        InstanceType: "ml.m5.large" as const,
        InitialInstanceCount: 1,
    };
    await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
}

async function deployed(name: string) {
    const image = await images.build({ serve: SERVE });
    await create(name, image.reference);
    const described: DescribeEndpointCommandOutput = await reaches(server.clients(), name, "InService");
    return { image, described };
}

async function failureOf(EndpointName: string): Promise<string> {
    let reason = "";
    await eventually(async () => {
        const endpoint = await server.clients().sagemaker.send(new DescribeEndpointCommand({ EndpointName }));
        assert.equal(endpoint.EndpointStatus, "Failed");
        reason = endpoint.FailureReason ?? "";
    });
    return reason;
}

async function invoke(EndpointName: string, Body: string): Promise<string> {
    const answer = await server.clients().runtime.send(new InvokeEndpointCommand({ EndpointName, Body }));
    return answer.Body.transformToString();
}

/** The container that answers. */
async function hostOf(endpoint: string): Promise<string> {
    return (await invoke(endpoint, "who")).split(" ").at(-1) ?? "";
}

/** The lines of all instances of an endpoint. */
async function lines(endpoint: string): Promise<string[]> {
    const logGroupName = `/aws/sagemaker/Endpoints/${endpoint}`;
    const { logStreams = [] } = await server.clients().logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    const pages = await Promise.all(
        logStreams.map(async ({ logStreamName }) =>
            server.clients().logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true })),
        ),
    );
    return pages.flatMap(({ events = [] }) => events.map(({ message }) => message ?? ""));
}
