import { placeName } from "../../../core/place.ts";
import type { Account } from "../../account/accountState.ts";
import type { Ask, Choice } from "../../ask.ts";

interface Needs {
    readonly account: Pick<Account, "current" | "isExpired" | "place">;
    readonly runIn: (place: "local" | "aws") => Promise<void>;
    readonly connect: (signal: AbortSignal) => Promise<void>;
    readonly signIn: (signal: AbortSignal) => Promise<void>;
    readonly disconnect: () => Promise<void>;
    readonly ask: Pick<Ask, "pick">;
}

type Way = (signal: AbortSignal) => Promise<void>;

/** Lets the user choose where commands run that are called on nothing that is somewhere already. */
export function choosePlace(needs: Needs): Way {
    return async (signal) => (await needs.ask.pick("Where should commands run?", ways(needs)))?.(signal);
}

function ways({ account, runIn, connect, signIn, disconnect }: Needs): readonly Choice<Way>[] {
    const connected = account.current();
    const now = placeName(account.place());
    const mark = (name: string) => (name === now ? "$(check) " : "");
    const local = {
        label: `${mark("Local")}$(server-environment) Local`,
        description: "this machine, no account",
        value: () => runIn("local"),
    };
    if (connected === undefined) {
        return [local, { label: "$(cloud) Connect to AWS…", value: connect }];
    }
    const { place, identity } = connected;
    const aws = {
        label: `${mark(placeName(place))}$(cloud) ${placeName(place)}`,
        description: `account ${identity.account}`,
        value: () => runIn("aws"),
    };
    const renew = { label: "$(sign-in) Sign In to AWS", description: "the sign-in has expired", value: signIn };
    return [
        ...(account.isExpired() ? [renew] : []),
        local,
        aws,
        { label: "$(plug) Connect to Another Profile or Region…", value: connect },
        { label: "$(debug-disconnect) Disconnect from AWS", value: disconnect },
    ];
}
