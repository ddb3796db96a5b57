import { readArn } from "./arn.ts";

/**
 * Whose policies decide for a caller, as STS names it: a user, a role by its name alone (STS leaves the path out), nobody in particular for
 * the account's root, or somebody whose policies IAM cannot simulate.
 */
export type CallerPrincipal =
    | { readonly kind: "user"; readonly arn: string }
    | { readonly kind: "role"; readonly name: string }
    | { readonly kind: "root" }
    | { readonly kind: "other" };

/** Reads the ARN that STS answers. */
export function callerPrincipal(arn: string): CallerPrincipal {
    const { partition, account, resource } = readArn(arn) ?? { partition: "", account: "", resource: "" };
    const [kind = "", name = ""] = resource.split("/");
    if (resource === "root") {
        return { kind: "root" };
    }
    if (kind === "assumed-role") {
        return { kind: "role", name };
    }
    return kind === "user" ? { kind: "user", arn: `arn:${partition}:iam::${account}:${resource}` } : { kind: "other" };
}
