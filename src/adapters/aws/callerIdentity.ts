import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { WhoAmI } from "../../core/account/identity.ts";
import { Problem } from "../../core/problem.ts";
import { inWords } from "./transport/awsProblem.ts";
import type { ClientOf } from "./clients.ts";

/** Asks STS who calls. */
export function callerIdentity(clientOf: ClientOf): WhoAmI {
    const client = clientOf(STSClient);
    return async (signal) => {
        const { Account: account, Arn: arn } = await inWords("Signing in", () =>
            client.send(new GetCallerIdentityCommand({}), { abortSignal: signal }),
        );
        const partition = /^arn:([a-z0-9-]+):/.exec(arn ?? "")?.[1];
        if (account === undefined || arn === undefined || partition === undefined) {
            throw new Problem("notAws", "Signing in failed because STS did not say who calls.");
        }
        return { account, arn, partition };
    };
}
