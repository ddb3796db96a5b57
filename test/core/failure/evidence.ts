import type { Evidence } from "../../../src/core/failure/evidence.ts";

const BEGIN = new Date("2026-11-20T12:00:00Z");

/** What is known of a training job that failed on AWS, but for what a test says. */
export function evidence(over: Partial<Evidence> = {}): Evidence {
    return {
        kind: "trainingJob",
        name: "iris-1",
        place: "AWS us-east-1 (dev)",
        status: "Failed",
        reason: undefined,
        instanceType: "ml.m5.large",
        createdAt: BEGIN,
        phases: [],
        lines: [],
        host: undefined,
        hasCheckpoints: undefined,
        askedAt: new Date(BEGIN.getTime() + 60_000),
        ...over,
    };
}

/** A phase of a minute. */
export function phase(status: string) {
    return { status, startedAt: BEGIN, endedAt: new Date(BEGIN.getTime() + 60_000), message: `It was ${status}` };
}

/** The reason of SageMaker for a program that ended with a code. */
export function exited(code: number, text = ""): string {
    return `AlgorithmError: ${text}, exit code: ${code}`;
}
