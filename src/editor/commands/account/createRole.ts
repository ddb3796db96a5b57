import { defaultBucket } from "../../../core/bucket.ts";
import type { WhoAmI } from "../../../core/account/identity.ts";
import type { ImageRepositories } from "../../../core/image/push/imageRepositories.ts";
import { type Place, placeName } from "../../../core/place.ts";
import {
    bucketsFault,
    newExecutionRole,
    type Reach,
    repositoriesFault,
    roleNameFault,
    type RoleReach,
    wordsOf,
} from "../../../core/preflight/newRole.ts";
import { isAlias } from "../../../core/preflight/rights.ts";
import type { NewRole, Role, Roles } from "../../../core/preflight/roles.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";

interface Needs {
    readonly rolesIn: (place: Place) => Promise<Pick<Roles, "create" | "find">>;
    readonly identityIn: (place: Place) => Promise<WhoAmI>;
    readonly repositoriesIn: (place: Place) => Promise<Pick<ImageRepositories, "list">>;
    readonly ask: Pick<Ask, "steps" | "confirm">;
    /** Opens the policies, so that the user can read them before they agree. */
    readonly showJson: (name: string, text: string) => Promise<void>;
    readonly progress: Progress;
    readonly rest: (signal: AbortSignal) => Promise<void>;
}

const NOTHING: Reach = { buckets: [], repositories: [], keys: [], isInVpc: false };

/** IAM tells everyone of a new role within seconds, as a rule; whoever uses it sooner is refused. */
const LOOKS = 15;

/**
 * Makes an execution role after showing exactly what it will be allowed; answers its ARN, or undefined when the user turned back. What it has
 * to reach is proposed with what every launch uses.
 */
export function createRole({ rolesIn, identityIn, repositoriesIn, ask, showJson, progress, rest }: Needs) {
    return async (place: Place, signal: AbortSignal, reach: Reach = NOTHING): Promise<string | undefined> => {
        const { account, partition } = await (await identityIn(place))(signal);
        const answers = await ask.steps(`Create an Execution Role on ${placeName(place)}`, [
            text("name", "Name of the role", "RustOnSageMaker", roleNameFault),
            text(
                "buckets",
                "Buckets that jobs read and write, with spaces between",
                united([defaultBucket(place.region, account)], reach.buckets),
                bucketsFault,
            ),
            text(
                "repositories",
                "Repositories of ECR with their images",
                united(await repositoryNames(place, signal), reach.repositories),
                repositoriesFault,
            ),
        ]);
        if (answers === undefined) {
            return undefined;
        }
        const wanted = roleReach(answers, reach);
        const role = newExecutionRole(wanted, { partition, account, region: place.region });
        await showJson(role.name, policiesText(role));
        const question = `Create the role ${role.name} in account ${account}, ${placeName(place)}?`;
        if (!(await ask.confirm(question, reachText(wanted), "Create Role"))) {
            return undefined;
        }
        return progress(`Creating the role ${role.name}`, async (cancelled) => {
            const until = AbortSignal.any([signal, cancelled]);
            const roles = await rolesIn(place);
            const made = await roles.create(role, until);
            await propagated(roles, made, until);
            return made.arn;
        });
    };

    async function propagated(roles: Pick<Roles, "find">, { name }: Role, signal: AbortSignal): Promise<void> {
        for (let look = 0; look < LOOKS; look += 1) {
            if ((await roles.find(name, signal)) !== undefined) {
                return;
            }
            await rest(signal);
        }
    }

    /** A suggestion, and no more than that: who may not list the repositories types them. */
    async function repositoryNames(place: Place, signal: AbortSignal): Promise<readonly string[]> {
        const found = await (await repositoriesIn(place)).list(signal).catch(() => []);
        return found.map(({ name }) => name);
    }
}

function united(known: readonly string[], more: readonly string[]): string {
    return [...new Set([...known, ...more])].join(" ");
}

/** The question lies over the editor, which cannot be scrolled meanwhile: so it says the same in few words. */
function reachText({ buckets, repositories, keys, isInVpc }: RoleReach): string {
    const [aliases, ids] = [keys.filter(isAlias), keys.filter((key) => !isAlias(key))];
    return [
        `It may read and write ${buckets.map((bucket) => `s3://${bucket}`).join(", ")}, run images of ${repositories.join(", ")},`,
        ...(ids.length === 0 ? [] : [`use the keys ${ids.join(", ")},`]),
        ...(isInVpc ? ["enter networks of the account,"] : []),
        "and write the logs and metrics of SageMaker. The editor shows the policies, which allow nothing else.",
        ...(aliases.length === 0 ? [] : [aliasText(aliases)]),
    ].join(" ");
}

function aliasText(aliases: readonly string[]): string {
    return `It may not use ${aliases.join(", ")}: policies name keys by their IDs, not by an alias. Name the key by its ID or ARN, or let the key's own policy allow the role.`;
}

/** Both policies as one JSON document, under IAM's words for them. */
function policiesText({ name, trust, policy }: NewRole): string {
    const document = { RoleName: name, AssumeRolePolicyDocument: parsed(trust), PolicyDocument: parsed(policy) };
    return `${JSON.stringify(document, undefined, 4)}\n`;
}

function parsed(json: string): unknown {
    return JSON.parse(json);
}

function text(key: string, prompt: string, value: string, validate: (value: string) => string | undefined) {
    return { kind: "text", key, prompt, value, validate } as const;
}

function roleReach(answers: ReadonlyMap<string, string>, { keys, isInVpc }: Reach): RoleReach {
    return {
        keys,
        isInVpc,
        name: answers.get("name") ?? "",
        buckets: wordsOf(answers.get("buckets") ?? ""),
        repositories: wordsOf(answers.get("repositories") ?? ""),
    };
}
