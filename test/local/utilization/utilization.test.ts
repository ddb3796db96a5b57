import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { gpuMeter, gpuUseOf } from "../../../src/local/utilization/gpuUse.ts";
import { processUse, secondsOf } from "../../../src/local/utilization/processUse.ts";
import { clientsOf } from "../clients.ts";
import { deploy, eventually, reaches, serveProgram } from "../hosting/deploy.ts";
import { create, ended, putTrainingData, until } from "../job/jobs.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const noGroups = process.platform === "win32" ? "Windows has no process groups to measure" : false;

describe("the utilization of instances", { skip: noGroups }, () => {
    const directory = temporaryDirectory();
    let server: ServerProcess;
    let clients: ReturnType<typeof clientsOf>;
    const values = async (Namespace: string, MetricName: string, dimensions: Record<string, string>, Stat = "Average") => {
        const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
        const { MetricDataResults } = await clients.cloudwatch.send(
            new GetMetricDataCommand({
                MetricDataQueries: [{ Id: "q", MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 1, Stat } }],
                StartTime: new Date(Date.now() - 600_000),
                EndTime: new Date(Date.now() + 60_000),
                ScanBy: "TimestampAscending",
            }),
        );
        return MetricDataResults?.[0]?.Values ?? [];
    };

    before(async () => {
        server = await startServerProcess(directory.path);
        clients = clientsOf(server.url);
        await putTrainingData(clients);
    });
    after(async () => {
        await server.end("SIGTERM");
        directory[Symbol.dispose]();
    });

    it("is measured while a job trains, under the name of its host", async () => {
        const busy = "const filled = Buffer.alloc(200e6, 1); for (const end = Date.now() + 5000; Date.now() < end;) filled[0]++;";
        await create(clients, "busy", busy);
        await ended(clients, "busy");
        const of = async (name: string) => values("/aws/sagemaker/TrainingJobs", name, { Host: "busy/algo-1" });
        const [cpu, memory, disk] = [await of("CPUUtilization"), await of("MemoryUtilization"), await of("DiskUtilization")];
        assert.ok(Math.max(...cpu) > 1 && Math.max(...cpu) < 200, String(cpu));
        assert.ok(Math.max(...memory) > 0 && Math.max(...memory) < 100, String(memory));
        assert.ok(
            disk.every((percent) => percent > 0 && percent <= 100),
            String(disk),
        );
        assert.equal(server.errors(), "");
    });

    it("is measured while an endpoint serves, beside what its requests come to", async () => {
        await deploy(clients, "served", { AllTraffic: { serve: serveProgram("response.statusCode = 500; response.end('no')") } });
        await reaches(clients, "served", "InService");
        const dimensions = { EndpointName: "served", VariantName: "AllTraffic" };
        await eventually(async () => {
            const memory = await values("/aws/sagemaker/Endpoints", "MemoryUtilization", dimensions);
            assert.ok(memory.length > 0 && memory.every((percent) => percent > 0));
        });
        await assert.rejects(clients.runtime.send(new InvokeEndpointCommand({ EndpointName: "served", Body: "1" })));
        await until(async () => (await values("AWS/SageMaker", "InvocationModelErrors", dimensions, "Sum"))[0] === 1);
        assert.deepEqual(await values("AWS/SageMaker", "Invocation5XXErrors", dimensions, "Sum"), [1]);
    });
});

describe("what is measured", () => {
    it("counts all processes of a program's group, and those that have ended", { skip: noGroups }, async () => {
        const spin = "while (process.cpuUsage().user < 600_000);";
        const script = `require("child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(spin)}]); setInterval(() => {}, 1000)`;
        const child = spawn(process.execPath, ["-e", script], { detached: true, stdio: "ignore" });
        try {
            for (const end = Date.now() + 20_000; ; await delay(100)) {
                const use = await processUse(child.pid ?? 0);
                assert.ok(use === undefined || "seconds" in use.cpu);
                if (use !== undefined && "seconds" in use.cpu && use.cpu.seconds > 0.4) {
                    assert.ok(use.memoryBytes > 1e6);
                    break;
                }
                assert.ok(Date.now() < end);
            }
        } finally {
            child.kill("SIGKILL");
        }
    });

    it("reads times as ps writes them", () => {
        assert.deepEqual(["0:01.50", "12:34.00", "1:00:02", "2-03:00:00"].map(secondsOf), [1.5, 754, 3602, 183_600]);
    });

    it("adds the GPUs of a machine, and asks a machine without one but once", { skip: noGroups }, async () => {
        assert.deepEqual(gpuUseOf("50, 8192, 16384\n100, 4096, 16384\n"), { utilization: 150, memory: 75 });
        assert.equal(gpuUseOf("No devices were found\n"), undefined);
        using directory = temporaryDirectory();
        const program = path.join(directory.path, "nvidia-smi");
        const missing = gpuMeter(program);
        assert.equal(await missing(), undefined);
        fs.writeFileSync(program, "#!/bin/sh\necho '30, 1, 4'\n", { mode: 0o755 });
        assert.equal(await missing(), undefined);
        assert.deepEqual(await gpuMeter(program)(), { utilization: 30, memory: 25 });
    });
});
