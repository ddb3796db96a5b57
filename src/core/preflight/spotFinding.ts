import { durationText } from "../text/durationText.ts";
import type { TrainingPlan } from "../job/trainingPlan.ts";
import type { Finding } from "./finding.ts";

/** Judges a plan for spot capacity, which AWS may take back at any moment; undefined for another plan. */
export function spotFinding(plan: TrainingPlan): Finding<TrainingPlan> | undefined {
    const { spot, checkpoints, maxRuntimeSeconds } = plan;
    if (spot === undefined) {
        return undefined;
    }
    if (spot.maxWaitSeconds < maxRuntimeSeconds) {
        const label = `Wait Up to ${durationText(maxRuntimeSeconds)}`;
        return {
            light: "fail",
            sentence: `The job may run for ${durationText(maxRuntimeSeconds)} and is to be given up after ${durationText(spot.maxWaitSeconds)}: SageMaker wants MaxWaitTime to be no less than MaxRuntime.`,
            fixes: [{ kind: "changePlan", label, plan: { ...plan, spot: { maxWaitSeconds: maxRuntimeSeconds } } }],
        };
    }
    if (checkpoints === undefined) {
        const uri = `${plan.output.replace(/\/+$/, "")}/${plan.name}/checkpoints`;
        return {
            light: "warn",
            sentence: "Spot capacity without checkpoints: after an interruption the job begins anew.",
            fixes: [{ kind: "changePlan", label: "Keep Checkpoints", plan: { ...plan, checkpoints: { uri } } }],
        };
    }
    return {
        light: "ok",
        sentence: `An interrupted job goes on from ${checkpoints.uri}, if the crate saves to /opt/ml/checkpoints.`,
    };
}
