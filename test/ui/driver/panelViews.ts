import type { Locator, Page } from "playwright-core";
import { runCommand } from "./runCommand.ts";
import { anywhere, plain } from "./text.ts";

/** The Problems view. */
export class Problems {
    readonly #page: Page;

    constructor(page: Page) {
        this.#page = page;
    }

    /** Opens the view and waits for a row with the text. */
    async waitFor(text: string | RegExp): Promise<void> {
        await runCommand(this.#page, "Problems: Focus on Problems View");
        await this.row(text).waitFor();
    }

    row(text: string | RegExp): Locator {
        return this.#page.locator(".markers-panel .monaco-list-row", { hasText: anywhere(text) }).first();
    }

    /** Texts of the rows in sight: files, and problems below them. */
    async texts(): Promise<string[]> {
        const rows = await this.#page.locator(".markers-panel .monaco-list-row").allInnerTexts();
        return rows.map((row) => plain(row).replaceAll("\n", " "));
    }
}

/** The Output view as it is on the screen; whole texts are in the files behind it. */
export class Output {
    readonly #page: Page;

    constructor(page: Page) {
        this.#page = page;
    }

    /** Waits until the lines in sight contain the text. */
    async waitFor(text: string | RegExp, timeout = 60_000): Promise<void> {
        await this.#page
            .locator(".output-view .view-line", { hasText: anywhere(text) })
            .first()
            .waitFor({ timeout });
    }

    /** The lines in sight; a long one counts as several. */
    async lines(): Promise<string[]> {
        const lines = this.#page.locator(".output-view .view-line");
        const placed = await lines.evaluateAll((elements) =>
            elements.map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? "" })),
        );
        return placed.toSorted((a, b) => a.top - b.top).map(({ text }) => plain(text));
    }
}
