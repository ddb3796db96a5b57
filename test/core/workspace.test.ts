import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { buildArguments } from "../../src/core/workspace/cargo.ts";
import { compilingCrate, parseCargoMessage } from "../../src/core/workspace/cargoMessages.ts";
import { fileOf } from "../../src/core/workspace/compilerDiagnostic.ts";
import { channelFolders, channelSources, emptyChannel } from "../../src/core/workspace/channels.ts";
import { parseCrates, requireBin } from "../../src/core/workspace/crate.ts";
import { faultAt, ProjectFile, readProjectFile } from "../../src/core/workspace/projectFile.ts";
import { namedFolders } from "../../src/core/workspace/projectFolders.ts";
import { positionAt } from "../../src/core/workspace/textPosition.ts";

const fixture = (name: string) => readFileSync(`test/fixtures/cargo/${name}`, "utf8");
const [crate] = parseCrates(fixture("metadata.json"));
assert.ok(crate);

describe("a crate", () => {
    it("is read from what cargo metadata prints", () => {
        assert.deepEqual(crate, {
            name: "broken-crate",
            manifestPath: "/home/ada/broken-crate/Cargo.toml",
            directory: "/home/ada/broken-crate",
            workspaceRoot: "/home/ada/broken-crate",
            bins: ["serve", "train"],
            features: [],
        });
    });

    it("is refused when it lacks a binary, with the ones that it has and a way to its manifest", () => {
        requireBin(crate, "train");
        assert.throws(() => requireBin(crate, "fit"), {
            code: "binaryMissing",
            message: /called "fit".*it has serve, train/,
            remedy: { kind: "openFile", label: "Open Cargo.toml", path: crate.manifestPath },
        });
    });
});

describe("a build", () => {
    it("names manifest, package and features each in one argument, so that none can be taken for an option", () => {
        const args = buildArguments({
            crate: { ...crate, name: "-evil" },
            bins: ["train", "serve"],
            features: ["cuda", "cudnn"],
        });
        assert.deepEqual(args, [
            "build",
            "--release",
            "--manifest-path=/home/ada/broken-crate/Cargo.toml",
            "--package=-evil",
            "--bin=train",
            "--bin=serve",
            "--features=cuda,cudnn",
            "--message-format=json-diagnostic-short",
            "--color=never",
        ]);
    });

    it("tells rustc's errors with their place", () => {
        const messages = fixture("broken-build.jsonl").trim().split("\n").map(parseCargoMessage);
        const [first] = messages;
        assert.ok(first?.kind === "diagnostic");
        assert.deepEqual(first.diagnostic, {
            level: "error",
            message: "mismatched types",
            code: "E0308",
            file: "src/bin/train.rs",
            manifestPath: "/home/ada/broken-crate/Cargo.toml",
            start: { line: 2, column: 22 },
            end: { line: 2, column: 27 },
        });
        assert.deepEqual(messages.at(-1), { kind: "finished", success: false });
    });

    it("tells where the executables are", () => {
        const messages = fixture("good-build.jsonl").trim().split("\n").map(parseCargoMessage);
        const executables = messages.filter((message) => message?.kind === "executable");
        assert.deepEqual(
            new Map(executables.map(({ bin, path }) => [bin, path])),
            new Map(["serve", "train"].map((bin) => [bin, `/home/ada/broken-crate/target/release/${bin}`])),
        );
    });

    it("passes over lines that are no messages", () => {
        assert.equal(parseCargoMessage("warning: something"), undefined);
        assert.equal(parseCargoMessage('{"reason":"timing-info"}'), undefined);
    });

    it("finds the file of a diagnostic, of a path dependency outside the workspace too", () => {
        const [first] = fixture("broken-build.jsonl").trim().split("\n").map(parseCargoMessage);
        assert.ok(first?.kind === "diagnostic");
        assert.equal(fileOf(first.diagnostic, "/home/ada/broken-crate"), "/home/ada/broken-crate/src/bin/train.rs");
        assert.equal(fileOf(first.diagnostic, "/home/ada/other"), "/home/ada/broken-crate/src/bin/train.rs");
        assert.equal(fileOf({ ...first.diagnostic, file: "/abs.rs" }, "/home/ada/other"), "/abs.rs");
    });

    it("names the crate that is compiled now", () => {
        assert.equal(compilingCrate("   Compiling candle-core v0.11.1"), "candle-core");
        assert.equal(compilingCrate("    Finished `release` profile"), undefined);
    });
});

