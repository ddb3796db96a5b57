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

/** Endpoints that have this config. An endpoint gets a config by being made or updated, and both leave a time. */
export async function endpointsWith(client: SageMakerClient, { name, createdAt }: One, signal: AbortSignal): Promise<Users> {
    const options = { abortSignal: signal };
    const query = { MaxResults: PAGE, SortBy: "CreationTime", SortOrder: "Descending" } as const;
    const candidates: string[] = [];
    for await (const { Endpoints = [] } of paginateListEndpoints({ client }, query, options)) {
        const later = Endpoints.filter(({ LastModifiedTime }) => isSince(LastModifiedTime, createdAt));
        candidates.push(...later.flatMap(({ EndpointName }) => EndpointName ?? []));
    }
    return usersAmong(candidates, async (endpoint) => {
        const { EndpointConfigName } = await client.send(new DescribeEndpointCommand({ EndpointName: endpoint }), options);
        return EndpointConfigName === name;
    });
}

/** Endpoint configs that have this model: all of them are younger, because SageMaker makes none of a model that is not there. */
export async function configsWith(client: SageMakerClient, { name, createdAt }: One, signal: AbortSignal): Promise<Users> {
    const options = { abortSignal: signal };
    const query = { MaxResults: PAGE, SortBy: "CreationTime", SortOrder: "Descending" } as const;
    const candidates: string[] = [];
    for await (const { EndpointConfigs = [] } of paginateListEndpointConfigs({ client }, query, options)) {
        const later = EndpointConfigs.filter(({ CreationTime }) => isSince(CreationTime, createdAt));
        candidates.push(...later.flatMap(({ EndpointConfigName }) => EndpointConfigName ?? []));
        if (later.length < EndpointConfigs.length || candidates.length > MOST_DESCRIBED) {
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
function isSince(time: Date | undefined, since: Date): boolean {
    return time === undefined || Number.isNaN(since.getTime()) || time.getTime() >= since.getTime() - 1000;
}

async function usersAmong(names: readonly string[], uses: (name: string) => Promise<boolean>): Promise<Users> {
    const left = names.slice(0, MOST_DESCRIBED);
    const users: string[] = [];
    const look = async () => {
        for (let name = left.shift(); name !== undefined; name = left.shift()) {
            if (await isUser(name, uses)) {
                users.push(name);
            }
        }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
    return { names: users.toSorted(), isComplete: names.length <= MOST_DESCRIBED };
}

/** What is deleted meanwhile uses nothing. */
async function isUser(name: string, uses: (name: string) => Promise<boolean>): Promise<boolean> {
    try {
        return await uses(name);
    } catch (error) {
        if (isMissing(error)) {
            return false;
        }
        throw error;
    }
}
