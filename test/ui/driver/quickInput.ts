import type { Locator, Page } from "playwright-core";
import { anywhere, pattern, plain } from "./text.ts";

/** The box at the top of the window: palette, quick picks, input boxes, and the steps of a multi-step input. */
export class QuickInput {
    readonly #page: Page;
    readonly widget: Locator;
    readonly input: Locator;

    constructor(page: Page) {
        this.#page = page;
        this.widget = page.locator(".quick-input-widget");
        this.input = this.widget.locator("input.input");
    }

    /** Waits for a step by its title, "Launch Training Job (2/4)". */
    async waitForTitle(title: string | RegExp): Promise<void> {
        await this.widget.locator(".quick-input-title", { hasText: anywhere(title) }).waitFor();
    }

    async title(): Promise<string> {
        return plain(await this.widget.locator(".quick-input-title").innerText());
    }

    /** Replaces what stands in the box. */
    async type(text: string, timeout = 30_000): Promise<void> {
        await this.input.fill(text, { timeout });
    }

    async value(): Promise<string> {
        return this.input.inputValue();
    }

    async accept(): Promise<void> {
        await this.input.press("Enter");
    }

    /** Types and accepts. */
    async answer(text: string): Promise<void> {
        await this.type(text);
        await this.accept();
    }

    /** Chooses the row with exactly this label. */
    async pick(label: string): Promise<void> {
        await this.row(label).click();
    }

    /** The row with exactly this label; an icon before it leaves a space. */
    row(label: string): Locator {
        const name = this.#page.locator(".label-name", { hasText: new RegExp(`^[ \u00a0]?${pattern(label)}$`) });
        return this.widget.locator(".monaco-list-row", { has: name }).first();
    }

    /** Labels of the rows in sight. */
    async rows(): Promise<string[]> {
        const labels = await this.widget.locator(".monaco-list-row .label-name").allInnerTexts();
        return labels.map(plain);
    }

    async back(): Promise<void> {
        await this.widget.getByRole("button", { name: "Back" }).click();
    }

    /** Waits for the message below the box: the prompt, or what is wrong with the value. */
    async waitForMessage(text: string | RegExp): Promise<void> {
        await this.widget.locator(".quick-input-message", { hasText: anywhere(text) }).waitFor();
    }

    async message(): Promise<string> {
        return plain(await this.widget.locator(".quick-input-message").innerText());
    }

    async cancel(): Promise<void> {
        await this.input.press("Escape");
        await this.waitForClosed();
    }

    async waitForClosed(): Promise<void> {
        await this.input.waitFor({ state: "hidden" });
    }
}
