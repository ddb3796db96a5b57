import { spawnSync } from "node:child_process";
import { runProgram } from "./runProgram.ts";
import { programPath, stopWith } from "./systemPackages.ts";

/** Checks that cargo, rustfmt and clippy are there; adds the last two where rustup can. */
export async function installRustTools(): Promise<void> {
    if (programPath("cargo") === undefined) {
        const command = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y";
        stopWith(`Rust is missing: it builds what SageMaker runs. Please run:\n  ${command}`);
    }
    const missing = ["fmt", "clippy"].filter((tool) => spawnSync("cargo", [tool, "--version"], { stdio: "ignore" }).status !== 0);
    if (missing.length > 0) {
        const components = missing.map((tool) => (tool === "fmt" ? "rustfmt" : tool));
        console.log(`Installing ${components.join(" and ")}, which check the Rust code`);
        await runProgram("rustup", ["component", "add", ...components]);
    }
}
