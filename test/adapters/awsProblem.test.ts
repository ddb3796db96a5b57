import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { awsProblem } from "../../src/adapters/aws/awsProblem.ts";
import { Problem } from "../../src/core/problem.ts";

const failure = (name: string, message: string) => Object.assign(new Error(message), { name, $fault: "client" });

function problemOf(name: string, message: string): Problem {
    const problem = awsProblem("Listing the repositories of ECR", failure(name, message));
    assert.ok(problem instanceof Problem);
    return problem;
}

describe("a failure of AWS", () => {
    it("that is for want of credentials says where to choose them", () => {
        const problem = problemOf("CredentialsProviderError", "Could not load credentials from any providers");
        assert.equal(problem.code, "credentialsMissing");
        assert.deepEqual(problem.remedy, {
            kind: "runCommand",
            label: "Choose Profile",
            command: "rustSagemaker.account.connect",
        });
    });

    it("that is for want of a region, or for credentials that AWS does not know, says so", () => {
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

    it("about repositories and tags is told as such", () => {
        assert.equal(problemOf("RepositoryNotFoundException", "x").code, "repositoryMissing");
        assert.equal(problemOf("RepositoryAlreadyExistsException", "x").code, "nameTaken");
        assert.equal(problemOf("ImageTagAlreadyExistsException", "x").code, "tagTaken");
        assert.equal(problemOf("LayersNotFoundException", "x").code, "imageMissing");
    });

    it("that nobody has foreseen passes as it is", () => {
        const bug = new TypeError("x is not a function");
        assert.equal(awsProblem("Listing", bug), bug);
    });
});
