import { type CountOf, ofCargoTests, ofClosingLine, ofNodeTests, ofStatus } from "./counts.ts";

/** One program of the whole test run. */
export interface TestPart {
    readonly name: string;
    readonly command: readonly [string, ...string[]];
    readonly counts: CountOf;
    readonly minutes: number;
    readonly folder?: string;
}

const script = (name: string, counts: CountOf, minutes: number, run = name): TestPart => ({
    name,
    command: ["npm", "run", "--silent", run],
    counts,
    minutes,
});

const crate = (folder: string, ...options: string[]): TestPart[] => {
    const cargo = (name: string, counts: CountOf, minutes: number, ...args: string[]): TestPart => ({
        name: `rust ${name} ${folder}`,
        command: ["cargo", ...args],
        counts,
        minutes,
        folder,
    });
    return [
        cargo("format", ofStatus, 1, "fmt", "--check"),
        cargo("lint", ofStatus, 10, "clippy", "--locked", "--all-targets", ...options, "--", "--deny", "warnings"),
        // Optimised, as jobs run it: training is slow otherwise, and what it compiles serves the tests in VS Code, too.
        cargo("test", ofCargoTests, 15, "test", "--locked", "--release", "--no-fail-fast", ...options),
    ];
};

/** All that must pass, what fails soonest first. */
export const testParts: readonly TestPart[] = [
    script("types", ofStatus, 3),
    script("lint", ofStatus, 3),
    script("format", ofStatus, 1, "format:check"),
    script("dead-code", ofStatus, 3),
    script("package", ofStatus, 6),
    script("node", ofNodeTests, 8, "test:node"),
    script("reliability", ofNodeTests, 10, "test:reliability"),
    ...crate("templates/sagemaker-container", "--all-features"),
    ...crate("rust-sample"),
    script("containers", ofNodeTests, 22, "test:containers"),
    script("editor", ofClosingLine, 6, "test:editor"),
    script("ui", ofNodeTests, 15, "test:ui"),
    script("conformance", ofNodeTests, 3, "test:conformance"), // of what all those before have recorded
];
