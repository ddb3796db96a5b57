import { globSync, statSync } from "node:fs";

/** What is loaded when the extension activates, and all that ships beside it, in kB. */
export function sizes(): readonly string[] {
    const bytes = (pattern: string) => globSync(pattern).reduce((sum, file) => sum + statSync(file).size, 0);
    const kilobytes = (pattern: string) => `${(bytes(pattern) / 1000).toFixed(0)} kB`;
    return [
        `extension, read at activation: ${kilobytes("dist/extension/main.cjs")}`,
        `extension with the SDK's chunks, read when needed: ${kilobytes("dist/extension/*.cjs")}`,
        `Local SageMaker: ${kilobytes("dist/localServer/*.cjs")}`,
        `panel: ${kilobytes("dist/panel/main.js")}`,
    ];
}
