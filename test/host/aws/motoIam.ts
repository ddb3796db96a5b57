import type { PolicyDocument } from "./policyEvaluation.ts";

/** The policies that moto keeps, read by IAM's own operations. */
export interface MotoIam {
    /** Inline and attached ones; undefined where there is no such role or user. */
    policiesOf(kind: "role" | "user", name: string): Promise<readonly PolicyDocument[] | undefined>;
}

/** Speaks IAM's query protocol to moto. */
export function motoIam(url: string): MotoIam {
    const ask = async (action: string, parameters: Record<string, string>): Promise<string> => {
        const response = await fetch(url, {
            method: "POST",
            headers: {
                authorization:
                    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
            },
            body: new URLSearchParams({ Action: action, Version: "2010-05-08", ...parameters }),
        });
        const text = await response.text();
        if (!response.ok) {
            throw new Error(text);
        }
        return text;
    };
    const inline = async (Kind: string, who: Record<string, string>): Promise<PolicyDocument[]> => {
        const names = texts(await ask(`List${Kind}Policies`, who), "member");
        return Promise.all(
            names.map(async (PolicyName) => documentOf(await ask(`Get${Kind}Policy`, { ...who, PolicyName }), "PolicyDocument")),
        );
    };
    const attached = async (Kind: string, who: Record<string, string>): Promise<PolicyDocument[]> => {
        const arns = texts(await ask(`ListAttached${Kind}Policies`, who), "PolicyArn");
        return Promise.all(
            arns.map(async (PolicyArn) => {
                const [VersionId = ""] = texts(await ask("GetPolicy", { PolicyArn }), "DefaultVersionId");
                return documentOf(await ask("GetPolicyVersion", { PolicyArn, VersionId }), "Document");
            }),
        );
    };
    return {
        async policiesOf(kind, name) {
            const Kind = kind === "role" ? "Role" : "User";
            const who = { [`${Kind}Name`]: name };
            const exists = await ask(`Get${Kind}`, who).catch(() => undefined);
            return exists === undefined ? undefined : [...(await inline(Kind, who)), ...(await attached(Kind, who))];
        },
    };
}

/** The texts of all elements of a name in an answer. */
function texts(xml: string, name: string): string[] {
    return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) => unescapeXml(text));
}

function documentOf(xml: string, name: string): PolicyDocument {
    const document: PolicyDocument = JSON.parse(decodeURIComponent(texts(xml, name)[0] ?? ""));
    return document;
}

function unescapeXml(text: string): string {
    return text
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#34;", '"')
        .replaceAll("&amp;", "&");
}
