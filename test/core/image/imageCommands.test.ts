import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parseDockerfile } from "../../../src/core/image/dockerfile/dockerfile.ts";
import { type ImageTask, purposeOfTask, readImageTask } from "../../../src/core/image/build/imageTask.ts";
import { contextChange, dockerfileText } from "../../../src/core/image/dockerfile/newDockerfile.ts";
import type { Project } from "../../../src/core/workspace/project.ts";
import { buildImage } from "../../../src/editor/commands/image/buildImage.ts";
import { createDockerfile } from "../../../src/editor/commands/image/createDockerfile.ts";
import type { ImageChoice } from "../../../src/editor/image/imageBuilder.ts";
import type { BuiltImage } from "../../../src/editor/image/runBuild.ts";
import { offerNext } from "../../../src/editor/image/offerNext.ts";
import { runImageTask } from "../../../src/editor/image/runImageTask.ts";
import { showBuildOutput } from "../../../src/editor/image/showBuildOutput.ts";
import type { Progress } from "../../../src/editor/progress.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { fakeView, IMAGE_ID, projectWith } from "../fakes/fakeImages.ts";

const never = new AbortController().signal;
const progress: Progress = (_title, task) => task(never, () => {});
const nothing = () => {};
const template = readFileSync("templates/dockerfile/Dockerfile", "utf8");
const image: BuiltImage = {
    id: IMAGE_ID,
    reference: `iris@${IMAGE_ID}`,
    tags: ["iris:0123456789ab"],
    crate: "iris",
    sizeBytes: 81e6,
    seconds: 12,
};

describe("Build Image", () => {
    const setUp = ({ answers = {}, file = {}, hasDockerfile = true } = {}) => {
        const builds: [Project, ImageChoice][] = [];
        const told: BuiltImage[] = [];
        const ask = fakeAsk({ answers });
        const command = buildImage({
            projectOf: async () => projectWith(file),
            readText: async () => (hasDockerfile ? "FROM rust" : undefined),
            build: async (project, choice) => {
                builds.push([project, choice]);
                return image;
            },
            ask,
            progress,
            onBuilt: (one) => void told.push(one),
            requireTrust: nothing,
        });
        return { command, builds, told, ask };
    };

    it("proposes what sagemaker.json says, with the platform that follows", async () => {
        const { command, builds, told, ask } = setUp({ file: { endpoint: { instanceType: "ml.c7g.large" } } });
        await command(never);
        const [purpose] = ask.shown;
        assert.ok(purpose?.kind === "pick");
        assert.deepEqual(
            purpose.choices.map(({ label, description }) => `${label} ${description}`),
            ["Training on ml.m5.large linux/amd64", "Endpoints on ml.c7g.large linux/arm64"],
        );
        assert.deepEqual(builds[0]?.[1], { purpose: "training", instanceType: "ml.m5.large", tags: [] });
        assert.deepEqual(told, [image]);
    });

    it("takes another purpose and tags as they were answered, and judges tags while they are typed", async () => {
        const { command, builds, ask } = setUp({ answers: { purpose: "endpoint ml.g5.xlarge", tags: "v1, v2" } });
        await command(never);
        assert.deepEqual(builds[0]?.[1], { purpose: "endpoint", instanceType: "ml.g5.xlarge", tags: ["v1", "v2"] });
        const tags = ask.shown.find(({ key }) => key === "tags");
        assert.ok(tags?.kind === "text");
        assert.equal(await tags.validate("v1 v2"), undefined);
        assert.match((await tags.validate("a:b")) ?? "", /no tag: a:b/);
    });

    it("asks for any other instance type, and takes an unknown one of the right form", async () => {
        const { command, ask } = setUp({ answers: { instanceType: "ml.z99.large" } });
        await command(never);
        const [purpose] = ask.shown;
        assert.ok(purpose?.kind === "pick");
        assert.equal(await purpose.other?.choose(), "training ml.z99.large");
        const type = ask.shown.find(({ key }) => key === "instanceType");
        assert.ok(type?.kind === "text");
        assert.equal(await type.validate("ml.z99.large"), undefined);
        assert.match((await type.validate("z99")) ?? "", /looks like ml\.m5\.large/);
    });

    it("asks nothing of a crate without a Dockerfile", async () => {
        const { command, ask } = setUp({ hasDockerfile: false });
        await assert.rejects(command(never), { code: "dockerfileMissing" });
        assert.deepEqual(ask.shown, []);
    });

    it("builds the Dockerfile that was clicked on, and that of sagemaker.json from a manifest", async () => {
        const { command, builds } = setUp();
        await command(never, { fsPath: "/iris/docker/gpu.Dockerfile" });
        await command(never, { fsPath: "/iris/Cargo.toml" });
        assert.deepEqual(
            builds.map(([project]) => project.file.image.dockerfile),
            ["docker/gpu.Dockerfile", "Dockerfile"],
        );
    });
});

