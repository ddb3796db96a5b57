/** What an image runs on, as `--platform` takes it. */
export type Platform = "linux/amd64" | "linux/arm64";

/** What an image is used for. SageMaker's instance families differ between the two. */
export type Purpose = "training" | "endpoint";

/** Families whose number is followed by a `g`: Graviton. SageMaker offers them for endpoints only. */
const GRAVITON = /^ml\.[a-z]+\d+g[a-z]*\./;

/** Grace CPUs beside the GPUs, which is arm64 for every purpose. */
const GRACE = /^ml\.p\d+e-gb\d+\./;

/**
 * The platform that SageMaker starts an image on: a matter of purpose and instance type, never of the machine that builds it.
 * `ml.g5.xlarge` is no Graviton: there the `g` stands before the number.
 */
export function platformOf(purpose: Purpose, instanceType: string): Platform {
    const isArm = GRACE.test(instanceType) || (purpose === "endpoint" && GRAVITON.test(instanceType));
    return isArm ? "linux/arm64" : "linux/amd64";
}
