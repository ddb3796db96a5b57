import type { Deployment } from "../../core/endpoint/deployment.ts";
import { quotaRemedyIn } from "../../core/instance/quotaRemedy.ts";
import type { Place } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";

/** Adds to the refusal of a deployment, of which nothing is left, what can be done about it. */
export function refusedDeployment(error: unknown, place: Place, { instanceType, instanceCount = 1 }: Deployment): unknown {
    if (!Problem.is(error, "quotaExceeded")) {
        return error;
    }
    const asked = { use: "endpoint", instanceType, atLeast: instanceCount } as const;
    return new Problem("quotaExceeded", `${error.message} Nothing is left of the deployment.`, {
        remedy: quotaRemedyIn(place, error, asked),
        cause: error,
    });
}
