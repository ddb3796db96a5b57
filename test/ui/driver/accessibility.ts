import axe from "axe-core";
import type { Frame } from "playwright-core";

declare global {
    interface Window {
        axe: typeof axe;
    }
}

/** What axe finds serious or critical in a panel's document, one line each. */
export async function accessibilityFaults(frame: Frame): Promise<string[]> {
    await frame.evaluate(axe.source); // goes round the page's Content-Security-Policy, which addScriptTag does not
    const { violations } = await frame.evaluate(async () => {
        const root = document.documentElement;
        const background = root.style.background;
        // A webview is transparent, which axe takes for white: it is shown what a person sees.
        root.style.background = "var(--vscode-editor-background)";
        const results = await window.axe.run(document);
        root.style.background = background;
        return results;
    });
    return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
