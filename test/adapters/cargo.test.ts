import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cargo } from "../../src/adapters/cargo/cargo.ts";
import { parseCargoMessage } from "../../src/core/workspace/cargoMessages.ts";
import { type CompilerDiagnostic } from "../../src/core/workspace/compilerDiagnostic.ts";

const never = new AbortController().signal;
const root = mkdtempSync(path.join(os.tmpdir(), "rs-cargo-"));
const real = cargo(() => "cargo");

/** Writes a crate without dependencies in a folder as a user may have called it: file → text. */
function crateOf(name: string, files: Readonly<Record<string, string>>): string {
    const folder = path.join(root, `it's a "crâte" 日本`, name);
    const manifest = `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n`;
    for (const [file, text] of Object.entries({ "Cargo.toml": manifest, ...files })) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), text);
    }
    return path.join(folder, "Cargo.toml");
}

function recorder() {
    const compiling: string[] = [];
    const diagnostics: CompilerDiagnostic[] = [];
    const lines: string[] = [];
    const progress = {
        compiling: (crate: string) => void compiling.push(crate),
        diagnostic: (diagnostic: CompilerDiagnostic) => void diagnostics.push(diagnostic),
        line: (line: string) => void lines.push(line),
    };
    return { compiling, diagnostics, lines, progress };
}

async function build(manifest: string, bins: readonly string[], progress = recorder().progress, signal = never) {
    const [crate] = await real.crates(manifest, never);
    assert.ok(crate);
    return real.build({ crate, bins, features: [] }, progress, signal);
}

after(() => rmSync(root, { recursive: true, force: true }));

describe("cargo", () => {
    it("builds binaries, names what it compiles, and tells where they are", async () => {
        const manifest = crateOf("good", {
            "src/bin/train.rs": 'fn main() { println!("trained") }',
            "src/bin/serve.rs": "fn main() {}",
        });
        const { compiling, progress } = recorder();
        const executables = await build(manifest, ["train", "serve"], progress);
        assert.deepEqual([...executables.keys()].toSorted(), ["serve", "train"]);
        assert.equal(execFileSync(executables.get("train") ?? "", { encoding: "utf8" }), "trained\n");
        assert.deepEqual(compiling, ["good"]);
    });

    it("tells errors with their place, and the first of them in its refusal", async () => {
        const manifest = crateOf("bad", { "src/bin/train.rs": 'fn main() {\n    let x: u32 = "six";\n}\n' });
        const { diagnostics, progress } = recorder();
        await assert.rejects(build(manifest, ["train"], progress), {
            code: "buildFailed",
            message: "bad does not compile (1 error): mismatched types",
            remedy: { kind: "showProblems", label: "Show Problems" },
        });
        const [error] = diagnostics.filter(({ level }) => level === "error");
        assert.deepEqual([error?.file, error?.start.line, error?.code], ["src/bin/train.rs", 1, "E0308"]);
    });

    it("tells cargo's own sentence when nothing was compiled", async () => {
        const manifest = crateOf("unresolved", { "src/bin/train.rs": "fn main() {}" });
        writeFileSync(manifest, `${readFileSync(manifest, "utf8")}[dependencies]\nnowhere = { path = "../nowhere" }\n`);
        await assert.rejects(build(manifest, ["train"]), { name: "Problem", message: /nowhere/ });
    });

    it("tells what rustc says of no place in a file, such as a linker that is not there", async () => {
        const manifest = crateOf("unlinked", { "src/bin/train.rs": "fn main() {}" });
        const config = `[target.'cfg(all())']\nlinker = "no-such-linker"\n`;
        mkdirSync(path.join(path.dirname(manifest), ".cargo"));
        writeFileSync(path.join(path.dirname(manifest), ".cargo/config.toml"), config);
        const { lines, progress } = recorder();
        await assert.rejects(build(manifest, ["train"], progress), {
            code: "buildFailed",
            message: /linker `no-such-linker` not found/,
            remedy: { kind: "showLog" },
        });
        assert.match(lines.join("\n"), /No such file or directory/);
    });

    it("passes over lines that a procedural macro prints among cargo's own", () => {
        assert.equal(parseCargoMessage("{ not JSON"), undefined);
    });

    it("points at a manifest that cannot be read", async () => {
        const manifest = crateOf("torn", {});
        writeFileSync(manifest, "[package\n");
        await assert.rejects(real.crates(manifest, never), {
            code: "manifestInvalid",
            remedy: { kind: "openFile", label: "Open Cargo.toml", path: manifest },
        });
    });

    it("says what to install when there is no cargo, and names a folder that is gone as such", async () => {
        const manifest = crateOf("lonely", { "src/bin/train.rs": "fn main() {}" });
        await assert.rejects(cargo(() => "no-such-cargo").crates(manifest, never), {
            code: "programMissing",
            remedy: { kind: "openPage", label: "Install Rust", url: "https://rustup.rs" },
        });
        await assert.rejects(cargo(() => root).crates(manifest, never), {
            code: "programMissing",
            message: /no program that can be run/,
        });
        await assert.rejects(real.crates(path.join(root, "gone", "Cargo.toml"), never), { code: "crateMissing" });
    });

    it("ends the compilers and build scripts with itself when it is cancelled", async () => {
        const pidFile = path.join(root, "build-script.pid");
        const script = `fn main() {
            std::fs::write(${JSON.stringify(pidFile)}, std::process::id().to_string()).unwrap();
            std::thread::sleep(std::time::Duration::from_secs(60));
        }`;
        const manifest = crateOf("slow", { "build.rs": script, "src/bin/train.rs": "fn main() {}" });
        const cancelled = new AbortController();
        const building = build(manifest, ["train"], recorder().progress, cancelled.signal);
        await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8") !== "");
        cancelled.abort();
        await assert.rejects(building, { name: "AbortError" });
        const pid = Number(readFileSync(pidFile, "utf8"));
        await until(() => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z "));
    });
});

async function until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!condition()) {
        assert.ok(Date.now() < deadline, "it did not happen in 30 s");
        await sleep(25);
    }
}
