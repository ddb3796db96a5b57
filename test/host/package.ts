import { mkdir } from "node:fs/promises";
import path from "node:path";
import { repository } from "./paths.ts";
import { runProgram } from "./runProgram.ts";

// Makes out/rust-sagemaker.vsix.
await mkdir(path.join(repository, "out"), { recursive: true });
const vsce = path.join(repository, "node_modules/@vscode/vsce/vsce");
await runProgram(process.execPath, [vsce, "package", "--no-dependencies", "--out", "out/rust-sagemaker.vsix"], {
    cwd: repository,
});
