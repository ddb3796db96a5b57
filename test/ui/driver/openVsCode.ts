import path from "node:path";
import type { BrowserContext } from "playwright-core";
import { workbenchUrl } from "../../host/address.ts";
import { repository } from "../../host/paths.ts";
import { startVsCodeHost, type VsCodeHost, type VsCodeHostOptions } from "../../host/vscodeHost.ts";
import { injectDevelopment } from "./injectDevelopment.ts";
import { type Watch, watchPages } from "./watch.ts";
import { Workbench } from "./workbench.ts";

export interface OpenOptions extends VsCodeHostOptions {
    /** The workspace to open. */
    readonly folder: string;
    /** Where screenshots go; a folder below out/ when absent. */
    readonly pictures?: string;
    readonly viewport?: { readonly width: number; readonly height: number };
    /** The extensions to load from their folders, this repository when absent; nothing is loaded so when `vsix` is given. */
    readonly extensions?: readonly string[];
}

/** A VS Code with its windows. */
export interface VsCode {
    readonly host: VsCodeHost;
    /** The window that was opened first. */
    readonly workbench: Workbench;
    readonly watch: Watch;
    /** Opens another window on the same folder, or on another one. */
    openWindow(folder?: string): Promise<Workbench>;
    /** Ends all windows and whatever the extension left running. */
    close(): Promise<void>;
}

/** How long anything may take to appear, on a machine that is busy with other work. */
const PATIENCE_MS = 60_000;

/** Starts VS Code and opens a folder in it, with the extension. */
export async function openVsCode(options: OpenOptions): Promise<VsCode> {
    const settings = { "explorer.compactFolders": false, ...options.settings };
    const host = await startVsCodeHost({ ...options, settings });
    try {
        const { width, height } = options.viewport ?? { width: 1280, height: 800 };
        const context = await host.browser.newContext({ viewport: { width, height } });
        context.setDefaultTimeout(PATIENCE_MS);
        await context.grantPermissions(["clipboard-read", "clipboard-write"]);
        const watch = await watchPages(context);
        if (options.vsix === undefined) {
            await injectDevelopment(context, host.server, options.extensions ?? [repository]);
        }
        const pictures = options.pictures ?? path.join(repository, "out/pictures");
        const openWindow = (folder = options.folder) => openWorkbench(context, host, folder, pictures);
        const workbench = await openWindow();
        return { host, workbench, watch, openWindow, close: () => host.stop() };
    } catch (error) {
        await host.stop();
        throw error;
    }
}

async function openWorkbench(context: BrowserContext, host: VsCodeHost, folder: string, pictures: string): Promise<Workbench> {
    const page = await context.newPage();
    await page.goto(workbenchUrl(host.server, folder));
    const workbench = new Workbench(page, host, pictures);
    await workbench.waitUntilReady();
    return workbench;
}
