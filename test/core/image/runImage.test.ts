import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LocalImage } from "../../../src/core/image/engine/containerEngine.ts";
import { runImage } from "../../../src/editor/commands/image/runImage.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { IMAGE_ID, localImage } from "../fakes/fakeImages.ts";

const never = new AbortController().signal;

describe("Run Image Locally", () => {
    const setUp = ({ isFetched = true, way = "Train", images = [] as readonly LocalImage[] } = {}) => {
        const runs: unknown[] = [];
        const ask = fakeAsk();
        const run = runImage({
            images: async () => images,
            train: async (_signal, image) => void runs.push(["train", image]),
            serve: async (_signal, image) => void runs.push(["serve", image]),
            ask: {
                pick: async (title, choices) =>
                    (await ask.pick(title, choices)) && (choices.find(({ label }) => label === way) ?? choices[0])?.value,
            },
            crateOf: async (file) => (file.endsWith("Cargo.toml") ? "iris" : undefined),
            progress: (_title, task) => task(never, () => {}),
            async fetch(_signal, { reference }) {
                runs.push(["fetch", reference]);
                return isFetched;
            },
            requireTrust() {},
        });
        return { runs, ask, run };
    };

    it("trains or serves with the image that a button names, and asks for no other", async () => {
        const image = { reference: "iris@sha256:00", crate: "iris" };
        const trained = setUp();
        await trained.run(never, image);
        assert.deepEqual([trained.runs, trained.ask.asked], [[["train", image]], ["Run iris how? Train|Serve"]]);
        const served = setUp({ way: "Serve" });
        await served.run(never, image);
        assert.deepEqual(served.runs, [["serve", "iris@sha256:00"]]);
    });

    it("offers the images of crates, and takes the one picked by its content", async () => {
        const labels = { "rust-sagemaker.crate": "iris" };
        const { runs, ask, run } = setUp({
            images: [localImage({ tags: ["iris:0123456789ab"], labels }), localImage({ tags: [], labels: {} })],
        });
        await run(never);
        assert.equal(ask.asked[0], `Run which image? iris:0123456789ab|${IMAGE_ID.slice(0, 19)}`);
        assert.deepEqual(runs, [["train", { reference: `iris@${IMAGE_ID}`, crate: "iris" }]]);
    });

    it("brings an image of ECR to this machine first, or does nothing when the user does not want that", async () => {
        const place = { kind: "aws", profile: "", region: "us-east-1" } as const;
        const digest = `sha256:${"a".repeat(64)}`;
        const image = { kind: "repositoryImage", place, repository: "iris", digest, reference: `host/iris@${digest}` } as const;
        const { runs, run } = setUp();
        await run(never, image);
        assert.deepEqual(runs, [
            ["fetch", image.reference],
            ["train", image],
        ]);
        const declined = setUp({ isFetched: false });
        await declined.run(never, image);
        assert.deepEqual(declined.runs, [["fetch", image.reference]]);
    });

    it("offers those of the crate whose file was clicked on, and all where that tells no crate", async () => {
        const images = ["iris", "moody"].map((crate) =>
            localImage({ tags: [`${crate}:v1`], labels: { "rust-sagemaker.crate": crate } }),
        );
        const own = setUp({ images });
        await own.run(never, { fsPath: "/home/ada/iris/Cargo.toml" });
        assert.equal(own.ask.asked[0], "Run which image? iris:v1");
        const all = setUp({ images });
        await all.run(never, { fsPath: "/home/ada/Dockerfile" });
        assert.equal(all.ask.asked[0], "Run which image? iris:v1|moody:v1");
        await assert.rejects(setUp({ images: images.slice(1) }).run(never, { fsPath: "/home/ada/iris/Cargo.toml" }), {
            message: "No image of iris has been built on this machine yet.",
            remedy: {
                kind: "runCommand",
                label: "Build Image…",
                command: "rustSagemaker.image.build",
                args: [{ fsPath: "/home/ada/iris/Cargo.toml" }],
            },
        });
    });

    it("keeps the registry of an image that was pulled", async () => {
        const { runs, run } = setUp({ images: [localImage({ tags: ["localhost:5000/team/iris:v1"], labels: {} })] });
        await run(never);
        assert.deepEqual(runs, [["train", { reference: `localhost:5000/team/iris@${IMAGE_ID}`, crate: undefined }]]);
    });

    it("offers to build one where there is none", async () => {
        const { runs, run } = setUp();
        await assert.rejects(run(never), {
            code: "imageMissing",
            remedy: { kind: "runCommand", label: "Build Image…", command: "rustSagemaker.image.build" },
        });
        assert.deepEqual(runs, []);
    });
});
