import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { awsProblem } from "../../src/adapters/aws/transport/awsProblem.ts";
import { Problem } from "../../src/core/problem.ts";

const failure = (name: string, message: string) => Object.assign(new Error(message), { name, $fault: "client" });

function problemOf(name: string, message: string): Problem {
    const problem = awsProblem("Listing the repositories of ECR", failure(name, message));
    assert.ok(problem instanceof Problem);
    return problem;
}

describe("a failure of AWS", () => {
    it("F06: that is for want of a region, or for credentials that AWS does not know, says so", () => {
        const { code, message } = problemOf("Error", "Region is missing");
        assert.equal(code, "regionMissing");
        assert.match(message, /needs a region of AWS/);
        const misspelt = problemOf("Error", 'Region not accepted: region="eu central" is not a valid hostname component.');
        assert.deepEqual([misspelt.code, /what is chosen is none/.test(misspelt.message)], ["regionMissing", true]);
        assert.equal(problemOf("UnrecognizedClientException", "The security token is invalid").code, "credentialsMissing");
    });

    it("whose login has expired tells how to sign in again", () => {
        const problem = problemOf("ExpiredTokenException", "The security token included in the request is expired");
        assert.equal(problem.code, "loginExpired");
        assert.deepEqual(problem.remedy, { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" });
    });

    it("that is a denial names who lacks what on what", () => {
        const problem = problemOf(
            "AccessDeniedException",
            "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ecr:CreateRepository on resource: arn:aws:ecr:us-east-1:123456789012:repository/x because no identity-based policy allows the ecr:CreateRepository action",
        );
        assert.equal(problem.code, "accessDenied");
        assert.match(problem.message, /user\/ada lacks the permission ecr:CreateRepository on arn:aws:ecr:.*repository\/x\.$/);
        assert.match(problemOf("AccessDeniedException", "No.").message, /is not allowed: No\./);
    });

    it("F55: that is a denial to pass the role offers the policy that allows it, unless something forbids it", () => {
        const role = "arn:aws:iam::123456789012:role/train";
        const because = (why: string) =>
            problemOf(
                "AccessDeniedException",
                `User: arn:aws:iam::123456789012:user/ada is not authorized to perform: iam:PassRole on resource: ${role} ${why}`,
            );
        const { code, message, remedy } = because("because no identity-based policy allows the iam:PassRole action");
        assert.deepEqual([code, /lacks the permission iam:PassRole on .*train\./.test(message)], ["accessDenied", true]);
        assert.ok(remedy.kind === "showJson");
        assert.deepEqual(JSON.parse(remedy.text), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "iam:PassRole",
                    Resource: role,
                    Condition: { StringEquals: { "iam:PassedToService": "sagemaker.amazonaws.com" } },
                },
            ],
        });
        assert.equal(because("with an explicit deny in an identity-based policy").remedy.kind, "showLog");
    });

    it("about repositories and tags is told as such", () => {
        assert.equal(problemOf("RepositoryNotFoundException", "x").code, "repositoryMissing");
        assert.equal(problemOf("RepositoryAlreadyExistsException", "x").code, "nameTaken");
        assert.equal(problemOf("ImageTagAlreadyExistsException", "x").code, "tagTaken");
        assert.equal(problemOf("LayersNotFoundException", "x").code, "imageMissing");
    });

    it("F16: for a quota that is reached tells its name and numbers, and F18: one for want of capacity is something else", () => {
        const text =
            "The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.";
        const quota = problemOf("ResourceLimitExceeded", text);
        assert.equal(quota.code, "quotaExceeded");
        assert.match(quota.message, /"ml\.g5\.xlarge for training job usage" is 0 instances; 0 in use, 1 more asked for\.$/);
        assert.equal(problemOf("ResourceLimitExceeded", "You have too many.").message.endsWith("You have too many."), true);
        const capacity = problemOf("InsufficientInstanceCapacity", "Insufficient capacity.");
        assert.deepEqual([capacity.code, /take another type or region/.test(capacity.message)], ["noCapacity", true]);
    });

    it("F08: of a certificate that nobody trusts says what is honoured", () => {
        const error = Object.assign(new Error("self-signed certificate"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
        const problem = awsProblem("Listing models", error);
        assert.ok(problem instanceof Problem);
        assert.equal(problem.code, "serviceUnreachable");
        assert.match(problem.message, /certificate of .* is not trusted \(SELF_SIGNED_CERT_IN_CHAIN\)\..*NODE_EXTRA_CA_CERTS/);
    });

    it("F12: of a connection that breaks off, or F11: of a server that is silent, says so in one sentence", () => {
        const reset = Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
        const silent = Object.assign(new Error("no response"), { name: "TimeoutError", code: "ETIMEDOUT" });
        const texts = [reset, silent].map((error) => awsProblem("Listing models", error)).map(String);
        assert.deepEqual(texts, [
            "Problem: Listing models failed because the connection to the service broke off.",
            "Problem: Listing models failed because the service did not answer in time.",
        ]);
    });

    it("F12: of a service that is in trouble itself is no refusal, and passes; F18: for want of capacity it is that", () => {
        const broken = (name: string) =>
            awsProblem(
                "Listing models",
                Object.assign(failure(name, "Try later."), { $fault: "server", $metadata: { httpStatusCode: 503 } }),
            );
        const problem = broken("InternalFailure");
        assert.ok(problem instanceof Problem);
        assert.deepEqual(
            [problem.code, problem.message],
            ["serviceUnreachable", "Listing models failed because the service is in trouble (HTTP 503): Try later."],
        );
        assert.ok(Problem.is(broken("InsufficientInstanceCapacity"), "noCapacity"));
        assert.equal(problemOf("ValidationException", "No.").code, "invalidRequest");
    });

    it("F07: for a clock that is off says by how much", () => {
        const date = new Date(Date.now() - 1_800_000).toUTCString();
        const error = Object.assign(failure("InvalidSignatureException", "Signature expired"), {
            $response: { headers: { date } },
        });
        const problem = awsProblem("Listing models", error);
        assert.ok(problem instanceof Problem);
        assert.equal(problem.code, "clockWrong");
        assert.match(problem.message, /this machine's clock is 30 minutes ahead of AWS's\. Set the clock/);
    });

    it("F01: for too many calls says so", () => {
        assert.equal(problemOf("ThrottlingException", "Rate exceeded").code, "throttled");
        assert.equal(problemOf("LimitExceededException", "The repository limit is reached").code, "invalidRequest");
    });

    it("that nobody has foreseen passes as it is", () => {
        const bug = new TypeError("x is not a function");
        assert.equal(awsProblem("Listing", bug), bug);
    });
});
