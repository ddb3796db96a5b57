import {
    type ContextEntry,
    CreateRoleCommand,
    DeleteRoleCommand,
    DeleteRolePolicyCommand,
    type EvaluationResult,
    GetRoleCommand,
    IAMClient,
    NoSuchEntityException,
    paginateListRoles,
    PutRolePolicyCommand,
    type Role as IamRole,
    SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import type { Lack, NewRole, Role, Roles } from "../../core/preflight/roles.ts";
import type { Right } from "../../core/preflight/rights.ts";
import { trustsSageMaker } from "../../core/preflight/trust.ts";
import { inWords } from "./transport/awsProblem.ts";
import type { ClientOf } from "./clients.ts";
import { createdOnce } from "./createdOnce.ts";

/** The name of the one policy that stands in a role that is made here. */
const POLICY = "RustOnSageMaker";

/** The roles of a place's account, through IAM. */
export function iam(clientOf: ClientOf): Roles {
    const client = clientOf(IAMClient);
    return {
        forSageMaker: (signal) => inWords("Listing the roles of the account", () => list(client, signal)),
        find: (name, signal) => inWords(`Reading the role ${name}`, () => find(client, name, signal)),
        lacks: (principalArn, rights, signal) =>
            inWords(`Simulating the policies of ${principalArn}`, async () => {
                const lacks = await Promise.all(rights.map((right) => lacksOf(client, principalArn, right, signal)));
                return lacks.flat();
            }),
        create: (role, signal) => create(client, role, signal),
    };
}

async function list(client: IAMClient, signal: AbortSignal): Promise<readonly Role[]> {
    const found: Role[] = [];
    for await (const { Roles = [] } of paginateListRoles({ client, pageSize: 1000 }, {}, { abortSignal: signal })) {
        found.push(...Roles.map(roleOf).filter(({ trust }) => trustsSageMaker(trust)));
    }
    return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function find(client: IAMClient, name: string, signal: AbortSignal): Promise<Role | undefined> {
    const role = await read(client, name, signal);
    return role && roleOf(role);
}

async function read(client: IAMClient, name: string, signal: AbortSignal): Promise<IamRole | undefined> {
    try {
        const { Role: role } = await client.send(new GetRoleCommand({ RoleName: name }), { abortSignal: signal });
        return role;
    } catch (error) {
        if (error instanceof NoSuchEntityException) {
            return undefined;
        }
        throw error;
    }
}

function roleOf({ RoleName = "", Arn = "", CreateDate, AssumeRolePolicyDocument = "" }: Partial<IamRole>): Role {
    return { name: RoleName, arn: Arn, createdAt: CreateDate?.getTime() ?? 0, trust: documentOf(AssumeRolePolicyDocument) };
}

function hasTags({ Tags = [] }: IamRole, wanted: NewRole["tags"]): boolean {
    return Object.entries(wanted).every(([key, value]) => Tags.some(({ Key, Value }) => Key === key && Value === value));
}

/** IAM answers its documents in the encoding of URLs. */
function documentOf(text: string): unknown {
    try {
        return JSON.parse(decodeURIComponent(text));
    } catch {
        return undefined;
    }
}

/** Asks for one resource at a time, so that each decision is about that resource. */
async function lacksOf(client: IAMClient, principalArn: string, right: Right, signal: AbortSignal): Promise<readonly Lack[]> {
    const command = new SimulatePrincipalPolicyCommand({
        PolicySourceArn: principalArn,
        ActionNames: [...right.actions],
        ResourceArns: [right.resource],
        ContextEntries: Object.entries(right.context ?? {}).map(contextEntry),
    });
    const { EvaluationResults = [] } = await client.send(command, { abortSignal: signal });
    return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== "allowed").map((result) => ({
        right,
        action: result.EvalActionName ?? "",
        isForbidden: result.EvalDecision === "explicitDeny",
        untold: untoldOf(result),
    }));
}

/** IAM names them in one place for all resources, in another for each. */
function untoldOf({ MissingContextValues = [], ResourceSpecificResults = [] }: EvaluationResult): readonly string[] {
    return [...new Set([...MissingContextValues, ...ResourceSpecificResults.flatMap((one) => one.MissingContextValues ?? [])])];
}

function contextEntry([key, value]: [string, string]): ContextEntry {
    return { ContextKeyName: key, ContextKeyType: "string", ContextKeyValues: [value] };
}

/** A role that did not get its policy is taken back: it would be of no use, and nobody would know why. */
async function create(client: IAMClient, role: NewRole, signal: AbortSignal): Promise<Role> {
    const options = { abortSignal: signal };
    const creating = new CreateRoleCommand({
        RoleName: role.name,
        Description: role.description,
        AssumeRolePolicyDocument: role.trust,
        Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
    });
    const send = async () => roleOf((await client.send(creating, options)).Role ?? {});
    const look = async () => {
        const found = await read(client, role.name, signal);
        return found && { made: roleOf(found), createdAt: roleOf(found).createdAt, isOurs: hasTags(found, role.tags) };
    };
    const made = await inWords(`Creating the role ${role.name}`, () => createdOnce(send, look, signal));
    try {
        const command = new PutRolePolicyCommand({ RoleName: role.name, PolicyName: POLICY, PolicyDocument: role.policy });
        await inWords(`Giving the role ${role.name} its policy`, () => client.send(command, options));
    } catch (error) {
        await takeBack(client, role.name);
        throw error;
    }
    return made;
}

/** IAM deletes no role that has a policy, and where the answer was lost, the role may have it. */
async function takeBack(client: IAMClient, RoleName: string): Promise<void> {
    await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY })).catch(() => undefined);
    await client.send(new DeleteRoleCommand({ RoleName })).catch(() => undefined);
}
