import path from "node:path";
import { LOCAL } from "../core/place.ts";
import { engineFinder } from "./engine/containerEngine.ts";
import { hosting } from "./hosting/hosting.ts";
import { containerImages } from "./images/containerImages.ts";
import { images } from "./images/images.ts";
import { processImages } from "./images/processImages.ts";
import { hasEnded, type TrainingJobRecord } from "./job/trainingJobRecord.ts";
import { trainingJobRuns } from "./job/trainingJobRuns.ts";
import { processRunner } from "./runners/processRunner.ts";
import { trainingJobOperations } from "./sagemaker/trainingJobs.ts";
import { utilization } from "./utilization/utilization.ts";
import type { Runtime, RuntimeNeeds } from "./server/runtime.ts";

/** Builds what runs training jobs and endpoints, as processes of this machine or in containers. */
export function runtime(needs: RuntimeNeeds): Runtime {
    const { objects, logs, metrics, tags, quotas, capacity, dataDirectory, report } = needs;
    const trainingJobs = needs.table<TrainingJobRecord>("trainingJobs");
    const running = {
        runner: processRunner([...needs.program, "supervise"]),
        images: images(
            processImages(path.join(dataDirectory, "images"), objects, baseEnvironment(process.env, needs.url)),
            containerImages(engineFinder(needs.engine, process.env)),
        ),
        objects,
        logs,
        metrics,
        utilization: utilization(metrics, report),
        capacity,
        report,
    };
    const runs = trainingJobRuns(path.join(dataDirectory, "jobs"), trainingJobs, running);
    const endpoints = hosting({ ...needs, ...running });
    return {
        operations: {
            ...trainingJobOperations({ trainingJobs, runs, objects, logs, metrics, tags, quotas, capacity }),
            ...endpoints.operations,
        },
        invoke: endpoints.invoke,
        interrupt: runs.interrupt,
        async reconcile() {
            for (const job of trainingJobs.all()) {
                const name = job.request.TrainingJobName;
                if (hasEnded(job)) {
                    await runs.clear(name);
                } else {
                    runs.start(name);
                }
            }
            endpoints.reconcile();
        },
        async shutdown() {
            await Promise.all([runs.stopAll(), endpoints.shutdown()]);
        },
        running: () => ({ trainingJobs: runs.count(), endpoints: endpoints.runningCount() }),
    };
}

/** What every process gets: enough of this machine to run, an address and keys for Local SageMaker, and nothing of the user's own. */
function baseEnvironment(own: NodeJS.ProcessEnv, url: string): Record<string, string> {
    const taken = ["PATH", "HOME", "LANG", "TMPDIR", "SystemRoot", "TEMP", "USERPROFILE"].flatMap((name) => {
        const value = own[name];
        return value === undefined ? [] : [[name, value] as const];
    });
    return {
        ...Object.fromEntries(taken),
        NO_COLOR: "1",
        AWS_REGION: LOCAL.region,
        AWS_DEFAULT_REGION: LOCAL.region,
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
    };
}
