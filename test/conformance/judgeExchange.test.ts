import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Exchange } from "../host/aws/recording.ts";
import { clientsMissing } from "../local/foreignClients.ts";
import { faultsIn } from "./judgeExchange.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const asked = (exchange: Partial<Exchange> & Pick<Exchange, "service" | "operation" | "protocol">, body: string): Exchange => ({
    region: "us-east-1",
    accessKeyId: "a",
    method: "POST",
    url: "/",
    status: 200,
    responseHeaders: {},
    answeredBy: "moto",
    ...exchange,
    requestHeaders: { "user-agent": "aws-sdk-js app/rust-sagemaker", ...exchange.requestHeaders },
    requestBody: base64(body),
});
const answered = (operation: string, body: object, status = 200): Exchange => ({
    ...asked({ service: "sagemaker", operation, protocol: "json", answeredBy: "local", status }, "{}"),
    requestHeaders: {},
    requestBody: base64('{"ModelName":"m"}'),
    responseBody: base64(JSON.stringify(body)),
});

describe("who judges exchanges", { skip: clientsMissing }, () => {
    it("finds what is wrong with a request in JSON", () => {
        const body = '{"ModelName":"bad_name!","Colour":"red"}';
        assert.deepEqual(faultsIn(asked({ service: "sagemaker", operation: "CreateModel", protocol: "json" }, body)), [
            "request.ModelName: bad_name! does not match [a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?",
            "request.Colour is unknown",
        ]);
    });

    it("finds what is wrong with a form", () => {
        const form = "Action=CreateRole&Version=2010-05-08&RoleName=a%2Fb&Tags.member.1.Key=k&MaxSessionDuration=1&Odd=1";
        assert.deepEqual(faultsIn(asked({ service: "iam", operation: "CreateRole", protocol: "query" }, form)), [
            "request.AssumeRolePolicyDocument is missing",
            "request.RoleName: a/b does not match [\\w+=,.@-]+",
            "request.Tags[].Value is missing",
            "request.MaxSessionDuration: 1 is not within 3600 and 43200",
            "request.Odd is unknown",
        ]);
    });

    it("finds what is wrong with an address and with headers", () => {
        const invocation = {
            service: "sagemaker",
            operation: "InvokeEndpoint",
            protocol: "rest-json",
            url: "/endpoints/a_b/invocations",
        };
        assert.deepEqual(faultsIn(asked({ ...invocation, protocol: "rest-json" }, "{}")), [
            "request.EndpointName: a_b does not match ^[a-zA-Z0-9](-*[a-zA-Z0-9])*",
        ]);
        const put = { service: "s3", operation: "PutObject", protocol: "rest-xml", url: "/bucket/a/b" } as const;
        const requestHeaders = { "x-amz-server-side-encryption": "rot13" };
        assert.deepEqual(faultsIn(asked({ ...put, requestHeaders }, "")), [
            "request.ServerSideEncryption: rot13 is none of the enumeration",
        ]);
    });

    it("finds what is wrong with an answer of Local SageMaker, and with its errors", () => {
        const answer = { ModelName: "m", CreationTime: "today", ModelArn: "arn:aws:sagemaker:us-east-1:000000000000:model/m" };
        assert.deepEqual(faultsIn(answered("DescribeModel", answer)), ['answer.CreationTime: "today" is not seconds since 1970']);
        assert.deepEqual(faultsIn(answered("DescribeModel", { __type: "ModelMissing" }, 400)), [
            "answer: ModelMissing is no error of the service",
        ]);
        assert.deepEqual(faultsIn(answered("DescribeModel", { __type: "ValidationException" }, 400)), []);
    });

    it("does not ask of others what they send to be refused", () => {
        const refused = { service: "sagemaker", operation: "CreateModel", protocol: "json", status: 400 } as const;
        const of = asked({ ...refused, answeredBy: "local" }, "{}");
        assert.deepEqual(faultsIn(of), ["request.ModelName is missing"]);
        assert.deepEqual(faultsIn({ ...of, requestHeaders: {} }), []);
    });

    it("knows operations that do not exist", () => {
        const exchange = asked({ service: "sagemaker", operation: "TrainModel", protocol: "json" }, "{}");
        assert.deepEqual(faultsIn(exchange), ["The service has no such operation."]);
    });
});
