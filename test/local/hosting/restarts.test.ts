import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { DescribeLogStreamsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteEndpointCommand, DescribeEndpointCommand } from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { processStartedAt } from "../../../src/system/processStart.ts";
import { clientsOf } from "../clients.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { deploy, eventually, reaches, serveProgram } from "./deploy.ts";

const data = fs.mkdtempSync(path.join(os.tmpdir(), "local sagemaker 'ü' "));
let server: ServerProcess;
let clients: ReturnType<typeof clientsOf>;

before(start);
after(async () => {
    await server.end("SIGTERM");
    fs.rmSync(data, { recursive: true, force: true });
});

/** Answers with its process, prints what it is asked, and ends at its start when there is a file `crash` beside its model. */
const SERVE = serveProgram(
    `console.log("asked", String(body)); response.end(String(process.pid))`,
    undefined,
    `if (fs.existsSync(path.join(model, "../crash"))) { console.error("cannot"); process.exit(1); }`,
);

test("a container that dies is replaced by another one, and its log says so", async () => {
    await deployed("mortal");
    const first = await servedBy("mortal");
    process.kill(first, "SIGKILL");
    const refusals: string[] = [];
    const next = async (): Promise<number> =>
        servedBy("mortal").catch((error: Error) => {
            refusals.push(error.name);
            throw error;
        });
    await eventually(async () => assert.notEqual(await next(), first));
    assert.ok(
        refusals.every((name) => ["ServiceUnavailable", "ModelError"].includes(name)),
        refusals.join(),
    );
    const streams = await logStreams("mortal");
    assert.equal(streams.length, 2);
    const ends = (await Promise.all(streams.map(async (stream) => lines("mortal", stream)))).map((all) => all.at(-1));
    assert.ok(ends.includes("The container ended with exit code 137 (killed by SIGKILL). Another one is started."), ends.join());
    await reaches(clients, "mortal", "InService");
});

test("an endpoint whose containers die again and again is out of service, until one lives", async () => {
    await deployed("fragile");
    const crash = path.join(data, "endpoints/fragile/main/ml/crash");
    const pid = await servedBy("fragile");
    fs.writeFileSync(crash, "");
    process.kill(pid, "SIGKILL");
    const { FailureReason } = await reaches(clients, "fragile", "OutOfService");
    assert.match(FailureReason ?? "", /ended with exit code 1\. Last lines of the log:\ncannot$/);
    await assert.rejects(servedBy("fragile"), { name: "ServiceUnavailable" });
    fs.rmSync(crash);
    const endpoint = await reaches(clients, "fragile", "InService");
    assert.equal(endpoint.FailureReason, undefined);
    assert.equal(fs.readdirSync(path.join(data, "endpoints/fragile/main/process")).length, 1);
});

test("containers outlive a server that is killed: the next one goes on with them and loses no line", async () => {
    await deployed("steady");
    const earlier = await servedBy("steady", "first");
    await server.end("SIGKILL");
    await start();
    assert.equal(
        (await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: "steady" }))).EndpointStatus,
        "InService",
    );
    assert.equal(await servedBy("steady", "second"), earlier);
    const [stream = ""] = await logStreams("steady");
    await eventually(async () => assert.deepEqual(await lines("steady", stream), ["listening", "asked first", "asked second"]));
});

test("containers end with a server that is told to end, and the next one starts them again", async () => {
    await deployed("revived");
    const earlier = await servedBy("revived");
    assert.equal(await server.end("SIGTERM"), 0);
    assert.equal(processStartedAt(earlier), undefined);
    await start();
    const { EndpointStatus } = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: "revived" }));
    assert.equal(EndpointStatus, "SystemUpdating");
    await reaches(clients, "revived", "InService");
    assert.notEqual(await servedBy("revived"), earlier);
});

test("an endpoint is created to its end even though the server is killed meanwhile", async () => {
    await deploy(clients, "begun", { main: { serve: serveProgram("response.end()", UNTIL_GO) } });
    await eventually(async () => assert.deepEqual(await lines("begun", (await logStreams("begun"))[0] ?? ""), ["listening"]));
    await server.end("SIGKILL");
    await start();
    assert.equal(
        (await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: "begun" }))).EndpointStatus,
        "Creating",
    );
    fs.writeFileSync(path.join(data, "endpoints/begun/main/ml/go"), "");
    await reaches(clients, "begun", "InService");
    assert.equal((await logStreams("begun")).length, 1);
});

test("an endpoint is deleted to its end even though the server is killed meanwhile", async () => {
    const slowEnd = `process.on("SIGTERM", () => setTimeout(() => process.exit(0), 1500)); process.once = process.on = () => {};`;
    await deploy(clients, "ending", {
        main: { serve: serveProgram("response.end(String(process.pid))", "response.end()", slowEnd) },
    });
    await reaches(clients, "ending", "InService");
    const pid = await servedBy("ending");
    await clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: "ending" }));
    await server.end("SIGKILL");
    await start();
    assert.equal(
        (await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: "ending" }))).EndpointStatus,
        "Deleting",
    );
    await eventually(async () => {
        await assert.rejects(clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: "ending" })));
    });
    assert.equal(processStartedAt(pid), undefined);
    assert.equal(fs.existsSync(path.join(data, "endpoints/ending")), false);
});

const UNTIL_GO = "response.statusCode = fs.existsSync(path.join(model, '../go')) ? 200 : 503; response.end()";

async function start(): Promise<void> {
    server = await startServerProcess(data);
    clients = clientsOf(server.url);
}

async function deployed(name: string): Promise<void> {
    await deploy(clients, name, { main: { serve: SERVE } });
    await reaches(clients, name, "InService");
}

/** The process that answered. */
async function servedBy(EndpointName: string, Body = "who"): Promise<number> {
    const answer = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName, Body }));
    return Number(answer.Body.transformToString());
}

async function logStreams(endpoint: string): Promise<string[]> {
    const logGroupName = `/aws/sagemaker/Endpoints/${endpoint}`;
    const answer = await clients.logs.send(new DescribeLogStreamsCommand({ logGroupName }));
    return (answer.logStreams ?? []).map(({ logStreamName }) => logStreamName ?? "");
}

async function lines(endpoint: string, logStreamName: string): Promise<(string | undefined)[]> {
    const logGroupName = `/aws/sagemaker/Endpoints/${endpoint}`;
    const { events } = await clients.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }));
    return (events ?? []).map(({ message }) => message);
}
