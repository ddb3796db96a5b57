import { fromIni, fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { keepSecret } from "../../../core/redact.ts";
import { httpHandler } from "./httpHandler.ts";
import type { ProxySettings } from "./proxy.ts";
import { timeLimit } from "./timeLimit.ts";

/** Keys that sign calls. A session token means that they expire. */
export interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
    readonly expiration?: Date;
}

/** The credentials of one profile, kept until they expire. */
export interface CredentialSource {
    /** Without `askCode` nobody is asked: a role that wants the code of an MFA device fails with an error named `MFA_CODE_NEEDED`. */
    readonly get: (askCode?: AskMfaCode) => Promise<Credentials>;
    /** Has them looked for anew with the next call. */
    readonly forget: () => void;
    /** Whether others have been found since these were, or a person is being asked for them: then there is nothing to look for anew. */
    readonly isNewerThan: (used: Credentials | undefined) => boolean;
}

/** Asks the user for the six digits that an MFA device shows, named by its ARN or serial number; undefined when they turn away. */
export type AskMfaCode = (device: string, profile: string) => Promise<string | undefined>;

/** The name of the error of credentials that only a person can give, with the code of an MFA device. */
export const MFA_CODE_NEEDED = "MfaCodeNeeded";

/** How those are asked that give credentials over the network: STS, IAM Identity Center and the sign-in service. */
export interface CredentialRoute {
    readonly region: string;
    readonly proxy: ProxySettings;
}

/** A program that gives credentials may never end; AWS's own tools would wait for ever. */
const LIMIT_MS = 60_000;
/** What is not there answers slowly: nobody waits long for the metadata service of a machine that has none. */
const METADATA = { timeout: 1000, maxRetries: 1 };
/** Credentials are taken for expired a little before they are. */
const MARGIN_MS = 60_000;

/**
 * Looks for credentials where AWS's own tools do. Files are read each time (`ignoreCache`), because the SDK would keep what it read first
 * for as long as the window is open. A failure is never kept, and what was found is kept out of all that is shown.
 */
export function credentialSource(profile: string, route: CredentialRoute, limitMs = LIMIT_MS): CredentialSource {
    let kept: Kept | undefined;
    const look = (askCode?: AskMfaCode): Promise<Credentials> => {
        const limit = timeLimit(limitMs, () => tooSlow(profile, limitMs));
        const found = limit.of(load(profile, route, (device) => limit.without(() => codeOf(device, profile, askCode))));
        const entry: Kept = { found, asks: askCode !== undefined, endsAt: Number.POSITIVE_INFINITY };
        kept = entry;
        entry.found.then(
            (credentials) => {
                const { secretAccessKey, sessionToken, expiration } = credentials;
                [secretAccessKey, sessionToken].forEach((secret) => secret !== undefined && keepSecret(secret));
                entry.credentials = credentials;
                entry.endsAt = (expiration?.getTime() ?? Number.POSITIVE_INFINITY) - MARGIN_MS;
            },
            () => (kept = kept === entry ? undefined : kept),
        );
        return entry.found;
    };
    return {
        get: (askCode) => {
            // Who can be asked does not share the failure of a search that asks nobody.
            const isOfNoUse = askCode !== undefined && kept !== undefined && kept.credentials === undefined && !kept.asks;
            return kept === undefined || isOfNoUse || Date.now() >= kept.endsAt ? look(askCode) : kept.found;
        },
        forget: () => (kept = undefined),
        isNewerThan: (used) => kept !== undefined && (kept.credentials === undefined ? kept.asks : kept.credentials !== used),
    };
}

interface Kept {
    readonly found: Promise<Credentials>;
    readonly asks: boolean;
    credentials?: Credentials;
    endsAt: number;
}

function load(
    profile: string,
    { region, proxy }: CredentialRoute,
    mfaCodeProvider: (device: string) => Promise<string>,
): Promise<Credentials> {
    const requestHandler = httpHandler(proxy);
    // Without a region of its own, a role is assumed in that of the place: that of another partition would not know it.
    const caller = { callerClientConfig: { region: async () => region, requestHandler } };
    const init = { ignoreCache: true, mfaCodeProvider, clientConfig: { requestHandler } };
    return profile === "" ? fromNodeProviderChain({ ...init, ...METADATA })(caller) : fromIni({ ...init, profile })(caller);
}

async function codeOf(device: string, profile: string, askCode: AskMfaCode | undefined): Promise<string> {
    if (askCode === undefined) {
        throw Object.assign(new Error(`A role wants a code of the MFA device ${device}.`), { name: MFA_CODE_NEEDED });
    }
    const code = await askCode(device, profile);
    if (code === undefined) {
        throw new DOMException("No code of the MFA device was given.", "AbortError");
    }
    return code;
}

/** Named as the SDK names what goes wrong with credentials. */
function tooSlow(profile: string, limitMs: number): Error {
    const whose = profile === "" ? "The default credentials" : `The credentials of profile ${profile}`;
    const error = new Error(`${whose} did not come within ${limitMs / 1000} s.`);
    return Object.assign(error, { name: "CredentialsProviderError" });
}
