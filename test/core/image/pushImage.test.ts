import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LocalImage } from "../../../src/core/image/engine/containerEngine.ts";
import { DOCKER_MANIFEST, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import type { AcceptedImage } from "../../../src/core/image/push/settlePush.ts";
import { Problem } from "../../../src/core/problem.ts";
import { createRepository } from "../../../src/editor/commands/image/createRepository.ts";
import { pushImage } from "../../../src/editor/commands/image/pushImage.ts";
import { chooseRepository } from "../../../src/editor/image/chooseRepository.ts";
import { offerPushed } from "../../../src/editor/image/offerPushed.ts";
import { type PushSource, pushSource } from "../../../src/editor/image/pushSource.ts";
import type { Progress } from "../../../src/editor/progress.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { AWS, fakeRepositories, REGISTRY, repository } from "../fakes/fakeRepositories.ts";
import { digestOf, dockerManifest, localImage, ociManifest } from "../fakes/manifests.ts";

const never = new AbortController().signal;
const progress: Progress = (_title, task) => task(never, () => {});

interface Options {
    readonly there?: readonly ReturnType<typeof repository>[];
    readonly answers?: Record<string, string>;
    readonly confirms?: boolean;
    readonly known?: LocalImage | undefined;
    readonly manifest?: readonly [mediaType: string, text: string];
    readonly faults?: Error[];
}

function setUp({ there = [repository("moody")], answers = {}, confirms = true, known, manifest, faults = [] }: Options = {}) {
    const ecr = fakeRepositories(there);
    const ask = fakeAsk({ answers, confirms });
    const pushed: string[] = [];
    const shown: string[] = [];
    const accepted: AcceptedImage[] = [];
    const [mediaType, text] = manifest ?? [DOCKER_MANIFEST, dockerManifest()];
    const left = [...faults];
    const source: PushSource = {
        name: "moody",
        crate: "moody",
        repository: "moody",
        known,
        async image() {
            ecr.asked.push("build");
            return known ?? localImage();
        },
    };
    const run = pushImage({
        account: async () => ({ place: AWS, repositories: ecr }),
        sourceOf: async () => {
            ecr.asked.push("source");
            return source;
        },
        engine: async () => ({
            tag: async () => {},
            remove: async () => {},
            async push(reference) {
                pushed.push(reference);
                const fault = left.shift();
                if (fault !== undefined) {
                    throw fault;
                }
                return ecr.keep(reference.slice(reference.lastIndexOf(":") + 1), mediaType, text);
            },
        }),
        viewOf: () => ({
            begin: (heading) => void shown.push(heading),
            write: (output) => void shown.push(output),
            end: (sentence, outcome) => void shown.push(`${outcome}: ${sentence}`),
        }),
        ask,
        progress,
        rest: async () => {},
        onPushed(image, { reference }) {
            accepted.push(image);
            shown.push(reference);
        },
        requireTrust: () => {},
    });
    return { ecr, ask, pushed, shown, accepted, run };
}

describe("Build and Push Image to ECR", () => {
    it("asks the account first and everything else before the work, and answers the image by digest", async () => {
        const { ecr, pushed, shown, accepted, run } = setUp();
        await run(never);
        assert.deepEqual(ecr.asked, ["list", "source", "build", "login"]);
        assert.deepEqual(pushed, [`${REGISTRY}/moody:abc`]);
        assert.equal(accepted[0]?.uri, `${REGISTRY}/moody@${digestOf(dockerManifest())}`);
        assert.match(shown.at(-2) ?? "", /^succeeded: Pushed 123456789012/);
        assert.equal(shown.at(-1), `moody@${digestOf("config")}`, "which can be run here");
    });

    it("builds nothing when the account cannot be asked", async () => {
        const { ecr, run } = setUp();
        ecr.list = () => Promise.reject(new Problem("credentialsMissing", "none"));
        await assert.rejects(run(never), { code: "credentialsMissing" });
        assert.deepEqual(ecr.asked, []);
    });

    it("makes a new repository only once there is something to push into it", async () => {
        const { ecr, ask, pushed, run } = setUp({ there: [], answers: { repository: "moody", name: "moody" } });
        ask.steps = chooseOther(ask);
        await run(never);
        assert.deepEqual(ecr.asked, ["list", "source", "build", "create moody true true false", "login"]);
        assert.deepEqual(pushed, [`${REGISTRY}/moody:abc`]);
    });

    it("asks for the tag of an image that is there, and proposes that of its commit", async () => {
        const { ask, pushed, run } = setUp({ known: localImage(), answers: { tag: "mine" } });
        await run(never, { kind: "localImage", reference: "moody:abc" });
        const step = ask.shown.find(({ key }) => key === "tag");
        assert.ok(step?.kind === "text");
        assert.equal(step.value, "abc");
        for (const [tag, fault] of [
            ["", true],
            ["a b", true],
            ["-x", true],
            ["a,b", true],
            ["ok", false],
        ] as const) {
            assert.equal((await step.validate(tag)) !== undefined, fault, tag);
        }
        assert.deepEqual(pushed, [`${REGISTRY}/moody:mine`]);
    });

    it("asks for another tag when the one that was taken names another image, without building again", async () => {
        const { ecr, pushed, accepted, run } = setUp({ faults: [new Problem("tagTaken", "Choose another tag.")] });
        await run(never);
        assert.deepEqual(pushed, [`${REGISTRY}/moody:abc`, `${REGISTRY}/moody:id-${digestOf("config").slice(7, 19)}`]);
        assert.equal(ecr.asked.filter((one) => one === "build").length, 1);
        assert.equal(accepted.length, 1);
    });

    it("repairs what SageMaker would refuse for its form when the user wants it, and says why not otherwise", async () => {
        const manifest = [OCI_MANIFEST, ociManifest()] as const;
        const repaired = setUp({ manifest });
        await repaired.run(never);
        assert.match(repaired.ask.asked[0] ?? "", /OCI's form/);
        assert.equal(repaired.accepted[0]?.isRepaired, true);
        const kept = setUp({ manifest, confirms: false });
        await assert.rejects(kept.run(never), { code: "imageRefused" });
        assert.match(kept.shown.at(-1) ?? "", /^failed: SageMaker will not take moody:abc/);
        assert.deepEqual(kept.accepted, []);
    });

    it("does nothing further when the user gives up at any question", async () => {
        for (const known of [undefined, localImage()]) {
            const { ask, pushed, ecr, run } = setUp({ known });
            Object.assign(ask, { steps: async () => undefined });
            await run(never);
            assert.deepEqual([pushed, ecr.asked.includes("build")], [[], false]);
        }
    });
});

describe("choosing a repository", () => {
    it("puts the proposed one first, and refuses names for a new one that are taken or that ECR would refuse", async () => {
        const ask = fakeAsk();
        const chosen = await chooseRepository(ask, "Push", [repository("a"), repository("moody", true)], "moody");
        assert.deepEqual(chosen, { kind: "there", repository: repository("moody", true) });
        const [step] = ask.shown;
        assert.ok(step?.kind === "pick");
        assert.deepEqual(step.choices[0]?.description, "immutable tags");
        assert.equal(step.other?.isFirst, false);
        await step.other?.choose();
        const name = ask.shown.find(({ key }) => key === "name");
        assert.ok(name?.kind === "text");
        assert.equal(await name.validate("moody"), "A repository of this name exists already.");
        assert.equal(typeof (await name.validate("Moody")), "string");
        assert.equal(await name.validate("moody-2"), undefined);
        await chooseRepository(ask, "Push", [repository("a")], "moody");
        const again = ask.shown.at(-1);
        assert.ok(again?.kind === "pick" && again.other?.isFirst === true);
    });
});

describe("Create ECR Repository", () => {
    it("creates what was asked for, and proposes the name that a failed push lacked", async () => {
        const ecr = fakeRepositories([]);
        const ask = fakeAsk({ answers: { tags: "mutable", scan: "no", policy: "yes" } });
        const counts = { refreshed: 0 };
        const create = createRepository({
            account: async () => ({ place: AWS, repositories: ecr }),
            ask,
            progress,
            writeClipboard: async () => {},
            refresh: () => counts.refreshed++,
            requireTrust: () => {},
        });
        await create(never, "moody");
        assert.deepEqual(ecr.asked, ["list", "create moody false false true"]);
        assert.equal(counts.refreshed, 1);
        assert.match(ask.told[0] ?? "", /Created the repository 123456789012.*\/moody/);
    });
});

describe("the source of a push", () => {
    const sourceOf = (image: LocalImage, confirms = true) => {
        const ask = fakeAsk({ confirms });
        const engine = async () => ({ inspect: async () => image });
        const unused = () => Promise.reject(new Error("not asked for"));
        return { ask, find: pushSource({ engine, plan: unused, build: unused, ask, progress }) };
    };
    const target = { kind: "localImage", reference: `moody@${digestOf("config")}` } as const;

    it("is the image of a row, with the crate that its label names", async () => {
        const source = await sourceOf(localImage()).find(target, never);
        assert.deepEqual([source?.name, source?.crate, source?.repository], ["moody:abc", "moody", "moody"]);
    });

    it("is asked about when training jobs could not start it, and refused when nothing could", async () => {
        const arm = sourceOf(localImage({ platform: "linux/arm64" }), false);
        assert.equal(await arm.find(target, never), undefined);
        assert.match(arm.ask.asked[0] ?? "", /Training jobs need linux\/amd64/);
        const strange = sourceOf(localImage({ platform: "windows/amd64" }));
        await assert.rejects(strange.find(target, never), { code: "imageRefused" });
    });
});

describe("a push that succeeded", () => {
    it("is told with its URI, and offers to copy it and to run the image", async () => {
        for (const [button, expected] of [
            ["Copy URI", "copied uri"],
            ["Run Image Locally…", 'rustSagemaker.image.run {"kind":"localImage","reference":"moody@id","crate":"moody"}'],
        ] as const) {
            const did: string[] = [];
            const told: string[] = [];
            const offer = offerPushed({
                ask: {
                    async tell(message) {
                        told.push(message);
                        return button;
                    },
                },
                runCommand: async (id, ...args) => void did.push(`${id} ${JSON.stringify(args[0])}`),
                writeClipboard: async (text) => void did.push(`copied ${text}`),
            });
            const image = { kind: "localImage", reference: "moody@id", crate: "moody" } as const;
            const verdict = { kind: "accepted", sizeBytes: 35_000_000, platform: "linux/amd64", notes: ["Mind this."] } as const;
            await offer({ uri: "uri", digest: "d", tag: "abc", isRepaired: true, verdict }, image);
            assert.deepEqual(did, [expected]);
            assert.match(told[0] ?? "", /^Pushed uri \(abc, 35 MB, linux\/amd64\)\. Its manifest .* Mind this\.$/);
        }
    });
});

/** A user who takes the last choice of a list where there is one. */
function chooseOther(ask: ReturnType<typeof fakeAsk>): typeof ask.steps {
    const { steps } = ask;
    return async (title, asked, earlier) => {
        for (const step of asked) {
            if (step.kind === "pick") {
                await step.other?.choose();
            }
        }
        return steps(title, asked, earlier);
    };
}
