import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LocalImage } from "../../../../src/core/image/engine/containerEngine.ts";
import { CRATE_LABEL } from "../../../../src/core/image/imageBuild.ts";
import type { StoredManifest } from "../../../../src/core/image/push/imageRepositories.ts";
import type { ElfFacts } from "../../../../src/core/image/inspect/elf.ts";
import type { ImageFacts, ImageProgram } from "../../../../src/core/image/inspect/imageFacts.ts";
import { imageFindings } from "../../../../src/core/image/inspect/imageFindings.ts";
import { imageReport } from "../../../../src/core/image/inspect/imageReport.ts";
import { findLibrary, libraryFolders } from "../../../../src/core/image/inspect/libraries.ts";
import { DOCKER_MANIFEST, OCI_MANIFEST } from "../../../../src/core/image/push/mediaTypes.ts";
import { Problem } from "../../../../src/core/problem.ts";
import { type InspectedImage, inspectImage } from "../../../../src/editor/commands/image/inspectImage.ts";
import { fakeAsk } from "../../fakes/fakeAsk.ts";
import { IMAGE_ID, localImage } from "../../fakes/fakeImages.ts";
import { dockerManifest, ociManifest, stored } from "../../fakes/manifests.ts";

const never = new AbortController().signal;
const use = { trainingInstanceType: "ml.m5.large", endpointInstanceType: "ml.m5.large", isChosen: true };

const elf: ElfFacts = {
    architecture: "amd64",
    interpreter: "/lib64/ld-linux-x86-64.so.2",
    needed: ["libc.so.6"],
    runPath: [],
    glibc: "2.34",
    hasSymbols: true,
    debugBytes: 0,
};
const program = (over: Partial<ImageProgram> = {}): ImageProgram => ({
    path: "/usr/local/bin/train",
    sizeBytes: 12e6,
    isExecutable: true,
    elf,
    missing: [],
    ...over,
});
const facts = (over: Partial<ImageFacts> = {}, image: Partial<LocalImage> = {}): ImageFacts => ({
    image: localImage(image),
    layers: [],
    system: "Debian GNU/Linux 12 (bookworm)",
    train: program(),
    serve: program({ path: "/usr/local/bin/serve" }),
    glibc: "2.36",
    cuda: undefined,
    ...over,
});

