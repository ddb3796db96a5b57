import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BuildDiagnostic } from "../../../src/core/image/build/buildOutput.ts";
import { Problem } from "../../../src/core/problem.ts";
import { imageBuilder } from "../../../src/editor/image/imageBuilder.ts";
import { fakeEngine, fakeView, IMAGE_ID, localImage, projectWith } from "../fakes/fakeImages.ts";

const never = new AbortController().signal;
const choice = { purpose: "training", instanceType: "ml.m5.large", tags: ["mine"] } as const;
const nothing = () => {};
const failed = new Problem("buildFailed", "cargo says no", { remedy: { kind: "showProblems", label: "Show Problems" } });

const noErrors: readonly BuildDiagnostic[] = [];
const error: BuildDiagnostic = {
    file: "/iris/src/bin/train.rs",
    level: "error",
    message: "mismatched types",
    code: "E0308",
    source: "rustc",
    line: 1,
    column: 0,
};

const setUp = ({
    engine = fakeEngine(async () => {}),
    files = { "/iris/Dockerfile": "FROM rust" },
    errors = noErrors,
    trusted = true,
} = {}) => {
    const view = fakeView();
    const calls: string[] = [];
    const times = [0, 0, 12_400];
    const build = imageBuilder({
        engine: async () => engine,
        readText: async (file) => new Map(Object.entries(files)).get(file),
        sourceOf: async () => ({ commit: "0123456789ab", dirty: true }),
        secrets: () => new Map(),
        checkSecrets: async () => void calls.push("secrets"),
        checkContext: async () => void calls.push("context"),
        viewOf: () => view,
        readBuild: () => ({ write: (text) => void calls.push(`read ${text}`), end: () => errors }),
        now: () => new Date(times.shift() ?? 12_400),
        requireTrust() {
            if (!trusted) {
                throw new Problem("untrustedWorkspace", "not trusted");
            }
            calls.push("trust");
        },
        onBuilt: () => void calls.push("built"),
    });
    return { build, view, calls, engine };
};

describe("the builder of images", () => {
    it("builds under the tag of the commit and the user's own, and answers what names the image for good", async () => {
        const { build, engine, calls, view } = setUp({ engine: fakeEngine(async (output) => output("#1 done\n")) });
        assert.deepEqual(await build(projectWith(), choice, nothing, never), {
            id: IMAGE_ID,
            reference: `iris@${IMAGE_ID}`,
            tags: ["iris:0123456789ab-dirty", "iris:mine", "iris:id-3f3f3f3f3f3f"],
            crate: "iris",
            sizeBytes: 81e6,
            seconds: 12,
        });
        assert.deepEqual(engine.builds[0]?.tags, ["iris:0123456789ab-dirty", "iris:mine"]);
        assert.deepEqual(engine.tagged, [`${IMAGE_ID} iris:id-3f3f3f3f3f3f`]);
        assert.deepEqual(calls, ["trust", "secrets", "context", "read #1 done\n", "built"]);
        assert.deepEqual(view.shown.slice(1), [
            "#1 done\n",
            "succeeded: Built iris:0123456789ab-dirty, iris:mine, iris:id-3f3f3f3f3f3f in 12 s.",
        ]);
    });

    it("asks for nothing and starts nothing without a Dockerfile, and offers to create one", async () => {
        const { build, calls } = setUp({ files: { "/iris/Dockerfile": "" } });
        await assert.rejects(build(projectWith({ image: { dockerfile: "other/Dockerfile" } }), choice, nothing, never), {
            code: "dockerfileMissing",
            remedy: {
                kind: "runCommand",
                label: "Create Dockerfile",
                command: "rustSagemaker.image.createDockerfile",
                args: [{ fsPath: "/iris/Cargo.toml" }],
            },
        });
        assert.deepEqual(calls, ["trust"]);
    });

    it("leads to the Problems view only when something is in it, and else to the output", async () => {
        const engine = () => fakeEngine(() => Promise.reject(failed));
        const inProblems = setUp({ engine: engine(), errors: [error, error] });
        await assert.rejects(inProblems.build(projectWith(), choice, nothing, never), {
            code: "buildFailed",
            message: "iris does not compile in its image (2 errors): mismatched types",
            remedy: { kind: "showProblems", label: "Show Problems" },
        });
        const elsewhere = setUp({ engine: engine() });
        await assert.rejects(elsewhere.build(projectWith(), choice, nothing, never), {
            code: "buildFailed",
            message: "cargo says no",
            remedy: { kind: "runCommand", label: "Show Output", command: "rustSagemaker.image.showOutput", args: ["iris"] },
        });
        assert.equal(elsewhere.view.shown.at(-1), "failed: cargo says no");
        assert.ok(!elsewhere.calls.includes("built"));
    });

    it("is cancelled by its caller or in its view, and says so", async () => {
        const untilAborted = (output: (text: string) => void, signal: AbortSignal) =>
            new Promise<void>((_resolve, reject) => {
                signal.addEventListener("abort", () => {
                    output("ERROR: context canceled");
                    reject(signal.reason);
                });
            });
        for (const way of ["caller", "view"]) {
            const caller = new AbortController();
            const { build, view, calls } = setUp({ engine: fakeEngine(untilAborted) });
            const built = build(projectWith(), choice, nothing, caller.signal);
            setImmediate(() => (way === "caller" ? caller.abort() : view.cancel()));
            await assert.rejects(built, { name: "AbortError" });
            assert.deepEqual(view.shown.slice(1), ["ERROR: context canceled", "failed: Cancelled."], way);
            assert.ok(!calls.includes("read ERROR: context canceled"), "it is no problem of a file");
        }
    });

    it("builds one image of a repository at a time, and the next one afterwards", async () => {
        let finish = nothing;
        const { build } = setUp({ engine: fakeEngine(() => new Promise((resolve) => (finish = resolve))) });
        const first = build(projectWith(), choice, nothing, never);
        await assert.rejects(build(projectWith(), choice, nothing, never), { code: "wrongState" });
        setImmediate(() => finish());
        await first;
        const third = build(projectWith(), choice, nothing, never);
        setImmediate(() => finish());
        await third;
    });

    it("refuses an image for another platform than SageMaker would start", async () => {
        const engine = fakeEngine(async () => {}, localImage({ platform: "linux/arm64" }));
        const { build, view } = setUp({ engine });
        await assert.rejects(build(projectWith(), choice, nothing, never), {
            code: "imageRefused",
            message: /for linux\/arm64.*linux\/amd64/,
        });
        assert.deepEqual(engine.tagged, []);
        assert.match(view.shown.at(-1) ?? "", /^failed: /);
    });

    it("builds nothing in a folder that is not trusted", async () => {
        const { build, calls, engine } = setUp({ trusted: false });
        await assert.rejects(build(projectWith(), choice, nothing, never), { code: "untrustedWorkspace" });
        assert.deepEqual([engine.builds, calls], [[], []]);
    });
});
