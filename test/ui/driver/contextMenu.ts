import type { Locator, Page } from "playwright-core";
import { exactly, plain } from "./text.ts";

/** Right-clicks something and chooses from the menu by label. */
export async function chooseFromMenu(page: Page, target: Locator, label: string): Promise<void> {
    await openMenu(page, target);
    await page.locator(".monaco-menu .action-label", { hasText: exactly(label) }).click();
    await page.locator(".monaco-menu").waitFor({ state: "detached" });
}

/** Right-clicks something and reads the labels of its menu, which is closed again. */
export async function menuLabels(page: Page, target: Locator): Promise<string[]> {
    await openMenu(page, target);
    const labels = await page.locator(".monaco-menu .action-menu-item .action-label").allInnerTexts();
    await page.keyboard.press("Escape");
    await page.locator(".monaco-menu").waitFor({ state: "detached" });
    return labels.map(plain);
}

async function openMenu(page: Page, target: Locator): Promise<void> {
    await target.click({ button: "right" });
    await page.locator(".monaco-menu .action-menu-item").first().waitFor();
    await page.waitForTimeout(200); // a menu ignores the mouse at first, lest the click that opened it chooses something
}
