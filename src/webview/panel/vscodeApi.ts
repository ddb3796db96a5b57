import type { FromPanel } from "../../protocol/panel.ts";
import type { KeptPage } from "./keptPage.ts";

declare function acquireVsCodeApi(): {
    postMessage(message: unknown): void;
    getState(): unknown;
    setState(state: unknown): void;
};

// VS Code gives it once per page.
const api = acquireVsCodeApi();

export function post(message: FromPanel): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is VS Code's, and takes none
    api.postMessage(message);
}

/** What the page kept of itself before it was hidden or the window reloaded. */
export function keptPage(): Partial<KeptPage> {
    const kept = api.getState();
    // It comes from `keep` below, of this version or an older one.
    return typeof kept === "object" && kept !== null ? kept : {};
}

export function keep(page: KeptPage): void {
    api.setState(page);
}
