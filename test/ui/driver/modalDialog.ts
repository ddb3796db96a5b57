import type { Locator, Page } from "playwright-core";
import { exactly, plain } from "./text.ts";

/** A question in the middle of the window that must be answered first. */
export class ModalDialog {
    readonly box: Locator;

    constructor(page: Page) {
        this.box = page.locator(".monaco-dialog-box");
    }

    /** Waits for a dialog and answers its message and detail. */
    async text(): Promise<string> {
        await this.box.waitFor();
        return plain(await this.box.locator(".dialog-message-container").innerText());
    }

    async click(button: string): Promise<void> {
        await this.box.getByRole("button", { name: exactly(button) }).click();
        await this.box.waitFor({ state: "detached" });
    }
}
