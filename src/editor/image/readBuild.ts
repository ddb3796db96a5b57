import { type BuildDiagnostic, readBuildOutput } from "../../core/image/build/buildOutput.ts";
import type { BuildReader } from "./buildReader.ts";

interface Needs {
    readonly diagnostics: {
        /** Forgets what the earlier builds of a crate said. */
        begin(crate: string): void;
        add(crate: string, diagnostic: BuildDiagnostic): void;
    };
    /** Whether there is a file of this absolute path. */
    readonly exists: (file: string) => boolean;
}

/** Reads the output of builds for the Problems view and the progress; a build begins with an empty list. */
export function readBuild({ diagnostics, exists }: Needs): BuildReader {
    return ({ project, build, dockerfile }, report) => {
        const crate = project.crate.name;
        const errors: BuildDiagnostic[] = [];
        diagnostics.begin(crate);
        const output = readBuildOutput(
            { ...build, text: dockerfile, exists },
            {
                progress: report,
                diagnostic(one) {
                    diagnostics.add(crate, one);
                    if (one.level === "error") {
                        errors.push(one);
                    }
                },
            },
        );
        return {
            write: output.write,
            end() {
                output.end();
                return errors;
            },
        };
    };
}
