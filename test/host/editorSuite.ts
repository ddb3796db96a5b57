import type { Page } from "playwright-core";
import { remoteUri, workbenchUrl } from "./address.ts";
import { startVsCodeHost } from "./vscodeHost.ts";

/** A compiled suite, the extension it tests, and the folder that is open meanwhile. */
export interface EditorSuite {
    readonly extension: string;
    readonly tests: string;
    readonly workspace: string;
    readonly deadline: number;
}

/** Runs a suite inside the extension host of our VS Code. Answers what VS Code says: "0" when it is content, else why it is not. */
export async function runEditorSuite(suite: EditorSuite): Promise<string> {
    const host = await startVsCodeHost({ smokeTest: true });
    try {
        const page = await host.browser.newPage({ viewport: { width: 1280, height: 800 } });
        const verdict = verdictOf(page, suite.deadline);
        const payload = [
            ["extensionDevelopmentPath", remoteUri(host.server, suite.extension)],
            ["extensionTestsPath", remoteUri(host.server, suite.tests)],
            ["skipWelcome", "true"],
            ["skipReleaseNotes", "true"],
        ] as const;
        await page.exposeFunction("codeAutomationLog", () => undefined);
        await page.goto(workbenchUrl(host.server, suite.workspace, payload));
        return await verdict;
    } finally {
        await host.stop();
    }
}

/** The page tells how the suite ended, unless something ends the page first. */
async function verdictOf(page: Page, deadline: number): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const timer = setTimeout(() => resolve(`no end after ${deadline / 1000} s`), deadline);
    page.on("crash", () => resolve("the page crashed"));
    page.context()
        .browser()
        ?.on("disconnected", () => resolve("the browser ended"));
    await page.exposeFunction("codeAutomationExit", (code: number) => resolve(String(code)));
    const verdict = await promise;
    clearTimeout(timer);
    return verdict;
}
