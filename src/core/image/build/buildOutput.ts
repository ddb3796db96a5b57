import { compilingCrate } from "../../workspace/cargoMessages.ts";
import { type BuildFiles, buildPlaces } from "./buildPlaces.ts";
import { type CompilerRemark, compilerText } from "./compilerText.ts";
import { dockerfileErrors, type DockerfileRemark } from "./dockerfileErrors.ts";
import { engineLines } from "./engineLines.ts";

/** An error or warning of an image build at a place in the workspace; lines and columns from 0. */
export interface BuildDiagnostic {
    /** Absolute path on this machine. */
    readonly file: string;
    readonly level: "error" | "warning";
    readonly message: string;
    readonly code: string | undefined;
    /** Who says so. */
    readonly source: "rustc" | "cargo" | "docker";
    readonly line: number;
    readonly column: number;
}

interface BuildEvents {
    /** Each is told once. */
    readonly diagnostic: (diagnostic: BuildDiagnostic) => void;
    /** What the build is at: `build 4/6: RUN cargo build`, `compiling serde`. */
    readonly progress: (message: string) => void;
}

interface Step {
    readonly compiler: ReturnType<typeof compilerText>;
    /** Undefined until the engine has named it. */
    stage: string | undefined;
    /** Those of crates in the container, the last one first. */
    readonly folders: string[];
}

/** Reads what an engine prints while it builds, in pieces cut anywhere, for what it says of files of the workspace. */
export function readBuildOutput(files: BuildFiles, { diagnostic, progress }: BuildEvents) {
    const places = buildPlaces(files);
    const steps = new Map<string, Step>();
    const told = new Map<string, BuildDiagnostic>();
    const withoutPlace: string[] = [];
    const engine = dockerfileErrors(tellOfDockerfile);
    const lines = engineLines({
        step(id, stage, label) {
            stepOf(id).stage = stage;
            progress(label);
        },
        output: readStep,
        engine: engine.line,
        progress,
    });

    function stepOf(id: string): Step {
        const step: Step = steps.get(id) ?? {
            compiler: compilerText((remark) => tellOfCompiler(remark, stepOf(id))),
            stage: undefined,
            folders: [],
        };
        steps.set(id, step);
        return step;
    }

    function readStep(id: string, text: string): void {
        const { compiler, folders } = stepOf(id);
        const crate = compilingCrate(text);
        if (crate !== undefined) {
            progress(`compiling ${crate}`);
            const folder = /\((\/[^)]*)\)\s*$/.exec(text)?.[1];
            folders.unshift(...(folder === undefined ? [] : [folder]));
        }
        compiler.line(text);
    }

    function tellOfCompiler(remark: CompilerRemark, { stage, folders }: Step): void {
        const file = remark.file === undefined ? undefined : places.hostFile(remark.file, stage, folders);
        if (file !== undefined) {
            tell({ ...remark, file, source: /\.(?:toml|lock)$/.test(file) ? "cargo" : "rustc" });
        } else if (remark.level === "error") {
            withoutPlace.push(remark.message);
        }
    }

    /** That a step has failed is no news after an error with a place, and what it said itself tells more than how it ended. */
    function tellOfDockerfile({ level, message, line, instruction, isStep }: DockerfileRemark): void {
        endSteps();
        const hasErrors = [...told.values()].some((one) => one.level === "error");
        if (!isStep || !hasErrors) {
            const words = (isStep ? withoutPlace.at(-1) : undefined) ?? message;
            const at = line ?? places.lineOf(instruction ?? "") ?? 0;
            tell({ file: files.dockerfile, level, message: words, code: undefined, source: "docker", line: at, column: 0 });
        }
    }

    function tell(one: BuildDiagnostic): void {
        const key = JSON.stringify(one);
        if (!told.has(key)) {
            told.set(key, one);
            diagnostic(one);
        }
    }

    function endSteps(): void {
        steps.forEach(({ compiler }) => compiler.end());
    }

    return {
        write: lines.write,
        /** Takes what the output ended with. */
        end(): void {
            lines.end();
            endSteps();
        },
    };
}
