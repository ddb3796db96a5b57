import type { TrainingPlan } from "../job/trainingPlan.ts";
import { hyperparametersFault } from "../job/hyperparameters.ts";
import { instanceTypeFault, nameFault } from "../resourceName.ts";
import { MAX_RUNTIME_SECONDS } from "../workspace/projectTraining.ts";
import type { Finding } from "./finding.ts";

/** SageMaker's limits of tags and of a job's environment, by its API's model. */
const MAX_TAGS = 50;
const MAX_TAG_KEY = 128;
const MAX_TAG_VALUE = 256;
const MAX_VARIABLES = 100;
const MAX_VARIABLE = 512;
/** The shape takes values of 2500 characters, the description of the same field 256. */
const DESCRIBED_VALUE = 256;
/** Two tags are our own. */
const OWN_TAGS = 2;

/** Judges what SageMaker would refuse of a request by itself, minutes later or at once: names, numbers and lengths. */
export function requestFinding(plan: TrainingPlan): Finding<never> {
    const faults = [
        nameFault(plan.name),
        instanceTypeFault(plan.instanceType),
        hyperparametersFault(plan.hyperparameters),
        runtimeFault(plan.maxRuntimeSeconds),
        environmentFault(plan.environment ?? {}),
        tagsFault(plan.tags ?? {}, MAX_TAGS - OWN_TAGS),
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

/** Says what is wrong with the tags of a request; undefined when nothing is. */
export function tagsFault(tags: Readonly<Record<string, string>>, most: number): string | undefined {
    const entries = Object.entries(tags);
    if (entries.length > most) {
        return `At most ${most} tags; these are ${entries.length}.`;
    }
    const wrong = entries.find(
        ([key, value]) => key === "" || key.length > MAX_TAG_KEY || value.length > MAX_TAG_VALUE || /^aws:/i.test(key),
    );
    return (
        wrong &&
        `A tag's key has 1 to ${MAX_TAG_KEY} characters and does not begin with "aws:", its value at most ${MAX_TAG_VALUE}: ${wrong[0].slice(0, 40)}.`
    );
}

function runtimeFault(seconds: number): string | undefined {
    return Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_RUNTIME_SECONDS
        ? undefined
        : `MaxRuntime is a whole number of seconds from 1 to ${MAX_RUNTIME_SECONDS}; this is ${seconds}.`;
}

function environmentFault(environment: Readonly<Record<string, string>>): string | undefined {
    const entries = Object.entries(environment);
    if (entries.length > MAX_VARIABLES) {
        return `At most ${MAX_VARIABLES} variables of the environment; these are ${entries.length}.`;
    }
    const wrong = entries.find(([name, value]) => !/^[a-zA-Z_]\w{0,511}$/.test(name) || value.length > MAX_VARIABLE);
    return (
        wrong &&
        `A variable has a name of letters, digits and _, and at most ${MAX_VARIABLE} characters: ${wrong[0].slice(0, 40)}.`
    );
}
