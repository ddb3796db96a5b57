import { type Decision, decide, missingKeys, type PolicyDocument } from "./policyEvaluation.ts";
import { refusal } from "./refusals.ts";
import type { GivenAnswer } from "./faults.ts";
import { motoIam } from "./motoIam.ts";

/**
 * Answers IAM's SimulatePrincipalPolicy, which moto lacks, from the policies that the role or user has in moto. Permission
 * boundaries, policies of groups, resources and organizations are not looked at.
 */
export async function simulatePrincipalPolicy(moto: string, form: URLSearchParams): Promise<GivenAnswer> {
    const principal = /:(role|user)\/(?:.*\/)?([^/]+)$/.exec(form.get("PolicySourceArn") ?? "");
    const [, kind, name = ""] = principal ?? [];
    if (kind !== "role" && kind !== "user") {
        return refusal("query", 400, "InvalidInput", "Invalid Entity Arn: it must be of a user, a group or a role.");
    }
    const documents = await motoIam(moto).policiesOf(kind, name);
    if (documents === undefined) {
        return refusal("query", 404, "NoSuchEntity", `The ${kind} with name ${name} cannot be found.`);
    }
    const resources = members(form, "ResourceArns");
    const context = contextOf(form);
    const results = members(form, "ActionNames").flatMap((action) =>
        (resources.length === 0 ? ["*"] : resources).map((resource) =>
            resultOf(action, resource, decisionOf(documents, action, resource, context), missingKeys(documents, context)),
        ),
    );
    const content = `<EvaluationResults>${results.join("")}</EvaluationResults><IsTruncated>false</IsTruncated>`;
    const body = `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>${content}</SimulatePrincipalPolicyResult><ResponseMetadata><RequestId>stand-in</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>`;
    return { status: 200, headers: { "content-type": "text/xml" }, body };
}

const decisionOf = (
    documents: readonly PolicyDocument[],
    action: string,
    resource: string,
    context: Readonly<Record<string, readonly string[]>>,
) => decide(documents, { action, resource, context });

/** What a decision lacked is told of the resource that was asked for, or of all. */
function resultOf(action: string, resource: string, decision: Decision, missing: readonly string[]): string {
    const name = `<EvalResourceName>${escapeXml(resource)}</EvalResourceName>`;
    const keys = missing.map((key) => `<member>${escapeXml(key)}</member>`).join("");
    const ofAll = `<MissingContextValues>${resource === "*" ? keys : ""}</MissingContextValues>`;
    const specific = `${name}<EvalResourceDecision>${decision}</EvalResourceDecision><MissingContextValues>${keys}</MissingContextValues>`;
    const parts = [
        `<EvalActionName>${action}</EvalActionName>`,
        name,
        `<EvalDecision>${decision}</EvalDecision>`,
        `<MatchedStatements/>${ofAll}`,
        resource === "*" ? "" : `<ResourceSpecificResults><member>${specific}</member></ResourceSpecificResults>`,
    ];
    return `<member>${parts.join("")}</member>`;
}

/** The items of a list in the query protocol, `Name.member.1` and so on. */
function members(form: URLSearchParams, name: string): readonly string[] {
    return [...form].filter(([key]) => new RegExp(`^${name}\\.member\\.\\d+$`).test(key)).map(([, value]) => value);
}

function contextOf(form: URLSearchParams): Record<string, readonly string[]> {
    const context: Record<string, readonly string[]> = {};
    for (const [key, name] of form) {
        const index = /^ContextEntries\.member\.(\d+)\.ContextKeyName$/.exec(key)?.[1];
        if (index !== undefined) {
            context[name.toLowerCase()] = members(form, `ContextEntries\\.member\\.${index}\\.ContextKeyValues`);
        }
    }
    return context;
}

function escapeXml(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
