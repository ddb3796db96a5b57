import type { Deployment } from "../../core/endpoint/deployment.ts";
import type { Place } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";

/** Adds to the refusal of a deployment, of which nothing is left, what can be done about it. */
export function refusedDeployment(error: unknown, place: Place, { instanceType, instanceCount = 1 }: Deployment): unknown {
    if (!Problem.is(error, "quotaExceeded")) {
        return error;
    }
    const wanted = { place, use: "endpoint", instanceType, atLeast: instanceCount };
    return new Problem("quotaExceeded", `${error.message} Nothing is left of the deployment.`, {
        remedy: {
            kind: "runCommand",
            label: "Request Increase…",
            command: "rustSagemaker.quota.requestIncrease",
            args: [wanted],
        },
        cause: error,
    });
}
