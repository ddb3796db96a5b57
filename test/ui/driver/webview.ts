import type { Frame, Locator, Page } from "playwright-core";
import { pattern } from "./text.ts";

/** The tab of an editor or panel, by its title. */
export function editorTab(page: Page, title: string): Locator {
    // A screen reader also hears "preview" and the editor's group, after a comma.
    const name = new RegExp(`^${pattern(title)}(,|$)`);
    return page.locator(".tabs-container").getByRole("tab", { name }).first();
}

/** The frame with a panel's own document, its tab brought to the front. */
export async function webviewFrame(page: Page, title: string): Promise<Frame> {
    await editorTab(page, title).click();
    await page.waitForTimeout(200); // until then the group may still name the panel that it showed before
    // Webviews lie over the editors that they belong to, outside their elements.
    const name = await page.locator(".editor-group-container.active [aria-flowto]").first().getAttribute("aria-flowto");
    const overlay = page.locator(`iframe.webview.ready[name="${name}"]`);
    const outer = await (await overlay.elementHandle())?.contentFrame();
    const inner = await outer?.waitForSelector("iframe#active-frame");
    const frame = await inner?.contentFrame();
    if (frame === null || frame === undefined) {
        throw new Error(`The panel "${title}" has no document.`);
    }
    return frame;
}