describe("Create Dockerfile", () => {
    const setUp = (project: Project, there: Record<string, string> = {}) => {
        const files = new Map(Object.entries(there));
        const opened: string[] = [];
        const ask = fakeAsk();
        const command = createDockerfile({
            projectOf: async () => project,
            template: async () => template,
            readText: async (file) => files.get(file),
            writeText: async (file, text) => void files.set(file, text),
            open: async (file) => void opened.push(file),
            ask,
            requireTrust: nothing,
        });
        return { command, files, opened, ask };
    };

    it("writes one that builds the crate's binaries under the names that SageMaker starts, and a .dockerignore", async () => {
        const project = projectWith({ training: { bin: "fit" } }, { bins: ["fit", "serve", "tool"] });
        const { command, files, opened } = setUp(project, { "/iris/Cargo.lock": "" });
        await command(never);
        const text = files.get("/iris/Dockerfile") ?? "";
        assert.match(text, /cargo build --release --locked --package iris --bin fit --bin serve --features "\$FEATURES" \\\n/);
        assert.match(text, /install -D --strip target\/release\/fit \/out\/train \\\n.*target\/release\/serve \/out\/serve\n/);
        assert.doesNotMatch(text, /\{\{|tool|ENTRYPOINT \[/);
        assert.deepEqual(
            parseDockerfile(text).stages.map(({ base }) => base),
            ["rust:1.95-slim-bookworm", "debian:bookworm-slim"],
        );
        assert.match(files.get("/iris/.dockerignore") ?? "", /^\*\*\/target$/m);
        assert.deepEqual(opened, ["/iris/Dockerfile"]);
    });

    it("takes the whole cargo workspace for a member of one, and writes that into sagemaker.json", async () => {
        const project = projectWith({}, { directory: "/all/iris", workspaceRoot: "/all" });
        const { command, files } = setUp({ ...project, fileText: '{\n    // ours\n    "features": []\n}\n' });
        await command(never);
        assert.equal(
            files.get("/all/iris/sagemaker.json"),
            '{\n    // ours\n    "features": [],\n    "image": {\n        "context": ".."\n    }\n}\n',
        );
        assert.ok(files.has("/all/.dockerignore") && files.has("/all/iris/Dockerfile"));
        assert.equal(
            contextChange(projectWith({ image: { context: ".." } }, { directory: "/all/iris", workspaceRoot: "/all" })),
            undefined,
        );
    });

    it("leaves out what is not there: a lock file, a binary that serves", () => {
        const text = dockerfileText(template, projectWith({}, { bins: ["train"] }), false);
        assert.match(text, /cargo build --release --package iris --bin train --features/);
        assert.doesNotMatch(text, /--locked|\/out\/serve/);
        assert.throws(() => dockerfileText(template, projectWith({}, { bins: ["tool"] }), false), { code: "binaryMissing" });
    });

    it("changes nothing that is there", async () => {
        const there = { "/iris/Dockerfile": "FROM scratch" };
        const { command, files, opened, ask } = setUp(projectWith(), there);
        await command(never);
        assert.deepEqual(Object.fromEntries(files), there);
        assert.deepEqual(opened, ["/iris/Dockerfile"]);
        assert.equal(ask.told[0], "iris has a Dockerfile already.");
        const other = setUp(projectWith(), { "/iris/.dockerignore": "mine" });
        await other.command(never);
        assert.equal(other.files.get("/iris/.dockerignore"), "mine");
    });
});

describe("a task", () => {
    it("is read from tasks.json, with the instance type of sagemaker.json unless it names one", () => {
        const read = readImageTask({ type: "rust-sagemaker", task: "build image", purpose: "endpoint", tags: ["v1"] });
        assert.deepEqual(read, {
            task: "build image",
            manifest: "Cargo.toml",
            purpose: "endpoint",
            instanceType: undefined,
            tags: ["v1"],
        });
        const project = projectWith({ endpoint: { instanceType: "ml.c7g.large" } });
        assert.deepEqual(purposeOfTask(read, project), { purpose: "endpoint", instanceType: "ml.c7g.large" });
        assert.equal(purposeOfTask({ ...read, instanceType: "ml.g5.xlarge" }, project).instanceType, "ml.g5.xlarge");
    });

    it("builds or pushes in its own view, and exits with an error when nothing came of it", async () => {
        const reported: unknown[] = [];
        const built: ImageChoice[] = [];
        const broken = new Error("broken");
        const needs = {
            projectOf: async () => projectWith(),
            build: async (_project: Project, choice: ImageChoice) => {
                built.push(choice);
                return image;
            },
            push: async () => true,
            report: (error: unknown) => void reported.push(error),
            requireTrust: nothing,
            closing: never,
        };
        const task = { manifest: "Cargo.toml", purpose: "training", instanceType: undefined, tags: ["v1"] } as const;
        const run = (over: object, name: ImageTask["task"] = "build image", view = fakeView()) =>
            runImageTask({ ...needs, ...over })({ ...task, task: name }, "/iris/Cargo.toml", view);
        const view = fakeView();
        assert.equal(await run({}, "build image", view), 0);
        assert.deepEqual(built, [{ purpose: "training", instanceType: "ml.m5.large", tags: ["v1"], view }]);
        assert.equal(await run({}, "push image"), 0);
        assert.equal(await run({ push: async () => false }, "push image"), 1);
        assert.equal(await run({ projectOf: async () => undefined }), 1);
        assert.equal(await run({ build: () => Promise.reject(new DOMException("", "AbortError")) }), 1);
        assert.deepEqual(reported, []);
        assert.equal(await run({ build: () => Promise.reject(broken) }, "build image", view), 1);
        assert.deepEqual([reported, view.shown.at(-1)], [[broken], "failed: broken"]);
    });

    it("is none of ours when its words are not", () => {
        const ours = { type: "rust-sagemaker", task: "build image" };
        const wrong = [
            { type: "shell" },
            { task: "format disk" },
            { manifest: 1 },
            { purpose: "x" },
            { instanceType: "m5" },
            { tags: ["-x"] },
        ];
        for (const part of wrong) {
            assert.equal(readImageTask({ ...ours, ...part }), undefined, JSON.stringify(part));
        }
    });
});

describe("an image that was built", () => {
    it("is told with its size and time, and goes on to where the user wants it", async () => {
        for (const [button, id] of [
            ["Run Image Locally…", "rustSagemaker.image.run"],
            ["Push to ECR…", "rustSagemaker.image.push"],
        ]) {
            const ran: unknown[][] = [];
            const told: string[] = [];
            await offerNext({
                ask: {
                    tell: async (message) => {
                        told.push(message);
                        return button;
                    },
                },
                runCommand: async (...args) => ran.push(args),
            })(image);
            assert.deepEqual(told, ["Image built: iris:0123456789ab, 81 MB in 12 s."]);
            assert.deepEqual(ran, [[id, { kind: "localImage", reference: image.reference, crate: "iris" }]]);
        }
    });

    it("has its output shown again, or is said to have none", async () => {
        const ask = fakeAsk();
        const asked: (string | undefined)[] = [];
        const show = (is: boolean) =>
            showBuildOutput({
                terminals: {
                    show(crate) {
                        asked.push(crate);
                        return is;
                    },
                },
                ask,
            });
        await show(true)(never, "iris");
        assert.deepEqual([asked, ask.told], [["iris"], []]);
        await show(false)(never);
        assert.equal(ask.told.length, 1);
    });
});
