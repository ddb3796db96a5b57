import * as z from "zod/mini";
import { Problem } from "../problem.ts";

/** A Rust package that can be built, as `cargo metadata` tells it. */
export interface Crate {
    readonly name: string;
    readonly manifestPath: string;
    /** The folder of the manifest. */
    readonly directory: string;
    /** The folder that rustc's file names are relative to. */
    readonly workspaceRoot: string;
    readonly bins: readonly string[];
    /** The features that its manifest declares; undefined where nobody has looked. */
    readonly features?: readonly string[];
}

const Metadata = z.object({
    workspace_root: z.string(),
    packages: z.array(
        z.object({
            name: z.string(),
            manifest_path: z.string(),
            targets: z.array(z.object({ kind: z.array(z.string()), name: z.string() })),
            features: z.optional(z.record(z.string(), z.array(z.string()))),
        }),
    ),
});

/** Reads what `cargo metadata --no-deps --format-version 1` prints: the packages of a workspace that have binaries. */
export function parseCrates(stdout: string): readonly Crate[] {
    const { packages, workspace_root } = Metadata.parse(JSON.parse(stdout));
    return packages.map(({ name, manifest_path, targets, features = {} }) => ({
        name,
        workspaceRoot: workspace_root,
        manifestPath: manifest_path,
        directory: manifest_path.replace(/[/\\]Cargo\.toml$/, ""),
        features: Object.keys(features),
        bins: targets.filter(({ kind }) => kind.includes("bin")).map((target) => target.name),
    }));
}

/** Refuses a crate that lacks a binary that SageMaker starts by name, and says how to add it. */
export function requireBin({ name, manifestPath, bins }: Crate, bin: string): void {
    if (!bins.includes(bin)) {
        const found = bins.length === 0 ? "it has none" : `it has ${bins.join(", ")}`;
        throw new Problem(
            "binaryMissing",
            `SageMaker starts a binary called "${bin}", and this crate has no such [[bin]] (${found}): ${name}. Add src/bin/${bin}.rs, or name another binary in sagemaker.json.`,
            { remedy: { kind: "openFile", label: "Open Cargo.toml", path: manifestPath } },
        );
    }
}
