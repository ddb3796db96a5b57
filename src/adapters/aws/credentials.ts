import { fromIni, fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { keepSecret } from "../../core/redact.ts";
import { httpHandler } from "./httpHandler.ts";
import type { ProxySettings } from "./proxy.ts";

/** Keys that sign calls. A session token means that they expire. */
export interface Credentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
    readonly expiration?: Date;
}

/** The credentials of one profile, kept until they expire. */
export interface CredentialSource {
    readonly get: () => Promise<Credentials>;
    /** Has them looked for anew with the next call. */
    readonly forget: () => void;
}

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
    let kept: { readonly found: Promise<Credentials>; endsAt: number } | undefined;
    const look = (): Promise<Credentials> => {
        const entry = { found: withinLimit(load(profile, route), profile, limitMs), endsAt: Number.POSITIVE_INFINITY };
        kept = entry;
        entry.found.then(
            ({ secretAccessKey, sessionToken, expiration }) => {
                [secretAccessKey, sessionToken].forEach((secret) => secret !== undefined && keepSecret(secret));
                entry.endsAt = (expiration?.getTime() ?? Number.POSITIVE_INFINITY) - MARGIN_MS;
            },
            () => (kept = kept === entry ? undefined : kept),
        );
        return entry.found;
    };
    return {
        get: () => (kept === undefined || Date.now() >= kept.endsAt ? look() : kept.found),
        forget: () => (kept = undefined),
    };
}

function load(profile: string, { region, proxy }: CredentialRoute): Promise<Credentials> {
    const requestHandler = httpHandler(proxy);
    // Without a region of its own, a role is assumed in that of the place: that of another partition would not know it.
    const caller = { callerClientConfig: { region: async () => region, requestHandler } };
    const init = { ignoreCache: true, clientConfig: { requestHandler } };
    return profile === "" ? fromNodeProviderChain({ ...init, ...METADATA })(caller) : fromIni({ ...init, profile })(caller);
}

async function withinLimit(found: Promise<Credentials>, profile: string, limitMs: number): Promise<Credentials> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(tooSlow(profile, limitMs)), limitMs);
    try {
        return await Promise.race([found, late.promise]);
    } finally {
        clearTimeout(timer);
        found.catch(() => undefined);
    }
}

/** Named as the SDK names what goes wrong with credentials. */
function tooSlow(profile: string, limitMs: number): Error {
    const whose = profile === "" ? "The default credentials" : `The credentials of profile ${profile}`;
    const error = new Error(`${whose} did not come within ${limitMs / 1000} s.`);
    return Object.assign(error, { name: "CredentialsProviderError" });
}
