import type { Locator, Page } from "playwright-core";
import { chooseFromMenu, menuLabels } from "./contextMenu.ts";
import { anywhere, plain } from "./text.ts";

/** Rows of our tree in the side bar. */
export class TreeView {
    readonly #page: Page;
    readonly rows: Locator;

    constructor(page: Page) {
        this.#page = page;
        this.rows = page.locator(".customview-tree .monaco-list-row");
    }

    /** The first row whose label, directly followed by its description, contains the text. */
    row(text: string | RegExp): Locator {
        return this.rows.filter({ hasText: anywhere(text) }).first();
    }

    /** Waits until such a row is there, and answers its text. */
    async waitForRow(text: string | RegExp, timeout = 60_000): Promise<string> {
        await this.row(text).waitFor({ timeout });
        return textOf(this.row(text));
    }

    /** Waits until no such row is left. */
    async waitForNoRow(text: string | RegExp, timeout = 60_000): Promise<void> {
        await this.row(text).waitFor({ state: "detached", timeout });
    }

    /** Texts of the rows in sight, from top to bottom. */
    async texts(): Promise<string[]> {
        return Promise.all((await this.rows.all()).map(textOf));
    }

    /** What a screen reader says of a row. */
    async ariaLabel(text: string | RegExp): Promise<string> {
        return plain((await this.row(text).getAttribute("aria-label")) ?? "");
    }

    async expand(text: string | RegExp): Promise<void> {
        await this.row(text).waitFor();
        if ((await this.row(text).getAttribute("aria-expanded")) === "false") {
            await this.row(text).locator(".monaco-tl-twistie").click();
        }
    }

    async collapse(text: string | RegExp): Promise<void> {
        await this.row(text).waitFor();
        if ((await this.row(text).getAttribute("aria-expanded")) === "true") {
            await this.row(text).locator(".monaco-tl-twistie").click();
        }
    }

    async click(text: string | RegExp): Promise<void> {
        await this.row(text).locator(".label-name").click();
    }

    /** Clicks an icon that a row shows under the mouse. */
    async clickInline(text: string | RegExp, action: string): Promise<void> {
        await this.row(text).hover();
        await this.row(text).getByRole("button", { name: action }).click();
    }

    async chooseFromMenu(text: string | RegExp, label: string): Promise<void> {
        await chooseFromMenu(this.#page, this.row(text).locator(".label-name"), label);
    }

    async menuLabels(text: string | RegExp): Promise<string[]> {
        return menuLabels(this.#page, this.row(text).locator(".label-name"));
    }

    /** Clicks a button of the view's title bar. */
    async clickTitleButton(action: string): Promise<void> {
        const sideBar = this.#page.locator(".part.sidebar");
        await sideBar.hover();
        await sideBar.locator(".title-actions, .pane-header").getByRole("button", { name: action }).first().click();
    }

    /** The text shown instead of rows, with its buttons. */
    async welcomeText(): Promise<string> {
        return plain(await this.#page.locator(".part.sidebar .welcome-view-content").first().innerText());
    }

    /** Shows the hover of a row and answers its text, once it says this: before, VS Code may show that it loads, or another hover. */
    async tooltip(text: string | RegExp, says: string | RegExp): Promise<string> {
        const hover = this.#page
            .locator(".workbench-hover")
            .filter({ hasText: anywhere(says) })
            .last();
        for (let attempt = 1; ; attempt++) {
            await this.#page.mouse.move(640, 300); // a hover opens when the mouse comes, not when it is there
            await this.row(text).locator(".label-name").hover();
            try {
                await hover.waitFor({ timeout: 10_000 });
                return plain(await hover.innerText({ timeout: 1_000 }));
            } catch (error) {
                if (attempt === 6) {
                    throw error;
                }
            }
        }
    }
}

/** Label and description of a row. */
async function textOf(row: Locator): Promise<string> {
    return plain((await row.locator(".label-name, .label-description").allInnerTexts()).join(" "));
}