describe("the findings about an image", () => {
    const texts = (one: ImageFacts, types: Partial<typeof use> = {}) =>
        imageFindings(one, { ...use, ...types })
            .filter(({ verdict }) => verdict !== "good")
            .map(({ verdict, text }) => `${verdict}: ${text}`)
            .join("\n");

    it("are none to worry about for a good one", () => {
        assert.equal(texts(facts()), "");
        assert.ok(imageFindings(facts(), use).length >= 4);
    });

    it("begin with what SageMaker will not take", () => {
        const verdicts = imageFindings(facts({ serve: undefined }, { user: "app", platform: "linux/arm64" }), use).map(
            ({ verdict }) => verdict,
        );
        assert.deepEqual([...new Set(verdicts)], ["bad", "careful", "good"]);
    });

    it("tell of an entry point by what it does with SageMaker's word", () => {
        assert.match(texts(facts({}, { entrypoint: ["/bin/sh", "-c", "train"] })), /^bad: .*run by a shell/);
        assert.match(texts(facts({}, { entrypoint: ["/usr/bin/train"] })), /^careful: Its ENTRYPOINT is train/);
        assert.match(texts(facts({}, { entrypoint: ["tini", "--"] })), /^careful: .*tini --/);
    });

    it("tell of missing programs, unless an entry point stands in for them", () => {
        assert.match(texts(facts({ train: undefined, serve: undefined })), /^bad: It has neither train nor serve/);
        assert.match(texts(facts({ serve: undefined })), /^careful: There is no serve on its PATH/);
        assert.doesNotMatch(texts(facts({ train: undefined, serve: undefined }, { entrypoint: ["/app"] })), /no serve|neither/);
    });

    it("tell of the GPU's generation and of drivers that cannot be known", () => {
        const cuda = (version: string, type: string) =>
            texts(facts({ cuda: version }), { trainingInstanceType: type, endpointInstanceType: type });
        assert.match(cuda("12.4", "ml.p6-b200.48xlarge"), /CUDA 12\.4 does not know the GPU .* takes CUDA 12\.8/);
        assert.match(cuda("12.8", "ml.p6-b200.48xlarge"), /driver that AWS does not publish/);
        assert.match(cuda("13.0", "ml.p3.2xlarge"), /no longer compiles for the GPU/);
        assert.match(cuda("13.1", "ml.g5.xlarge"), /No InferenceAmiVersion has one that new/);
        assert.match(cuda("12.4", "ml.m5.large"), /ml\.m5\.large has no GPU/);
        assert.equal(cuda("11.4", "ml.g5.xlarge"), "");
    });

    it("tell of debug information that travels with each start, and of what serverless refuses", () => {
        assert.match(
            texts(facts({ train: program({ elf: { ...elf, debugBytes: 90e6 } }) })),
            /carries 90 MB of debug information/,
        );
        assert.match(texts(facts({}, { sizeBytes: 11 * 2 ** 30 })), /12 GB are more than the 10 GiB/);
        const wide = facts({ layers: [{ createdBy: "COPY", sizeBytes: 55e9 }] }, { sizeBytes: 56e9 });
        assert.match(texts(wide), /larger than the 52,000 MiB.*volume of 30 GB/s);
    });
});

