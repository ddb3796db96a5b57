import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connections } from "../../src/adapters/aws/connections.ts";
import { LOCAL } from "../../src/core/place.ts";
import type { ActivityView, PanelSubject } from "../../src/protocol/panel.ts";
import { playedSession } from "../core/fakes/panel.ts";
import { clientsOf } from "../local/clients.ts";
import { deploy, reaches, serveProgram } from "../local/hosting/deploy.ts";
import { create, putTrainingData, until } from "../local/job/jobs.ts";
import { type ServerProcess, startServerProcess } from "../local/serverProcess.ts";
import { temporaryDirectory } from "../local/temporaryDirectory.ts";

const noGroups = process.platform === "win32" ? "Windows has no process groups to measure" : false;

describe("a panel on Local SageMaker", () => {
    const directory = temporaryDirectory();
    const opens: { dispose(): void }[] = [];
    let server: ServerProcess;
    let clients: ReturnType<typeof clientsOf>;
    const opened = (subject: Omit<PanelSubject, "place">) => {
        const { jobsIn, metricsIn, endpointsIn, invokeIn } = connections(async () => server.url);
        const panel = playedSession(subject, {
            clients: async () => ({
                jobs: await jobsIn(LOCAL),
                metrics: await metricsIn(LOCAL),
                endpoints: await endpointsIn(LOCAL),
                invoke: await invokeIn(LOCAL),
            }),
            now: () => new Date(),
            sleep: (_, signal) => delay(200, undefined, { signal }),
        });
        opens.push(panel.session);
        const activity = (): ActivityView | undefined => panel.of("activity").at(-1)?.activity;
        const titles = () => activity()?.charts.map(({ title }) => title) ?? [];
        return { panel, activity, titles };
    };

    before(async () => {
        server = await startServerProcess(directory.path);
        clients = clientsOf(server.url);
        await putTrainingData(clients);
    });
    after(async () => {
        opens.forEach((session) => session.dispose());
        await server.end("SIGTERM");
        directory[Symbol.dispose]();
    });

    it("draws what a job measures of itself, and what is measured of its instance", { skip: noGroups }, async () => {
        const steps = "let epoch = 0; setInterval(() => console.log(`[metric] epoch=${++epoch} train_loss=${1 / epoch}`), 200);";
        await create(clients, "drawn", `${steps} setTimeout(() => process.exit(), 4000);`);
        const { panel, titles } = opened({ kind: "job", name: "drawn" });
        await panel.session.receive({ type: "ready" });
        await until(() => titles().includes("CPU (100 % is one core)"));
        assert.deepEqual(titles(), ["CPU (100 % is one core)", "Memory (%)", "Disk (%)"]);
        await until(() => panel.of("metrics").at(-1)?.metrics.state === "drawn");
        assert.deepEqual(
            panel
                .of("metrics")
                .at(-1)
                ?.metrics.charts.map(({ title, xLabel }) => [title, xLabel]),
            [["loss", "epoch"]],
        );
    });

    it("draws what requests to an endpoint come to, and how their latency is spread", async () => {
        await deploy(clients, "asked", { AllTraffic: { serve: serveProgram("response.end(body)") } });
        await reaches(clients, "asked", "InService");
        const { panel, activity } = opened({ kind: "endpoint", name: "asked" });
        await panel.session.receive({ type: "ready" });
        for (const requestId of [1, 2, 3]) {
            await panel.session.receive({ type: "send", requestId, contentType: "text/plain", body: new Uint8Array([49]) });
        }
        await panel.session.receive({ type: "look", hours: 1, latency: "percentiles" });
        const latencies = () => {
            const chart = activity()?.charts.find(({ title }) => title === "Latency (ms)");
            return chart?.series.map(({ name }) => name).join();
        };
        await until(() => latencies() === "model p50,model p90,model p99");
        const sums = () => activity()?.charts.find(({ title }) => title.startsWith("Invocations per"))?.series[0]?.values ?? [];
        await until(() => sums().reduce<number>((sum, value) => sum + (value ?? 0), 0) === 3);
    });
});
