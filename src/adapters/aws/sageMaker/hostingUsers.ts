import {
    DescribeEndpointCommand,
    DescribeEndpointConfigCommand,
    paginateListEndpointConfigs,
    paginateListEndpoints,
    type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import type { Found, Users } from "../../../core/endpoint/hosting.ts";
import { isMissing } from "../transport/awsProblem.ts";

/** SageMaker tells what a config or an endpoint uses only one by one. More than so many are not looked at. */
const MOST_DESCRIBED = 500;
const AT_ONCE = 4;
/** The most that SageMaker lists at once. */
const PAGE = 100;

type One = Pick<Found, "name" | "createdAt">;

/** Something that may use another; what is not recent is looked at as far as it can be. */
interface Candidate {
    readonly name: string;
    readonly isRecent: boolean;
}

/** Endpoints that have this config. An endpoint gets a config by being made or updated, and both leave a time. */
export async function endpointsWith(client: SageMakerClient, { name, createdAt }: One, signal: AbortSignal): Promise<Users> {
    const options = { abortSignal: signal };
    const query = { MaxResults: PAGE, SortBy: "CreationTime", SortOrder: "Descending" } as const;
    const candidates: Candidate[] = [];
    for await (const { Endpoints = [] } of paginateListEndpoints({ client }, query, options)) {
        const found = Endpoints.map(({ EndpointName, LastModifiedTime }) => candidate(EndpointName, LastModifiedTime, createdAt));
        candidates.push(...found.flat());
    }
    return usersAmong(candidates, async (endpoint) => {
        const { EndpointConfigName } = await client.send(new DescribeEndpointCommand({ EndpointName: endpoint }), options);
        return EndpointConfigName === name;
    });
}

/**
 * Endpoint configs that have this model. SageMaker makes none of a model that is not there; an older one may have had a model that was deleted,
 * and has the one that was made anew under its name.
 */
export async function configsWith(client: SageMakerClient, { name, createdAt }: One, signal: AbortSignal): Promise<Users> {
    const options = { abortSignal: signal };
    const query = { MaxResults: PAGE, SortBy: "CreationTime", SortOrder: "Descending" } as const;
    const candidates: Candidate[] = [];
    for await (const { EndpointConfigs = [] } of paginateListEndpointConfigs({ client }, query, options)) {
        const found = EndpointConfigs.map((one) => candidate(one.EndpointConfigName, one.CreationTime, createdAt));
        candidates.push(...found.flat());
        if (candidates.length > MOST_DESCRIBED) {
            break; // the newest come first
        }
    }
    return usersAmong(candidates, async (config) => {
        const command = new DescribeEndpointConfigCommand({ EndpointConfigName: config });
        const { ProductionVariants = [], ShadowProductionVariants = [] } = await client.send(command, options);
        return [...ProductionVariants, ...ShadowProductionVariants].some(({ ModelName }) => ModelName === name);
    });
}

/** SageMaker's times are in whole seconds in places, and in milliseconds in others. */
function candidate(name: string | undefined, time: Date | undefined, since: Date): readonly Candidate[] {
    const isRecent = time === undefined || Number.isNaN(since.getTime()) || time.getTime() >= since.getTime() - 1000;
    return name === undefined ? [] : [{ name, isRecent }];
}

async function usersAmong(candidates: readonly Candidate[], uses: (name: string) => Promise<boolean>): Promise<Users> {
    const left = candidates.toSorted((a, b) => Number(b.isRecent) - Number(a.isRecent));
    const unseen = left.splice(MOST_DESCRIBED);
    const users: string[] = [];
    const look = async () => {
        for (let one = left.shift(); one !== undefined; one = left.shift()) {
            const answer = await isUser(one, uses);
            if (answer === "unknown") {
                unseen.push(one);
            } else if (answer) {
                users.push(one.name);
            }
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
    const isMore = unseen.some(({ isRecent }) => isRecent);
    return { names: users.toSorted(), unseen: isMore ? "more" : unseen.length > 0 ? "older" : "nothing" };
}

/** What is deleted meanwhile uses nothing. What is older may be somebody else's, whom nobody else may ask about it. */
async function isUser({ name, isRecent }: Candidate, uses: (name: string) => Promise<boolean>): Promise<boolean | "unknown"> {
    try {
        return await uses(name);
    } catch (error) {
        if (isMissing(error)) {
            return false;
        }
        if (!isRecent && error instanceof Error && error.name === "AccessDeniedException") {
            return "unknown";
        }
        throw error;
    }
}
