import assert from "node:assert/strict";
import { execFile, type ExecFileException } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import {
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    CreateTrainingJobCommand,
    DescribeEndpointCommand,
    DescribeTrainingJobCommand,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { runProgram } from "../../src/adapters/runProgram.ts";
import { type DeploymentRequest, deploymentRequests } from "../../src/core/endpoint/deployment.ts";
import { createTrainingJobRequest } from "../../src/core/job/trainingPlan.ts";
import { listeningSockets, listeningSocketsOf } from "../host/listeningSockets.ts";
import { folderProcesses } from "../host/profileProcesses.ts";
import { clientsOf } from "../local/clients.ts";
import { nodeProgram, pushImage } from "../local/programs.ts";
import { startServerProcess } from "../local/serverProcess.ts";
import { BUCKET, deploymentOf, planOf } from "./awsPlace.ts";
import { report, sized } from "./reliability.ts";

const RUNS = sized(2, 100);
const WITHIN_MS = 10_000;
/** The server listens, and an endpoint that is in service; the job may not have come to it yet. */
const LISTENERS = 2;

/** A build: it prints a line, and has a child that leaves its group. */
const BUILD = "setsid sleep 3600 & sleep 3600 & echo begun; wait";

describe(
    "R10: what a run has started",
    { skip: process.platform !== "linux" && "Only Linux tells who was started by whom." },
    () => {
        const figures: Record<string, number> = {};
        let left = 0;
        let socketsLeft = 0;

        after(() =>
            report("R10", { ...figures, "processes left": left, "sockets left": socketsLeft, "within s": WITHIN_MS / 1000 }),
        );

        /** `run` answers the sockets that it has listened on. */
        const repeatedly = (what: string, run: (folder: string) => Promise<readonly string[]>) =>
            it(`is gone after ${what}`, async () => {
                for (let count = 0; count < RUNS; count++) {
                    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "r10 "));
                    try {
                        const sockets = await run(folder);
                        const there = await leftOf(folder, sockets);
                        left += there.processes;
                        socketsLeft += there.sockets;
                        figures[what] = count + 1;
                    } finally {
                        fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
                    }
                }
                assert.deepEqual([left, socketsLeft], [0, 0]);
            });

        repeatedly("a cancelled build", async (folder) => {
            const cancelled = new AbortController();
            const lines = { onStdout: () => cancelled.abort(new Error("cancelled")), onStderr() {} };
            await assert.rejects(runProgram(buildIn(folder), lines, cancelled.signal), /cancelled/);
            return [];
        });

        repeatedly("the end of the window that builds", async (folder) => {
            const source = `
            import { runProgram } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../src/adapters/runProgram.ts"))};
            const lines = { onStdout: () => process.exit(), onStderr() {} };
            void runProgram(${JSON.stringify({ ...buildIn(folder), args: ["-c", "sleep 3600 & echo begun; wait"] })}, lines, new AbortController().signal);
        `;
            await nodeOf(source);
            return [];
        });

        repeatedly("Local SageMaker is stopped", async (folder) => {
            const server = await startServerProcess(folder);
            await runSomething(server.url);
            const sockets = socketsIn(folder);
            await server.end("SIGTERM");
            return sockets;
        });

        repeatedly("Local SageMaker is killed, started again and stopped", async (folder) => {
            const killed = await startServerProcess(folder);
            await runSomething(killed.url);
            const before = socketsIn(folder);
            await killed.end("SIGKILL");
            const server = await startServerProcess(folder);
            const sockets = [...before, ...listeningSocketsOf(folderProcesses(folder))];
            await server.end("SIGTERM");
            return sockets;
        });
    },
);

const buildIn = (directory: string) => ({
    program: "/bin/sh",
    args: ["-c", BUILD],
    directory,
    setting: "none",
    install: { label: "", url: "" },
});

/** Runs a program of TypeScript to its end. */
function nodeOf(source: string): Promise<ExecFileException | null> {
    const args = ["--input-type=module-typescript", "--eval", source];
    return new Promise((resolve) => void execFile(process.execPath, args, { timeout: 20_000 }, resolve));
}

/** The sockets that the processes of a folder listen on: those of the server, and of the programs that it runs. */
function socketsIn(folder: string): readonly string[] {
    const sockets = listeningSocketsOf(folderProcesses(folder));
    assert.ok(sockets.length >= LISTENERS, `${sockets.length} sockets are listened on`);
    return sockets;
}

/** What of a run is there once it has had its time to end: processes of its folder, and sockets, whoever may hold them. */
async function leftOf(folder: string, sockets: readonly string[]): Promise<{ processes: number; sockets: number }> {
    const left = () => {
        const listening = listeningSockets();
        return { processes: folderProcesses(folder).length, sockets: sockets.filter((one) => listening.has(one)).length };
    };
    for (const until = Date.now() + WITHIN_MS; Date.now() < until; await sleep(50)) {
        const { processes, sockets: still } = left();
        if (processes + still === 0) {
            break;
        }
    }
    return left();
}

/** A job that does not end and an endpoint that serves. */
async function runSomething(url: string): Promise<void> {
    const { s3, sagemaker } = clientsOf(url);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    const endless =
        "require('node:http').createServer((_, answer) => answer.end()).listen(process.env.SAGEMAKER_BIND_TO_PORT ?? 0, '127.0.0.1')";
    const image = await pushImage(s3, { train: nodeProgram(endless), serve: nodeProgram(endless) });
    await sagemaker.send(new CreateTrainingJobCommand(createTrainingJobRequest(planOf("endless", image))));
    for (const request of deploymentRequests(deploymentOf("serving", image), "r10")) {
        await created(sagemaker, request);
    }
    const describeJob = new DescribeTrainingJobCommand({ TrainingJobName: "endless" });
    while ((await sagemaker.send(describeJob)).SecondaryStatus !== "Training") {
        await sleep(50);
    }
    const describeEndpoint = new DescribeEndpointCommand({ EndpointName: "serving" });
    while ((await sagemaker.send(describeEndpoint)).EndpointStatus === "Creating") {
        await sleep(50);
    }
}

async function created(client: SageMakerClient, request: DeploymentRequest): Promise<void> {
    switch (request.resource) {
        case "model":
            await client.send(new CreateModelCommand(request.input));
            return;
        case "endpointConfig":
            await client.send(new CreateEndpointConfigCommand(request.input));
            return;
        case "endpoint":
            await client.send(new CreateEndpointCommand(request.input));
    }
}
