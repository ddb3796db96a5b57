import type { TrainingPlan } from "../../../src/core/job/trainingPlan.ts";

const IMAGE = `123456789012.dkr.ecr.us-east-1.amazonaws.com/mnist@sha256:${"a".repeat(64)}`;

/** A plan with nothing wrong in it, but for what is given. */
export function trainingPlan(given: Partial<TrainingPlan> = {}): TrainingPlan {
    return {
        name: "mnist-2026-11-21",
        specHash: "1",
        crate: "mnist",
        image: IMAGE,
        roleArn: "arn:aws:iam::123456789012:role/SageMaker",
        instanceType: "ml.m5.large",
        inputs: new Map([["train", { uri: "s3://data/mnist/" }]]),
        output: "s3://results/mnist/jobs",
        hyperparameters: { epochs: "3" },
        metrics: [],
        maxRuntimeSeconds: 3600,
        ...given,
    };
}
