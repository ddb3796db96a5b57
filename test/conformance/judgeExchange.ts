import { gunzipSync } from "node:zlib";
import { faultsOf } from "../local/conformance/judge.ts";
import { type Operation, type ServiceModel, shapeOf } from "../local/conformance/serviceModel.ts";
import type { Exchange } from "../host/aws/recording.ts";
import { modelOf } from "./models.ts";
import { readForm } from "./queryForm.ts";
import { isLocated, locatedIn, locatedMembers } from "./restMembers.ts";

/** Errors that AWS answers, and no operation lists: those of its front doors, and SageMaker's want of capacity. */
const UNLISTED = new Set([
    "AccessDeniedException",
    "InsufficientInstanceCapacity",
    "InternalFailure",
    "RequestEntityTooLargeException",
    "SerializationException",
    "ThrottlingException",
    "UnknownOperationException",
    "ValidationError",
    "ValidationException",
]);

/** Which instance types exist changes by the month: new ones are neither refused nor unknown. */
const OUT_OF_DATE = /InstanceType(\[\])?: .* is none of the enumeration$/;

/**
 * Every way in which an exchange breaks AWS's own model of its operation. Requests are judged where the extension sent them, and where
 * Local SageMaker took them; answers where Local SageMaker gave them. Not judged: what REST protocols put into bodies (XML of S3, the
 * models' own), and the events of streams.
 */
export function faultsIn(exchange: Exchange): readonly string[] {
    const known = modelOf(exchange);
    if (known === undefined) {
        return exchange.answeredBy === "local" && exchange.status >= 400 ? [] : ["The service has no such operation."];
    }
    const { model, of } = known;
    const asked = isJudged(exchange) ? requestFaults(model, of, exchange) : [];
    const isOurs = exchange.answeredBy === "local" && exchange.fault === undefined;
    return [...asked, ...(isOurs ? answerFaults(model, of, exchange) : [])].filter((fault) => !OUT_OF_DATE.test(fault));
}

/** Whether the extension asked. */
export function isExtensions({ requestHeaders }: Exchange): boolean {
    return /\bapp\/rust-sagemaker\b/.test(requestHeaders["user-agent"] ?? "");
}

function isJudged(exchange: Exchange): boolean {
    return isExtensions(exchange) || (exchange.answeredBy === "local" && exchange.status < 300);
}

function requestFaults(model: ServiceModel, of: Operation, exchange: Exchange): readonly string[] {
    const shape = of.input?.shape;
    if (shape === undefined) {
        return [];
    }
    const { protocol, url, requestHeaders, requestBody = "" } = exchange;
    const bytes = Buffer.from(requestBody, "base64");
    const text = (requestHeaders["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
    switch (protocol) {
        case "json":
            return faultsOf(model, shape, JSON.parse(text || "{}"), "request");
        case "query": {
            const fields = [...new URLSearchParams(text)].filter(([name]) => name !== "Action" && name !== "Version");
            return faultsOf(model, shape, readForm(model, shape, new Map(fields)), "request");
        }
        case "rest-json":
        case "rest-xml":
            return locatedFaults(model, shape, locatedMembers(model, shape, locatedIn(of, url, requestHeaders)), "request");
    }
}

function answerFaults(model: ServiceModel, of: Operation, exchange: Exchange): readonly string[] {
    const { protocol, status, responseHeaders, responseBody } = exchange;
    const text = responseBody === undefined ? undefined : Buffer.from(responseBody, "base64").toString();
    if (status >= 400) {
        return text === undefined ? [] : errorFaults(model, exchange, text);
    }
    const shape = of.output?.shape;
    if (protocol.startsWith("rest")) {
        const at = { uri: {}, query: new URLSearchParams(), headers: responseHeaders };
        return shape === undefined ? [] : locatedFaults(model, shape, locatedMembers(model, shape, at), "answer");
    }
    if (text === undefined || protocol === "query" || (shape !== undefined && isStream(model, shape))) {
        return [];
    }
    const answer: unknown = JSON.parse(text || "{}");
    const isEmpty = JSON.stringify(answer) === "{}";
    return shape === undefined ? (isEmpty ? [] : ["answer: none was expected"]) : faultsOf(model, shape, answer, "answer");
}

/** The members outside the body; the others are missing to who looks at those alone. */
function locatedFaults(model: ServiceModel, shape: string, members: Record<string, unknown>, place: string): readonly string[] {
    return faultsOf(model, shape, members, place).filter((fault) => {
        const missing = /^\w+\.(\w+) is missing$/.exec(fault)?.[1];
        return missing === undefined || isLocated(model, shape, missing);
    });
}

function errorFaults(model: ServiceModel, { protocol, responseHeaders, status }: Exchange, text: string) {
    const code =
        protocol === "json" ? codeOf(text) : (responseHeaders["x-amzn-errortype"] ?? /<Code>([^<]*)</.exec(text)?.[1] ?? "");
    if (protocol === "rest-xml") {
        return code === "" && text !== "" ? [`answer: the error ${status} has no code`] : []; // S3's errors are not in its model
    }
    return UNLISTED.has(code) || isException(model, code) ? [] : [`answer: ${code || text} is no error of the service`];
}

/** An operation may answer errors that it does not list, as SageMaker does; they are the service's all the same. */
function isException({ shapes }: ServiceModel, code: string): boolean {
    return Object.entries(shapes).some(
        ([name, { exception, error }]) => exception === true && (name === code || error?.code === code),
    );
}

function codeOf(text: string): string {
    const { __type: type = "" }: { readonly __type?: string } = JSON.parse(text);
    return type.split("#").at(-1) ?? "";
}

function isStream(model: ServiceModel, shape: string): boolean {
    return Object.values(shapeOf(model, shape).members ?? {}).some((member) => shapeOf(model, member.shape).eventstream === true);
}
