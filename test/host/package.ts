import { mkdir } from "node:fs/promises";
import path from "node:path";
import { repository } from "./paths.ts";
import { runProgram } from "./runProgram.ts";

// Makes out/rust-sagemaker.vsix.
await mkdir(path.join(repository, "out"), { recursive: true });
const vsce = path.join(repository, "node_modules/@vscode/vsce/vsce");
// Pictures of the README ship with it, so that its links stay as they are.
const options = ["--no-dependencies", "--no-rewrite-relative-links", "--allow-missing-repository"];
await runProgram(process.execPath, [vsce, "package", ...options, "--out", "out/rust-sagemaker.vsix"], { cwd: repository });
