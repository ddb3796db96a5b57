import type { Locator, Page } from "playwright-core";
import { anywhere, exactly, plain } from "./text.ts";

/** Toasts at the bottom right; progress of long work is shown there too. */
export class Notifications {
    readonly #page: Page;

    constructor(page: Page) {
        this.#page = page;
    }

    toast(text: string | RegExp): Locator {
        return this.#page.locator(".notification-toast", { hasText: anywhere(text) }).first();
    }

    /** Waits for a toast and answers its whole message. */
    async waitFor(text: string | RegExp, timeout = 60_000): Promise<string> {
        await this.toast(text).waitFor({ timeout });
        return plain(await this.toast(text).locator(".notification-list-item-message").innerText());
    }

    async waitForNone(text: string | RegExp, timeout = 60_000): Promise<void> {
        await this.toast(text).waitFor({ state: "detached", timeout });
    }

    async click(text: string | RegExp, button: string): Promise<void> {
        const toast = this.toast(text);
        await toast.waitFor();
        await toast.hover();
        await toast.getByRole("button", { name: exactly(button) }).click();
    }

    /** Messages of all toasts in sight. */
    async texts(): Promise<string[]> {
        return (await this.#page.locator(".notification-toast .notification-list-item-message").allInnerTexts()).map(plain);
    }
}
