import type { AwsCall } from "./awsCall.ts";
import type { AnsweredBy } from "./recording.ts";

/** Where a call goes. */
export interface Route {
    readonly to: AnsweredBy;
    readonly url: string;
}

/** The servers behind the stand-in. */
export interface Servers {
    /** Local SageMaker's address, which changes when it is restarted. */
    readonly local: () => string;
    /** Without one, nobody answers for what Local SageMaker does not have. */
    readonly moto?: string;
    readonly s3: "local" | "moto";
}

const LOCAL_SERVICES = new Set(["sagemaker", "logs", "monitoring", "servicequotas", "pricing"]);
const MOTO_SERVICES = new Set(["sts", "iam", "ecr", "s3"]);

/** Finds who answers for a service; undefined where nobody does. */
export function routeOf({ service }: AwsCall, servers: Servers): Route | undefined {
    const local: Route = { to: "local", url: servers.local() };
    const moto: Route | undefined = servers.moto === undefined ? undefined : { to: "moto", url: servers.moto };
    if (LOCAL_SERVICES.has(service) || (service === "s3" && servers.s3 === "local")) {
        return local;
    }
    return MOTO_SERVICES.has(service) ? (moto ?? (service === "sts" ? local : undefined)) : undefined;
}
