import { type Browser, chromium } from "playwright-core";
import { browserProgram } from "./browserProgram.ts";

/** Starts a headless browser that asks nothing of the outside on its own. */
export function launchBrowser(): Promise<Browser> {
    const executablePath = browserProgram();
    if (executablePath === undefined) {
        throw new Error("There is no Chromium: run `node test/host/install.ts browser`.");
    }
    const flags = ["--disable-gpu", "--disable-quic", "--no-first-run"];
    const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
    // Chromium refuses to sandbox itself as root.
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    return chromium.launch({ executablePath, headless: true, args: [...flags, ...quiet, ...sandbox] });
}
