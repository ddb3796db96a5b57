import os from "node:os";
import path from "node:path";

/** The root of this repository. */
export const repository = path.resolve(import.meta.dirname, "../..");

/** What is downloaded once and shared by every checkout; deleting it costs only time. */
export const cacheFolder =
    process.env["RUST_SAGEMAKER_CACHE"] ??
    path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "rust-sagemaker");
