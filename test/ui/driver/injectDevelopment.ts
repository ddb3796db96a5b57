import type { BrowserContext } from "playwright-core";
import type { Server } from "../../host/server.ts";

/**
 * Has every page of the context load extensions from their folders, as F5 does: adds developmentOptions to the page's own
 * configuration when the workbench reads it. The smoke-test payload would do the same, but shows no toasts.
 */
export async function injectDevelopment(context: BrowserContext, server: Server, extensions: readonly string[]): Promise<void> {
    const authority = `127.0.0.1:${server.port}`;
    const uris = extensions.map((folder) => ({ $mid: 1, scheme: "vscode-remote", authority, path: folder }));
    await context.addInitScript(
        (options) => {
            const getAttribute = Object.getOwnPropertyDescriptor(Element.prototype, "getAttribute")?.value;
            Element.prototype.getAttribute = function (name: string): string | null {
                const value: string | null = getAttribute.call(this, name);
                if (value === null || name !== "data-settings" || this.id !== "vscode-workbench-web-configuration") {
                    return value;
                }
                return JSON.stringify({ ...JSON.parse(value), developmentOptions: options });
            };
        },
        { extensions: uris },
    );
}
