import type { TrainingPlan } from "../job/trainingPlan.ts";
import { hyperparametersFault } from "../job/hyperparameters.ts";
import { environmentFault, tagsFault } from "../job/requestLimits.ts";
import { instanceTypeFault, nameFault } from "../resourceName.ts";
import { MAX_RUNTIME_SECONDS } from "../workspace/projectTraining.ts";
import type { Finding } from "./finding.ts";

/** The shape takes values of 2500 characters, the description of the same field 256. */
const DESCRIBED_VALUE = 256;

/** Judges what SageMaker would refuse of a request by itself, minutes later or at once: names, numbers and lengths. */
export function requestFinding(plan: TrainingPlan): Finding<never> {
    const faults = [
        nameFault(plan.name),
        instanceTypeFault(plan.instanceType),
        hyperparametersFault(plan.hyperparameters),
        runtimeFault(plan.maxRuntimeSeconds),
        environmentFault(plan.environment ?? {}),
        tagsFault(plan.tags ?? {}),
    ].filter((fault) => fault !== undefined);
    if (faults.length > 0) {
        return { light: "fail", sentence: faults.join(" ") };
    }
    const long = Object.entries(plan.hyperparameters).find(([, value]) => value.length > DESCRIBED_VALUE);
    return long === undefined
        ? { light: "ok", sentence: "Name, hyperparameters, environment and tags are within SageMaker's limits." }
        : {
              light: "warn",
              sentence: `The value of hyperparameter ${long[0]} has ${long[1].length} characters; SageMaker's descriptions disagree on whether more than ${DESCRIBED_VALUE} are taken.`,
          };
}

function runtimeFault(seconds: number): string | undefined {
    return Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_RUNTIME_SECONDS
        ? undefined
        : `MaxRuntime is a whole number of seconds from 1 to ${MAX_RUNTIME_SECONDS}; this is ${seconds}.`;
}