describe("the report about an image", () => {
    it("holds nothing of the image that Markdown or HTML would obey", () => {
        const hostile = "![x](http://a/b) <img src=x> | `c` [d](command:e)\n# f\u202e";
        const report = imageReport(
            hostile,
            facts(
                { system: hostile, train: program({ path: hostile }), layers: [{ createdBy: hostile, sizeBytes: 5 }] },
                { entrypoint: [hostile], user: hostile, tags: [hostile] },
            ),
            use,
        );
        const outsideCode = report.replace(/(`+) .*? \1/g, "");
        assert.doesNotMatch(outsideCode, /(?<!\\)[[\]]|<|(?<!\\)!\\?\[|\u202e|^# f/m);
        const rows = report.split("\n").filter((line) => line.startsWith("|"));
        const cells = (row: string) => row.replaceAll("\\|", "").split("|").length;
        assert.ok(
            rows.every((row) => [4, 8].includes(cells(row))),
            report,
        );
    });

    it("says which instance types it was checked for, and that they are guessed where they are", () => {
        assert.doesNotMatch(imageReport("iris", facts(), use), /defaults/);
        assert.match(imageReport("iris", facts(), { ...use, isChosen: false }), /these instance types are the defaults/);
    });

    it("names what it costs in ECR", () => {
        assert.match(imageReport("iris", facts({}, { sizeBytes: 4e9 }), use), /\\\$0\.40 a month .* may have changed/);
    });
});

describe("the libraries of an image", () => {
    it("are looked for where its loader would", async () => {
        const folders = libraryFolders("linux/arm64", "/opt/app/train", ["$ORIGIN/../lib", "relative"], "/x::/y");
        assert.deepEqual(folders.slice(0, 4), ["/opt/app/../lib", "/x", "/y", "/lib/aarch64-linux-gnu"]);
        const asked: string[] = [];
        const exists = async (file: string) => asked.push(file) === 2;
        assert.equal(await findLibrary("liba.so", ["/a", "/b", "/c"], exists), "/b/liba.so");
        assert.equal(await findLibrary("evil\n; rm", ["/a"], exists), undefined);
        assert.equal(await findLibrary("", ["/a"], exists), undefined);
        assert.deepEqual(asked, ["/a/liba.so", "/b/liba.so"]);
    });
});

describe("Inspect Image", () => {
    const inRepository: InspectedImage = {
        kind: "repositoryImage",
        place: { kind: "aws", profile: "", region: "us-east-1" },
        repository: "iris",
        digest: `sha256:${"a".repeat(64)}`,
        reference: `123456789012.dkr.ecr.us-east-1.amazonaws.com/iris@sha256:${"a".repeat(64)}`,
    };

    const setUp = ({ images = [localImage()], manifest = undefined as StoredManifest | undefined, isTrusted = true } = {}) => {
        const shown: string[] = [];
        const crates: (string | undefined)[] = [];
        const ask = fakeAsk();
        const command = inspectImage({
            engine: async () => ({
                inspect: async (reference) => images.find(({ id, tags }) => id === reference || tags.includes(reference)),
                list: async () => images,
                layers: async () => [{ createdBy: "COPY /out/ /usr/local/bin/", sizeBytes: 9e6 }],
                read: async () => undefined,
            }),
            withFile: async () => undefined,
            manifestOf: async () => manifest,
            useOf: async (crate) => {
                crates.push(crate);
                return use;
            },
            show: async (title, markdown) => void shown.push(`${title}\n${markdown}`),
            crateOf: async () => "iris",
            ask,
            progress: (_title, task) => task(never, () => {}),
            requireTrust() {
                if (!isTrusted) {
                    throw new Problem("untrustedWorkspace", "");
                }
            },
        });
        return { command, shown, crates, ask };
    };

    it("asks which of the images of crates, and knows the crate by its label", async () => {
        const { command, shown, crates, ask } = setUp({
            images: [localImage({ tags: ["iris:one"], labels: { [CRATE_LABEL]: "iris" } })],
        });
        await command(never);
        assert.match(ask.asked[0] ?? "", /Inspect which image\? iris:one/);
        assert.match(shown[0] ?? "", /^Inspect Image: iris:one\n# iris\\:one.*neither train nor serve/s);
        assert.deepEqual(crates, ["iris"]);
    });

    it("asks which of the images of the crate whose Dockerfile was clicked on", async () => {
        const images = ["iris", "moody"].map((crate) => localImage({ tags: [`${crate}:one`], labels: { [CRATE_LABEL]: crate } }));
        const { command, ask } = setUp({ images });
        await command(never, { fsPath: "/home/ada/iris/Dockerfile" });
        assert.equal(ask.asked[0], "Inspect which image? iris:one");
    });

    it("says how to get one where there is none", async () => {
        await assert.rejects(setUp({ images: [] }).command(never), { code: "imageMissing" });
        await assert.rejects(setUp().command(never, { kind: "localImage", reference: "gone:1" }), { code: "imageMissing" });
    });

    it("starts nothing in a folder that is not trusted", async () => {
        await assert.rejects(setUp({ isTrusted: false }).command(never), { code: "untrustedWorkspace" });
    });

    it("judges an image of a repository by its manifest, with or without the image here", async () => {
        const taken = setUp({ manifest: stored(DOCKER_MANIFEST, dockerManifest()), images: [] });
        await taken.command(never, inRepository);
        assert.match(taken.shown[0] ?? "", /SageMaker takes the form of its manifest/);
        assert.match(taken.shown[0] ?? "", /pull it to have its programs looked at/);

        const refused = setUp({
            manifest: stored(OCI_MANIFEST, ociManifest()),
            images: [localImage({ tags: [inRepository.reference], id: IMAGE_ID })],
        });
        await refused.command(never, inRepository);
        assert.match(refused.shown[0] ?? "", /✖ Bad:\*\* SageMaker refuses it/);
        assert.match(refused.shown[0] ?? "", /# On this machine/);
    });

    it("tells that an image of a repository is gone", async () => {
        await assert.rejects(setUp().command(never, inRepository), { code: "imageMissing" });
    });
});