describe("sagemaker.json", () => {
    it("may be empty but for braces, and may hold comments", () => {
        assert.deepEqual(readProjectFile("{ /* nothing yet */ }"), { project: ProjectFile.parse({}) });
    });

    it("tells a misspelt setting, a wrong type and a value out of range at their places", () => {
        const text = '{\n  "training": {\n    "chanels": {},\n    "maxRuntimeSeconds": 0,\n    "bin": 3\n  }\n}';
        const read = readProjectFile(text);
        assert.ok("faults" in read);
        const told = read.faults.map(({ message, offset }) => `${positionAt(text, offset).line + 1}: ${message}`);
        assert.deepEqual(told.toSorted(), [
            "2: training: there is no setting of this name: chanels.",
            "4: training.maxRuntimeSeconds: at least 1 needed.",
            "5: training.bin: this must be a string.",
        ]);
    });

    it("tells where its text is broken", () => {
        const read = readProjectFile('{ "training": ');
        assert.ok("faults" in read && read.faults.length > 0);
    });

    it("refuses a feature that cargo would take for an option", () => {
        assert.ok("faults" in readProjectFile('{ "features": ["--config=evil"] }'));
    });

    it("takes all that a job can be started with", () => {
        const training = {
            instanceCount: 2,
            instanceTypes: ["ml.g5.xlarge", "ml.g4dn.xlarge"],
            volumeGib: 100,
            spot: { maxWaitSeconds: 7200 },
            checkpoints: "s3://bucket/checkpoints/",
            warmPoolSeconds: 600,
            vpc: { subnets: ["subnet-1"], securityGroups: ["sg-1"] },
            outputKmsKey: "alias/models",
            volumeKmsKey: "alias/volumes",
            networkIsolation: true,
            tags: { team: "vision" },
            environment: { RUST_LOG: "info" },
            role: "arn:aws-cn:iam::123456789012:role/service-role/Train",
            bucket: "my-bucket",
            budgetUsd: 5.5,
        };
        assert.partialDeepStrictEqual(readProjectFile(JSON.stringify({ training })), { project: { training } });
    });

    it("says of a channel that is neither a folder nor in S3 what it may be", () => {
        const read = readProjectFile('{ "training": { "channels": { "training": { "mode": "File" } } } }');
        assert.ok("faults" in read);
        assert.match(read.faults[0]?.message ?? "", /^training\.channels\.training: a channel is a folder, /);
    });

    it("names its folders with their places", () => {
        const channels = {
            training: "data",
            validation: { folder: "more", mode: "FastFile" },
            test: { s3: "s3://bucket/test/" },
        };
        const file = ProjectFile.parse({ training: { channels }, endpoint: { examples: "examples" } });
        assert.deepEqual(namedFolders(file), [
            { path: ["training", "channels", "training"], folder: "data" },
            { path: ["training", "channels", "validation", "folder"], folder: "more" },
            { path: ["endpoint", "examples"], folder: "examples" },
        ]);
    });
});

describe("a channel", () => {
    const fileText = '{\n  "training": { "channels": { "training": "no such folder" } }\n}';
    const read = readProjectFile(fileText);
    assert.ok("project" in read);
    const project = { crate, file: read.project, filePath: "/home/ada/broken-crate/sagemaker.json", fileText };

    it("has its folder beside the manifest", () => {
        assert.deepEqual([...channelFolders(project)], [["training", "/home/ada/broken-crate/no such folder"]]);
    });

    it("may lie in S3 already, and has no folder then", () => {
        const file = ProjectFile.parse({ training: { channels: { training: { s3: "s3://bucket/train/" } } } });
        assert.deepEqual([...channelSources({ ...project, file })], [["training", { s3: "s3://bucket/train/" }]]);
        assert.deepEqual([...channelFolders({ ...project, file })], []);
    });

    it("without files is a problem that points at it in sagemaker.json", () => {
        const problem = emptyChannel(project, "training", "/home/ada/broken-crate/no such folder");
        assert.match(problem.message, /"training": \/home\/ada\/broken-crate\/no such folder\.$/);
        assert.deepEqual(problem.remedy, {
            kind: "openFile",
            label: "Open sagemaker.json",
            path: project.filePath,
            line: 1,
            column: 42,
        });
    });

    it("is pointed at by its nearest parent when it is not in the text itself", () => {
        assert.deepEqual(faultAt('{ "training": {} }', ["training", "channels", "x"], "m"), {
            message: "m",
            offset: 14,
            length: 2,
        });
    });
});
