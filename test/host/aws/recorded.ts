import { faultScript } from "./faults.ts";
import { startProxy } from "./proxy.ts";
import { rewriting } from "./rewriting.ts";

const proxies = new Map<string, Promise<string>>();

/**
 * An address at which the Local SageMaker of another address answers, and all that passes is recorded; the same address where nothing
 * is to be recorded. It is there until this process ends.
 */
export async function recordedUrl(url: string): Promise<string> {
    if (!process.env["TEST_RECORDINGS"]) {
        return url;
    }
    const proxy = proxies.get(url) ?? start(url);
    proxies.set(url, proxy);
    return proxy;
}

/** `recordedUrl` as an endpoint of the SDK's clients. */
export function recordedEndpoint(url: string) {
    return async () => {
        const { protocol, hostname, port, pathname } = new URL(await recordedUrl(url));
        return { protocol, hostname, port: Number(port), path: pathname };
    };
}

async function start(url: string): Promise<string> {
    const proxy = await startProxy({
        servers: { local: () => url, s3: "local" },
        faults: faultScript(),
        rewriting: rewriting([]),
    });
    proxy.unref();
    return proxy.url;
}
