import { compilingCrate } from "../../core/workspace/cargoMessages.ts";
import type { BuildReader } from "./buildReader.ts";
import type { ImageDiagnostics } from "./imageDiagnostics.ts";

interface Needs {
    readonly diagnostics: ImageDiagnostics;
}

/** Reads the output of builds. */
export function readBuild({ diagnostics }: Needs): BuildReader {
    return (project, _build, report) => {
        diagnostics.begin(project.crate.name);
        let rest = "";
        const line = (text: string) => {
            const said = text.replace(/^#\d+ (?:\d+\.\d+ )?/, "");
            const crate = compilingCrate(said);
            if (crate !== undefined) {
                report(`compiling ${crate}`);
            } else if (/^(?:\[[^\]]*\d+\/\d+\]|STEP \d+\/\d+:) /.test(said)) {
                report(said.slice(0, 80));
            }
        };
        return {
            write(text) {
                const lines = (rest + text).split(/\r?\n/);
                rest = lines.pop() ?? "";
                lines.forEach(line);
            },
            end: () => 0,
        };
    };
}
