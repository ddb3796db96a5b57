import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { missingPatterns, withPatterns } from "../../../src/core/image/dockerfile/dockerignore.ts";
import { planImage } from "../../../src/core/image/imagePlan.ts";
import { sizeText } from "../../../src/core/text/sizeText.ts";
import { checkSecrets, readSecretSources } from "../../../src/editor/image/buildSecrets.ts";
import { contextCheck, type ContextSize } from "../../../src/editor/image/contextCheck.ts";
import { projectWith } from "../fakes/fakeImages.ts";

const never = new AbortController().signal;
const project = projectWith({ training: { channels: { training: "data/train", validation: "../elsewhere" } } });
const build = planImage({
    project,
    purpose: "training",
    instanceType: "ml.m5.large",
    dockerfile: "",
    tags: ["x"],
    secrets: new Map(),
});

describe("the check of a build context", () => {
    const check = async (size: Partial<ContextSize>, { answer = "", ignore = "" } = {}) => {
        const written: [string, string][] = [];
        const asked: string[] = [];
        const run = contextCheck({
            contextSize: async () => ({ bytes: 0, files: 3, largest: [], ignoreFile: undefined, ...size }),
            readText: async () => ignore,
            writeText: async (file, text) => void written.push([file, text]),
            ask: {
                async choose(question, detail, buttons) {
                    asked.push(question, detail, ...buttons);
                    return buttons.find((button) => button === answer);
                },
            },
        });
        const ended = await run(project, build, never).then(
            () => "goes on",
            (error: Error) => error.name,
        );
        return { written, asked, ended };
    };
    const target = { bytes: 3e6, largest: [{ path: "crates/a/target", bytes: 2e6 }] };

    it("lets a small context pass without a word", async () => {
        assert.deepEqual(await check({ bytes: 200e6 }), { written: [], asked: [], ended: "goes on" });
    });

    it("asks about hundreds of megabytes, with the folders that weigh most", async () => {
        const { asked, ended } = await check(
            { bytes: 4.2e9, largest: [{ path: "data", bytes: 4.1e9 }] },
            { answer: "Send It Anyway" },
        );
        assert.equal(asked[0], "The build would send 4.2 GB in 3 files to the engine.");
        assert.match(asked[1] ?? "", /^data: 4.1 GB\n/);
        assert.equal(ended, "goes on");
    });

    it("asks about what cargo has built, however small it is, and stops when the user does not answer", async () => {
        const { asked, written, ended } = await check(target);
        assert.deepEqual(asked.slice(2), ["Write .dockerignore", "Send It Anyway"]);
        assert.deepEqual([written, ended], [[], "AbortError"]);
    });

    it("writes a .dockerignore that leaves out builds, history and the data of channels", async () => {
        const { written, ended } = await check(target, { answer: "Write .dockerignore" });
        const text = "# What the build of the image does not need.\n**/target\n.git\ndata/train\n";
        assert.deepEqual([written, ended], [[["/iris/.dockerignore", text]], "goes on"]);
    });

    it("adds to the .dockerignore that holds what it lacks, at its end", async () => {
        const ignoreFile = "/iris/Dockerfile.dockerignore";
        const { written } = await check({ ...target, ignoreFile }, { answer: "Write .dockerignore", ignore: "*\n!src\n.git" });
        assert.deepEqual(written, [[ignoreFile, "*\n!src\n.git\n**/target\n"]]);
    });

    it("offers to write nothing when nothing is lacking", async () => {
        const { asked } = await check({ bytes: 1e9, ignoreFile: "/iris/.dockerignore" }, { ignore: "**/target\r\n.git\r\n" });
        assert.deepEqual(asked.slice(2), ["Send It Anyway"]);
    });
});

describe("a .dockerignore", () => {
    it("takes no folder into its patterns whose name would mean something else there", () => {
        const odd = projectWith({ training: { channels: { a: "da[t]a", b: "!b", c: "my data", d: "/iris", e: "日本" } } });
        assert.deepEqual(missingPatterns(odd, "/iris", undefined), ["**/target", ".git", "my data", "日本"]);
    });

    it("keeps what is there", () => {
        assert.equal(withPatterns("a\n", ["b"]), "a\nb\n");
    });
});

describe("a size", () => {
    it("is written by thousands, with a digit after the point where it tells something", () => {
        const sizes = [0, 999, 1000, 5_940_000, 81_400_000, 999_600_000, 4.2e9].map(sizeText);
        assert.deepEqual(sizes, ["0 B", "999 B", "1.0 kB", "5.9 MB", "81 MB", "1.0 GB", "4.2 GB"]);
    });
});

describe("the secrets of a build", () => {
    it("are read from the setting, in which what has no known form counts as not said", () => {
        const setting = {
            token: { file: "~/.cargo/token" },
            key: { env: "KEY" },
            wrong: "text",
            none: null,
            number: { file: 1 },
        };
        assert.deepEqual(
            [...readSecretSources(setting, "/home/ada")],
            [
                ["token", { file: "/home/ada/.cargo/token" }],
                ["key", { env: "KEY" }],
            ],
        );
        assert.equal(readSecretSources("text", "/home/ada").size, 0);
    });

    it("are refused where they cannot be had, without a word of what they are", async () => {
        const check = checkSecrets({ env: { KEY: "hunter2" }, exists: async (file) => file === "/token" });
        await check(
            new Map<string, { file: string } | { env: string }>([
                ["token", { file: "/token" }],
                ["key", { env: "KEY" }],
            ]),
        );
        for (const source of [{ file: "/nowhere" }, { file: "token" }, { env: "NOTHING" }]) {
            await assert.rejects(check(new Map([["id", source]])), {
                code: "secretMissing",
                message: /^The secret "id" cannot be had: /,
                remedy: { kind: "openSetting", label: "Open Setting", key: "rustSagemaker.image.secrets" },
            });
        }
    });
});
