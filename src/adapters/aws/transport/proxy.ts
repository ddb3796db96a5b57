import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";

/** The proxy that the user has set for VS Code. */
export interface ProxySettings {
    /** VS Code's `http.proxy`; empty for that of the environment. */
    readonly address: string;
    /** VS Code's `http.noProxy`: hosts that are reached without it. */
    readonly direct: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Agents {
    readonly httpAgent: HttpAgent;
    readonly httpsAgent: HttpsAgent;
}

/** Connections are kept: a poll each few seconds need not shake hands anew. */
const KEPT = { keepAlive: true, maxSockets: 50 } as const;

/**
 * The agents of a client. Node's own ignore proxies, so one that is set has to be named: VS Code's setting before the environment's
 * HTTPS_PROXY or HTTP_PROXY. This machine itself is never reached by one.
 */
export function agents(settings: ProxySettings, env: Environment): Agents {
    const [address, direct] =
        settings.address === ""
            ? [variable(env, "HTTPS_PROXY") ?? variable(env, "HTTP_PROXY"), (variable(env, "NO_PROXY") ?? "").split(",")]
            : [settings.address, settings.direct];
    if (address === undefined || !URL.canParse(address)) {
        return { httpAgent: new HttpAgent(KEPT), httpsAgent: new HttpsAgent(KEPT) };
    }
    const options = { ...KEPT, proxy: address };
    return {
        httpAgent: pastProxy(new HttpProxyAgent(options), HttpAgent, direct),
        httpsAgent: pastProxy(new HttpsProxyAgent(options), HttpsAgent, direct),
    };
}

/** Has an agent connect by itself to the hosts that are to be reached directly. */
function pastProxy<A extends HttpAgent>(agent: A, Direct: typeof HttpAgent | typeof HttpsAgent, direct: readonly string[]): A {
    const byProxy = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) =>
        isDirect(options.host ?? "", direct)
            ? Direct.prototype.createConnection.call(agent, options, callback)
            : byProxy(options, callback);
    return agent;
}

/** Tools read these in capitals or without. */
function variable(env: Environment, name: string): string | undefined {
    return env[name] || env[name.toLowerCase()] || undefined;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

function isDirect(host: string, direct: readonly string[]): boolean {
    return (
        LOOPBACK.test(host) ||
        direct
            .map((entry) =>
                entry
                    .trim()
                    .replace(/^\*?\./, "")
                    .replace(/:\d+$/, ""),
            )
            .some((entry) => entry === "*" || (entry !== "" && (host === entry || host.endsWith(`.${entry}`))))
    );
}
