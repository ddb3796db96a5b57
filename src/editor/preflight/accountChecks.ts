import type { CallerIdentity } from "../../core/account/identity.ts";
import { once } from "../../core/once.ts";
import type { Place } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import { readArn } from "../../core/preflight/arn.ts";
import { callerPrincipal } from "../../core/preflight/callerPrincipal.ts";
import type { Check, Finding } from "../../core/preflight/finding.ts";
import { inRegion, type Right, type Scope } from "../../core/preflight/rights.ts";
import { callerFinding, roleFinding, roleRightsFinding } from "../../core/preflight/roleFindings.ts";
import type { Roles } from "../../core/preflight/roles.ts";
import type { Sources } from "./sources.ts";

/** What is to be allowed to whom. */
interface Rights {
    /** What is started, to stand in "all that the … needs". */
    readonly what: string;
    readonly roleArn: string;
    readonly ofRole: (scope: Scope) => readonly Right[];
    readonly ofCaller: (scope: Scope) => readonly Right[];
}

type Needs = Pick<Sources, "identityIn" | "rolesIn">;

/** Checks who calls, what they may, and the execution role. */
export function accountChecks(
    { what, roleArn, ofRole, ofCaller }: Rights,
    place: Place,
    { identityIn, rolesIn }: Needs,
    signal: AbortSignal,
): readonly Check<never>[] {
    const identity = once(async () => (await identityIn(place))(signal));
    const scope = async () => ({ ...(await identity()), region: place.region });
    const role = once(async () => (await rolesIn(place)).find(nameOf(roleArn), signal));
    return [
        { id: "identity", title: "Account", find: async () => identityFinding(place, await identity()) },
        {
            id: "role",
            title: "Execution role",
            find: async () => roleFinding(roleArn, await identity(), roleArn === "" ? undefined : await role()),
        },
        {
            id: "roleRights",
            title: "Rights of the role",
            find: async (until) => {
                const there = roleArn === "" ? undefined : await role();
                if (there === undefined) {
                    return { light: "unknown", sentence: "There is no role whose rights could be checked." };
                }
                const rights = inRegion(ofRole(await scope()), place.region);
                return roleRightsFinding(await (await rolesIn(place)).lacks(there.arn, rights, until), what);
            },
        },
        {
            id: "caller",
            title: "Your rights",
            find: async (until) => {
                const rights = inRegion(ofCaller(await scope()), place.region);
                return callerRightsFinding(await identity(), rights, await rolesIn(place), until);
            },
        },
    ];
}

function nameOf(roleArn: string): string {
    return roleArn.split("/").at(-1) ?? roleArn;
}

function identityFinding({ region }: Place, { account, arn }: CallerIdentity): Finding<never> {
    return { light: "ok", sentence: `${account} in ${region}, as ${readArn(arn)?.resource ?? arn}.` };
}

async function callerRightsFinding(
    identity: CallerIdentity,
    rights: readonly Right[],
    roles: Pick<Roles, "find" | "lacks">,
    signal: AbortSignal,
): Promise<Finding<never>> {
    const principal = callerPrincipal(identity.arn);
    if (principal.kind === "root") {
        return { light: "warn", sentence: "You are the account's root user, who may do all of it. AWS advises against that." };
    }
    if (principal.kind === "other") {
        return { light: "unknown", sentence: `The rights of ${identity.arn} cannot be simulated.` };
    }
    // STS leaves the path of a role out.
    const arn = principal.kind === "user" ? principal.arn : (await roles.find(principal.name, signal))?.arn;
    if (arn === undefined) {
        throw new Problem("resourceGone", `IAM does not find the role of ${identity.arn}.`);
    }
    return callerFinding(await roles.lacks(arn, rights, signal), identity);
}
