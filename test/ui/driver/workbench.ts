import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { extensionHostLog, outputChannelText } from "../../host/logs.ts";
import type { VsCodeHost } from "../../host/vscodeHost.ts";
import { accessibilityFaults } from "./accessibility.ts";
import { Explorer } from "./explorer.ts";
import { ModalDialog } from "./modalDialog.ts";
import { Notifications } from "./notifications.ts";
import { Output, Problems } from "./panelViews.ts";
import { QuickInput } from "./quickInput.ts";
import { runCommand } from "./runCommand.ts";
import { TreeView } from "./treeView.ts";
import { editorTab, webviewFrame } from "./webview.ts";

/** The themes VS Code ships for every kind of eye. */
export const themes = ["Dark Modern", "Light Modern", "Dark High Contrast", "Light High Contrast"] as const;

/** One window of VS Code, driven as a person does. */
export class Workbench {
    readonly page: Page;
    readonly quickInput: QuickInput;
    readonly tree: TreeView;
    readonly explorer: Explorer;
    readonly problems: Problems;
    readonly output: Output;
    readonly notifications: Notifications;
    readonly dialog: ModalDialog;
    readonly #host: VsCodeHost;
    readonly #pictures: string;

    /** `pictures` is the folder of screenshots. */
    constructor(page: Page, host: VsCodeHost, pictures: string) {
        this.page = page;
        this.quickInput = new QuickInput(page);
        this.tree = new TreeView(page);
        this.explorer = new Explorer(page);
        this.problems = new Problems(page);
        this.output = new Output(page);
        this.notifications = new Notifications(page);
        this.dialog = new ModalDialog(page);
        this.#host = host;
        this.#pictures = pictures;
    }

    /** Runs a command by its whole title in the palette: "SageMaker: Tail Logs". */
    async run(title: string): Promise<void> {
        await runCommand(this.page, title);
    }

    /** Opens the side bar of a view container by its name. A window that is still coming up may bring back another one meanwhile. */
    async showContainer(name: string): Promise<void> {
        const item = this.page.locator(".activitybar").getByRole("tab", { name });
        const title = this.page.locator(".part.sidebar .composite.title", { hasText: name });
        await item.waitFor();
        for (let attempt = 0; attempt < 5 && !(await this.#stays(title)); attempt++) {
            await item.click();
        }
        await title.waitFor();
    }

    /** In sight now and a moment later. */
    async #stays(part: Locator): Promise<boolean> {
        if (!(await part.isVisible())) {
            return false;
        }
        await this.page.waitForTimeout(300);
        return part.isVisible();
    }

    /** What the activity bar says of a view container, its badge included. */
    async containerLabel(name: string): Promise<string> {
        return (await this.page.locator(".activitybar").getByRole("tab", { name }).getAttribute("aria-label")) ?? "";
    }

    /** The document of a panel, by the title of its tab. */
    async webview(title: string): Promise<Frame> {
        return webviewFrame(this.page, title);
    }

    /** What axe finds serious or critical in a panel. */
    async accessibilityFaults(title: string): Promise<string[]> {
        return accessibilityFaults(await this.webview(title));
    }

    async setTheme(theme: (typeof themes)[number]): Promise<void> {
        await this.run("Preferences: Color Theme");
        await this.quickInput.type(theme);
        await this.quickInput.pick(theme);
        await this.quickInput.waitForClosed();
        await this.page.waitForTimeout(500); // colours fade
    }

    /** The tab of an editor or panel, by its title. */
    tab(title: string): Locator {
        return editorTab(this.page, title);
    }

    /** The whole text of an output channel so far. */
    channelText(channel: string): string {
        return outputChannelText(this.#host.profile, channel);
    }

    extensionHostLog(): string {
        return extensionHostLog(this.#host.profile);
    }

    async clipboard(): Promise<string> {
        return this.page.evaluate(() => navigator.clipboard.readText());
    }

    /** Waits until the clipboard holds a text: a command writes it after its menu is gone. */
    async waitForClipboard(text: string): Promise<void> {
        await this.page.waitForFunction(async (wanted) => (await navigator.clipboard.readText()) === wanted, text);
    }

    /** Loads the window anew, as "Developer: Reload Window" does. */
    async reload(): Promise<void> {
        await this.page.reload();
        await this.waitUntilReady();
    }

    async waitUntilReady(): Promise<void> {
        await this.page.locator(".monaco-workbench .part.sidebar").waitFor({ timeout: 60_000 });
        await this.page.locator(".activitybar").getByRole("tab").first().waitFor();
    }

    /** Takes a picture of the window, and answers its file. */
    async screenshot(name: string): Promise<string> {
        mkdirSync(this.#pictures, { recursive: true });
        const file = path.join(this.#pictures, `${name}.png`);
        await this.page.screenshot({ path: file, animations: "disabled" }); // nothing half faded in
        return file;
    }
}
