import * as z from "zod/mini";

const Texts = z.union([z.string(), z.array(z.string())]);
const Statement = z.object({
    Effect: z.string(),
    Action: z.optional(Texts),
    Principal: z.optional(z.union([z.string(), z.record(z.string(), Texts)])),
    Condition: z.optional(z.unknown()),
});
const Document = z.object({ Statement: z.union([Statement, z.array(Statement)]) });

/** SageMaker's name in a trust policy. */
export const SAGEMAKER = "sagemaker.amazonaws.com";

/**
 * Whether a role's trust policy lets SageMaker take the role on. Conditions are not judged: they usually name the account, to allow it or to deny
 * all others.
 */
export function trustsSageMaker(document: unknown): boolean {
    const read = Document.safeParse(document);
    if (!read.success) {
        return false;
    }
    const statements = [read.data.Statement]
        .flat()
        .filter(({ Action = [], Principal }) => textsOf(Action).some(isAssumeRole) && servicesOf(Principal).some(isSageMaker));
    return statements.some(({ Effect }) => Effect === "Allow") && !statements.some(isSureDenial);
}

function isSureDenial({ Effect, Condition }: z.infer<typeof Statement>): boolean {
    return Effect === "Deny" && Condition === undefined;
}

function isAssumeRole(action: string): boolean {
    return action === "*" || action === "sts:*" || action.toLowerCase() === "sts:assumerole";
}

function isSageMaker(service: string): boolean {
    return service === "*" || service === SAGEMAKER || service === `${SAGEMAKER}.cn`;
}

function servicesOf(principal: z.infer<typeof Statement>["Principal"]): readonly string[] {
    return typeof principal === "string" ? [principal] : textsOf(principal?.["Service"] ?? []);
}

function textsOf(value: z.infer<typeof Texts>): readonly string[] {
    return typeof value === "string" ? [value] : value;
}

/** The policy that lets whoever has it pass one role to SageMaker, and to no other service. */
export function passRolePolicy(roleArn: string): string {
    const Condition = { StringEquals: { "iam:PassedToService": SAGEMAKER } };
    const statement = { Effect: "Allow", Action: "iam:PassRole", Resource: roleArn, Condition };
    return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, undefined, 4);
}

/** The trust policy of a role for SageMaker. */
export const TRUST_POLICY = JSON.stringify(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: SAGEMAKER }, Action: "sts:AssumeRole" }] },
    undefined,
    4,
);
