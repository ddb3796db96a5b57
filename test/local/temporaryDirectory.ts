import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A directory that is gone at the end of its block. */
export function temporaryDirectory(): { readonly path: string; [Symbol.dispose](): void } {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "local sagemaker "));
    return { path: directory, [Symbol.dispose]: () => fs.rmSync(directory, { recursive: true }) };
}
