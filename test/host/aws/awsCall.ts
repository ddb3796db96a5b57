import type { IncomingHttpHeaders } from "node:http";
import { s3Operation } from "./s3Operation.ts";

/** How a service puts requests and answers into HTTP. */
export type Protocol = "json" | "query" | "rest-json" | "rest-xml";

/** What a request asks of AWS. */
export interface AwsCall {
    /** The name in the credential scope of its signature (`sagemaker`, `logs`, `monitoring`, `servicequotas` …). */
    readonly service: string;
    /** As AWS's model names it. */
    readonly operation: string;
    readonly protocol: Protocol;
    /** Both are empty in requests that nobody signs, such as those for a token. */
    readonly region: string;
    readonly accessKeyId: string;
}

/** What the head of a request says, and its form where it is one. */
export interface RequestHead {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly form?: URLSearchParams;
}

const SIGNATURE = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** Services of requests without a signature, by the prefix of `x-amz-target`. */
const TARGETS: Readonly<Record<string, string>> = {
    SageMaker: "sagemaker",
    Logs_20140328: "logs",
    GraniteServiceVersion20100801: "monitoring",
    AmazonEC2ContainerRegistry_V20150921: "ecr",
    ServiceQuotasV20190624: "servicequotas",
    AWSPriceListService: "pricing",
};

/** What is asked for without a signature, as it leads to the credentials that sign. */
const UNSIGNED: readonly (readonly [RegExp, string, string])[] = [
    [/^\/client\/register/, "sso-oauth", "RegisterClient"],
    [/^\/device_authorization/, "sso-oauth", "StartDeviceAuthorization"],
    [/^\/token/, "sso-oauth", "CreateToken"],
    [/^\/federation\/credentials/, "awsssoportal", "GetRoleCredentials"],
    [/^\/assignment\/accounts/, "awsssoportal", "ListAccounts"],
    [/^\/assignment\/roles/, "awsssoportal", "ListAccountRoles"],
    [/^\/v1\/token/, "signin", "CreateOAuth2Token"],
];

/** Reads service and operation out of a request, as AWS's front doors do. */
export function awsCall(head: RequestHead): AwsCall {
    const signature = SIGNATURE.exec(`${one(head.headers.authorization)} ${decodeURIComponent(presigned(head.url))}`);
    const [, accessKeyId = "", region = "", scope = ""] = signature ?? [];
    const signer = { region, accessKeyId };
    const [prefix = "", target = ""] = one(head.headers["x-amz-target"]).split(/\.(?=[^.]*$)/);
    if (target !== "") {
        return { ...signer, service: scope || (TARGETS[prefix] ?? prefix), operation: target, protocol: "json" };
    }
    if (head.form !== undefined) {
        return { ...signer, service: scope || "sts", operation: head.form.get("Action") ?? "", protocol: "query" };
    }
    const path = head.url.split("?")[0] ?? "";
    if (scope === "sagemaker") {
        return { ...signer, service: scope, operation: invocation(path), protocol: "rest-json" };
    }
    const [, service, operation] = UNSIGNED.find(([pattern]) => pattern.test(path)) ?? [];
    if (scope === "" && service !== undefined && operation !== undefined) {
        return { ...signer, service, operation, protocol: "rest-json" };
    }
    return { ...signer, service: scope || "s3", operation: s3Operation(head), protocol: "rest-xml" };
}

function invocation(path: string): string {
    if (path.endsWith("/async-invocations")) {
        return "InvokeEndpointAsync";
    }
    return path.endsWith("/invocations-response-stream") ? "InvokeEndpointWithResponseStream" : "InvokeEndpoint";
}

/** A presigned address carries in its query what else stands in a header. */
function presigned(url: string): string {
    const credential = /[?&]X-Amz-Credential=([^&]+)/.exec(url)?.[1];
    return credential === undefined ? "" : `Credential=${credential}`;
}

/** A header that may be absent, or come twice. */
export function one(value: string | readonly string[] | undefined): string {
    return typeof value === "string" ? value : (value?.join(",") ?? "");
}
