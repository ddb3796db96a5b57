import type { CompilerDiagnostic } from "./compilerDiagnostic.ts";
import type { Crate } from "./crate.ts";

/** What a build is to make. */
export interface CargoBuild {
    readonly crate: Crate;
    readonly bins: readonly string[];
    readonly features: readonly string[];
}

/** What a build tells while it runs. */
export interface BuildProgress {
    /** A crate that is being compiled now. */
    readonly compiling: (crate: string) => void;
    readonly diagnostic: (diagnostic: CompilerDiagnostic) => void;
    /** A line for the log, as cargo or rustc print it. */
    readonly line: (line: string) => void;
}

/** Cargo, as far as this extension drives it. */
export interface Cargo {
    /** The packages of the workspace that a manifest belongs to. */
    crates(manifestPath: string, signal: AbortSignal): Promise<readonly Crate[]>;
    /** Builds binaries in the release profile: name → path of the executable, as cargo reports it. Refused with `buildFailed` on errors. */
    build(build: CargoBuild, progress: BuildProgress, signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
}

/** The arguments that build binaries of a crate; its errors come as JSON on standard output, its progress as text on standard error. */
export function buildArguments({ crate, bins, features }: CargoBuild): readonly string[] {
    return [
        "build",
        "--release",
        `--manifest-path=${crate.manifestPath}`,
        `--package=${crate.name}`,
        ...bins.map((bin) => `--bin=${bin}`),
        ...(features.length > 0 ? [`--features=${features.join(",")}`] : []),
        "--message-format=json-diagnostic-short",
        "--color=never",
    ];
}
