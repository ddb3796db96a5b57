import type { BrowserContext } from "playwright-core";

declare global {
    interface Window {
        reportPolicyBreach(breach: string): void;
    }
}

/** VS Code asks its gallery of extensions on its own. */
const gallery = "open-vsx.org";

/** What pages did that they must not. Resources of webviews have a host name of their own, which a service worker answers. */
export interface Watch {
    /** Breaches of a Content-Security-Policy, in any frame. */
    readonly policyBreaches: readonly string[];
    /** Hosts outside this machine that were asked for something. */
    readonly outsideHosts: ReadonlySet<string>;
}

/** Watches every page that the context opens from now on. */
export async function watchPages(context: BrowserContext): Promise<Watch> {
    const policyBreaches: string[] = [];
    const outsideHosts = new Set<string>();
    await context.exposeFunction("reportPolicyBreach", (breach: string) => policyBreaches.push(breach));
    await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
            window.reportPolicyBreach(`${event.effectiveDirective} ${event.blockedURI} in ${document.URL.slice(0, 100)}`);
        });
    });
    context.on("request", (request) => {
        const { hostname } = new URL(request.url());
        if (!["", "127.0.0.1", gallery].includes(hostname) && !hostname.endsWith(".vscode-resource.vscode-cdn.net")) {
            outsideHosts.add(hostname);
        }
    });
    return { policyBreaches, outsideHosts };
}
