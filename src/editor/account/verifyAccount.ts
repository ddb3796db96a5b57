import type { CallerIdentity } from "../../core/account/identity.ts";
import type { AwsPlace } from "../../core/place.ts";
import type { AccountState, ChosenAccount } from "./accountState.ts";

interface Needs {
    readonly state: Pick<AccountState, "connected" | "isConnected">;
    readonly chosen: () => ChosenAccount;
    /** Finds the region where none is chosen. */
    readonly placeOf: (profile: string, region: string) => Promise<AwsPlace>;
    readonly identityIn: (place: AwsPlace, signal: AbortSignal) => Promise<CallerIdentity>;
}

/** Asks AWS anew who calls. The answer does not count where the user has disconnected meanwhile, or chosen another account. */
export function verifyAccount({ state, chosen, placeOf, identityIn }: Needs): (signal: AbortSignal) => Promise<void> {
    return async (signal) => {
        const [{ profile, region }, wasConnected] = [chosen(), state.isConnected()];
        const place = await placeOf(profile, region);
        const identity = await identityIn(place, signal);
        const now = chosen();
        const isDisconnected = wasConnected && !state.isConnected();
        if (!isDisconnected && now.profile === profile && now.region === region) {
            await state.connected({ place, identity });
        }
    };
}
