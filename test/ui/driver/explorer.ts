import type { Locator, Page } from "playwright-core";
import { chooseFromMenu } from "./contextMenu.ts";
import { runCommand } from "./runCommand.ts";
import { exactly } from "./text.ts";

/** Files of the workspace in the side bar, each addressed by its path from the workspace's root. */
export class Explorer {
    readonly #page: Page;

    constructor(page: Page) {
        this.#page = page;
    }

    async show(): Promise<void> {
        await runCommand(this.#page, "View: Show Explorer");
        await this.#page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    }

    /** Opens a file as a double click does. */
    async open(file: string): Promise<void> {
        await (await this.reveal(file)).dblclick();
    }

    async chooseFromMenu(file: string, label: string): Promise<void> {
        await chooseFromMenu(this.#page, await this.reveal(file), label);
    }

    /** Shows a file or folder, its parents unfolded, and answers its row's label. */
    async reveal(file: string): Promise<Locator> {
        await this.show();
        const names = file.split("/");
        for (const [depth, name] of names.entries()) {
            const row = this.#row(name, depth + 1);
            await row.waitFor();
            if (depth < names.length - 1 && (await row.getAttribute("aria-expanded")) === "false") {
                await row.click();
            }
        }
        return this.#row(names.at(-1) ?? "", names.length).locator(".label-name");
    }

    #row(name: string, level: number): Locator {
        const label = this.#page.locator(".label-name", { hasText: exactly(name) });
        return this.#page.locator(`.explorer-folders-view .monaco-list-row[aria-level="${level}"]`, { has: label }).first();
    }
}
