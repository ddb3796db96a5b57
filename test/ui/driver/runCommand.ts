import type { Page } from "playwright-core";
import { QuickInput } from "./quickInput.ts";

/**
 * Runs a command by its whole title in the palette, "SageMaker: Tail Logs". The first row is often another command that only
 * resembles it. Returns when the palette is gone or a question of the command's own has taken its place.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
    const quickInput = new QuickInput(page);
    await quickInput.waitForClosed();
    await repeat(5, async () => {
        await openPalette(page, quickInput);
        await quickInput.type(`>${title}`, 3000); // an editor that takes the focus closes the palette
        await clickOrClose(quickInput, title);
    });
    await page.waitForFunction(() => {
        const input = document.querySelector<HTMLInputElement>(".quick-input-widget input.input");
        return input === null || input.offsetParent === null || !input.value.startsWith(">");
    });
}

/** A key pressed while the last palette is closing is lost. */
async function openPalette(page: Page, quickInput: QuickInput): Promise<void> {
    await repeat(4, async () => {
        await page.keyboard.press("F1");
        await quickInput.input.waitFor({ state: "visible", timeout: 2000 });
    });
}

/** Commands of an extension that is still being loaded join the palette only when it is opened again. */
async function clickOrClose(quickInput: QuickInput, title: string): Promise<void> {
    try {
        await quickInput.row(title).click({ timeout: 3000 });
    } catch (error) {
        await quickInput.cancel();
        throw error;
    }
}

async function repeat(times: number, attempt: () => Promise<void>): Promise<void> {
    for (let left = times; left > 1; left--) {
        try {
            return await attempt();
        } catch {
            // Once more.
        }
    }
    await attempt();
}
