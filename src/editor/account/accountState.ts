import type * as vscode from "vscode";
import type { AwsAccount } from "../../core/account/identity.ts";
import { LOCAL, type Place, placeName } from "../../core/place.ts";

/** Kept for all windows: the account that was connected to. It holds names, and nothing that opens anything. */
const CONNECTED = "account";
/** Kept for one window: whether commands run in AWS. */
const IN_AWS = "inAws";

/** What the user has chosen in the settings; empty for what AWS's own tools would take. */
export interface ChosenAccount {
    readonly profile: string;
    readonly region: string;
}

/** The account of AWS, and whether commands run there or on this machine. */
export interface Account {
    /** Undefined until the user has connected. AWS is asked nothing before that. */
    readonly current: () => AwsAccount | undefined;
    /** Where commands run that are called on nothing that is somewhere already. */
    readonly place: () => Place;
    /** Whether AWS has said that the sign-in is over. */
    readonly isExpired: () => boolean;
    readonly onDidChange: (listener: () => void) => vscode.Disposable;
}

/** The account with what changes it. */
export interface AccountState extends Account {
    /** AWS has answered who calls, so the account counts as connected to. */
    readonly connected: (account: AwsAccount) => Promise<void>;
    readonly disconnect: () => Promise<void>;
    readonly runIn: (place: "local" | "aws") => Promise<void>;
    /** AWS has said of a place that its sign-in is over; of one that is not connected to that says nothing here. */
    readonly setExpired: (place: Place) => void;
    /** AWS has answered a call to a place, so that its sign-in is good; true where it had expired. */
    readonly setAnswered: (place: Place) => boolean;
    /** Whether the user has connected to an account, of these settings or of those before. */
    readonly isConnected: () => boolean;
    /** The settings have changed. */
    readonly changed: () => void;
}

/** What VS Code keeps for us, as far as it is needed here. */
interface Memory {
    get(key: string): unknown;
    update(key: string, value: unknown): Thenable<void>;
}

interface Needs {
    readonly all: Memory;
    readonly window: Memory;
    readonly chosen: () => ChosenAccount;
}

/** Keeps which account is connected to. One that is no longer what the settings say does not count. */
export function accountState({ all, window, chosen }: Needs): AccountState {
    const listeners = new Set<() => void>();
    let isExpired = false;
    const changed = () => listeners.forEach((listener) => listener());
    const kept = () => {
        const account = all.get(CONNECTED);
        return isAccount(account) ? account : undefined;
    };
    const current = () => {
        const account = kept();
        const { profile, region } = chosen();
        return account?.place.profile === profile && (region === "" || account.place.region === region) ? account : undefined;
    };
    const isCurrent = (place: Place) => {
        const account = current();
        return account !== undefined && placeName(account.place) === placeName(place);
    };
    const setExpiry = (place: Place, next: boolean) => {
        const isChanged = isExpired !== next && isCurrent(place);
        if (isChanged) {
            isExpired = next;
            changed();
        }
        return isChanged;
    };
    const runIn = async (place: "local" | "aws") => {
        await window.update(IN_AWS, place === "aws");
        changed();
    };
    return {
        current,
        place: () => (window.get(IN_AWS) === true ? (current()?.place ?? LOCAL) : LOCAL),
        isExpired: () => isExpired && current() !== undefined,
        onDidChange: (listener) => {
            listeners.add(listener);
            return { dispose: () => void listeners.delete(listener) };
        },
        connected: async (account) => {
            isExpired = false;
            await all.update(CONNECTED, account);
            changed();
        },
        disconnect: async () => {
            await all.update(CONNECTED, undefined);
            await runIn("local");
        },
        runIn,
        isConnected: () => kept() !== undefined,
        setExpired: (place) => void setExpiry(place, true),
        setAnswered: (place) => setExpiry(place, false),
        changed,
    };
}

/** An earlier version may have kept something else. */
function isAccount(value: unknown): value is AwsAccount {
    if (typeof value !== "object" || value === null || !("place" in value) || !("identity" in value)) {
        return false;
    }
    const { place, identity } = value;
    return hasTexts(place, "profile", "region") && hasTexts(identity, "account", "arn", "partition");
}

function hasTexts(value: unknown, ...names: readonly string[]): boolean {
    return typeof value === "object" && value !== null && names.every((name) => typeof Reflect.get(value, name) === "string");
}
