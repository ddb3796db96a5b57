import { LOCAL, LOCAL_ACCOUNT } from "../../core/place.ts";

/** The kinds of resource that Local SageMaker knows, as an ARN spells them. */
export type ResourceKind = "training-job" | "model" | "endpoint-config" | "endpoint";

/** The ARN of a resource. SageMaker writes the name of an endpoint in lower case there. */
export function arnOf(kind: ResourceKind, name: string): string {
    return `arn:aws:sagemaker:${LOCAL.region}:${LOCAL_ACCOUNT}:${kind}/${kind === "endpoint" ? name.toLowerCase() : name}`;
}
