import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { planImage } from "../../../src/core/image/imagePlan.ts";
import { readBuild } from "../../../src/editor/image/readBuild.ts";
import { projectWith } from "../fakes/fakeImages.ts";

describe("the output of a build", () => {
    const project = projectWith();
    const dockerfile = "FROM rust AS build\nWORKDIR /build\nCOPY . .\nRUN cargo build --release\n";
    const plan = { purpose: "training", instanceType: "ml.m5.large", tags: ["x"], secrets: new Map<string, never>() } as const;
    const build = planImage({ ...plan, project, dockerfile });

    it("puts the compiler's errors where they are in the workspace, says what it is at, and begins with an empty list", () => {
        const calls: string[] = [];
        const diagnostics = {
            begin: (crate: string) => void calls.push(`begin ${crate}`),
            add: (
                crate: string,
                { file, line, column, code }: { file: string; line: number; column: number; code: string | undefined },
            ) => void calls.push(`${crate}: ${code} ${file}:${line}:${column}`),
        };
        const reading = readBuild({ diagnostics, exists: (file) => file === "/iris/src/bin/train.rs" })(
            { project, build, dockerfile },
            (message) => calls.push(message),
        );
        reading.write("#7 [build 4/4] RUN cargo build --release\n#7 0.312    Compiling iris v0.1.0 (/build)\n#7 1.2 error[E03");
        reading.write("08]: mismatched types\n#7 1.2  --> src/bin/train.rs:2:20\n");
        assert.deepEqual(
            reading.end().map(({ message }) => message),
            ["mismatched types"],
        );
        assert.deepEqual(calls, [
            "begin iris",
            "build 4/4: RUN cargo build --release",
            "compiling iris",
            "iris: E0308 /iris/src/bin/train.rs:1:19",
        ]);
    });
});
