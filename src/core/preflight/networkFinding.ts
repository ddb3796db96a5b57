import type { Vpc } from "../job/trainingPlan.ts";
import type { Finding } from "./finding.ts";

/** Says of a network of the user's own what cannot be seen from here; undefined for a plan without one. */
export function networkFinding(vpc: Vpc | undefined): Finding<never> | undefined {
    if (vpc === undefined) {
        return undefined;
    }
    if (vpc.subnets.length === 0 || vpc.securityGroups.length === 0) {
        return { light: "fail", sentence: "A network of your own takes at least one subnet and one security group." };
    }
    return {
        light: "unknown",
        sentence: `Whether ${vpc.subnets.join(", ")} can reach S3, ECR and CloudWatch Logs cannot be told: that takes a NAT device or VPC endpoints.`,
    };
}
