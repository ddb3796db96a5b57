import { ownCheckpoints } from "../../../core/job/ownCheckpoints.ts";
import type { TrainingPlan } from "../../../core/job/trainingPlan.ts";
import { Problem } from "../../../core/problem.ts";
import type { Project } from "../../../core/workspace/project.ts";
import { ProjectFile } from "../../../core/workspace/projectFile.ts";

/**
 * A job as if a sagemaker.json said it, so that it can be launched again with changes by the same questions. What stands for the crate has no
 * manifest: it is not built.
 */
export function projectOfJob(plan: Omit<TrainingPlan, "specHash">): Project {
    const channels = Array.from(plan.inputs, ([name, { uri, mode, isSharded, contentType }]) => [
        name,
        {
            s3: uri,
            ...(mode !== undefined && { mode }),
            ...(isSharded !== undefined && { sharded: isSharded }),
            ...(contentType !== undefined && { contentType }),
        },
    ]);
    const training = {
        channels: Object.fromEntries(channels),
        hyperparameters: plan.hyperparameters,
        metrics: plan.metrics,
        maxRuntimeSeconds: plan.maxRuntimeSeconds,
        instanceType: plan.instanceType,
        instanceCount: plan.instanceCount,
        volumeGib: plan.volumeGib,
        spot: plan.spot,
        checkpoints: checkpointsOf(plan),
        warmPoolSeconds: plan.warmPoolSeconds,
        vpc: plan.vpc,
        outputKmsKey: plan.outputKmsKey,
        volumeKmsKey: plan.volumeKmsKey,
        networkIsolation: plan.isNetworkIsolated,
        tags: plan.tags,
        environment: plan.environment,
        role: plan.roleArn,
    };
    const name = plan.crate === "" ? plan.name : plan.crate;
    const read = ProjectFile.safeParse(JSON.parse(JSON.stringify({ training })));
    if (!read.success) {
        throw new Problem(
            "invalidRequest",
            `This job says something that cannot be asked for here; run it again as it was: ${plan.name}.`,
            {
                cause: read.error,
            },
        );
    }
    return {
        crate: { name, manifestPath: "", directory: "", workspaceRoot: "", bins: [] },
        file: read.data,
        filePath: "",
        fileText: undefined,
    };
}

/** A place that bears the job's name was its own, and the job that repeats it gets one of its own, too. */
function checkpointsOf({ checkpoints, name }: Pick<TrainingPlan, "checkpoints" | "name">): string | true | undefined {
    return checkpoints && ownCheckpoints(checkpoints.uri, name, "") !== checkpoints.uri ? true : checkpoints?.uri;
}
