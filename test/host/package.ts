import { mkdir } from "node:fs/promises";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";
import { repository } from "./paths.ts";

// Builds the extension and makes out/rust-sagemaker.vsix. Pictures of the README ship with it, so that its links stay as they are.
await mkdir(path.join(repository, "out"), { recursive: true });
await createVSIX({
    cwd: repository,
    packagePath: path.join(repository, "out/rust-sagemaker.vsix"),
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
});
