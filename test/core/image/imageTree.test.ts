import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ageText } from "../../../src/core/text/ageText.ts";
import type { LocalImage } from "../../../src/core/image/engine/containerEngine.ts";
import { contentReference, localImageOf, repositoryTag } from "../../../src/core/image/engine/localImages.ts";
import { DOCKER_MANIFEST, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { accountText } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { deleteImage } from "../../../src/editor/commands/image/deleteImage.ts";
import { repairImage } from "../../../src/editor/commands/image/repairImage.ts";
import { copyArn, copyImageDigest, copyImageUri } from "../../../src/editor/commands/treeCommands.ts";
import { ImageListings } from "../../../src/editor/tree/imageListings.ts";
import type { ImagesNode, RepositoryImageNode } from "../../../src/editor/tree/imageNodes.ts";
import { type ResourceNode, viewOf } from "../../../src/editor/tree/nodes.ts";
import { imageTooltip } from "../../../src/editor/tree/tooltips.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { AWS, fakeRepositories, REGISTRY, repository, repositoryImage } from "../fakes/fakeRepositories.ts";
import { digestOf, dockerManifest, localImage, ociManifest } from "../fakes/manifests.ts";

const never = new AbortController().signal;
const HOUR = 3_600_000;
const LOCAL_IMAGES: ImagesNode = { kind: "images", of: "local" };
const ECR: ImagesNode = { kind: "images", of: "aws" };

function setUp(
    over: {
        images?: readonly LocalImage[] | Error;
        ecr?: ReturnType<typeof fakeRepositories>;
        account?: () => Promise<never>;
        isTrusted?: boolean;
    } = {},
) {
    const asked: string[] = [];
    const ecr = over.ecr ?? fakeRepositories([repository("moody")], [repositoryImage()]);
    const listings = new ImageListings({
        async localImages() {
            asked.push("engine");
            if (over.images instanceof Error) {
                throw over.images;
            }
            return over.images ?? [localImage({ createdAt: HOUR })];
        },
        account: over.account ?? (async () => ({ place: AWS, repositories: ecr })),
        isTrusted: () => over.isTrusted ?? true,
        now: () => 4 * HOUR,
    });
    return { listings, asked, ecr };
}

async function one(rows: Promise<readonly ResourceNode[]>): Promise<ResourceNode> {
    const [row] = await rows;
    assert.ok(row);
    return row;
}

async function ecrImage(over: Parameters<typeof repositoryImage>[0] = {}): Promise<RepositoryImageNode> {
    const { listings } = setUp({ ecr: fakeRepositories([repository("moody")], [repositoryImage(over)]) });
    const group = await one(listings.rowsBelow(ECR));
    assert.ok(group.kind === "repository");
    const row = await one(listings.rowsBelow(group));
    assert.ok(row.kind === "repositoryImage");
    return row;
}

describe("the images in the tree", () => {
    it("are asked for when a group is opened, once, and again after something changed", async () => {
        const { listings, asked } = setUp();
        await listings.rowsBelow(LOCAL_IMAGES);
        await listings.rowsBelow(LOCAL_IMAGES);
        assert.deepEqual(asked, ["engine"]);
        listings.forget();
        await listings.rowsBelow(LOCAL_IMAGES);
        assert.deepEqual(asked, ["engine", "engine"]);
    });

    it("of this machine show tags, short id, size and age", async () => {
        const image = localImage({
            tags: [`${REGISTRY}/moody:abc`, "moody:abc", "moody:v1", "moody:id-0123456789ab"],
            createdAt: HOUR,
        });
        const { listings } = setUp({ images: [image] });
        const { label, description, spoken, contextValue } = viewOf(await one(listings.rowsBelow(LOCAL_IMAGES)));
        assert.equal(label, "moody:abc");
        assert.equal(description, `${digestOf("config").slice(7, 19)} · 80 MB · 3 hours ago · also moody:v1 · pushed`);
        assert.deepEqual([spoken, contextValue], [`moody:abc, image, ${description}`, "image:local"]);
    });

    it("say so when an image is for another architecture, and name one that lost its tags by its content", async () => {
        const arm = localImage({ platform: "linux/arm64", tags: ["moody:id-0123456789ab"] });
        const { listings } = setUp({ images: [arm] });
        const { label, description } = viewOf(await one(listings.rowsBelow(LOCAL_IMAGES)));
        assert.equal(label, "moody:id-0123456789ab");
        assert.match(description, /linux\/arm64/);
    });

    it("are named for commands by their content, in the repository of this machine where there is one", () => {
        const tags = [`${REGISTRY}/moody:v1`, "moody:abc"];
        assert.equal(contentReference(localImage({ tags })), `moody@${digestOf("config")}`);
        assert.equal(contentReference(localImage({ tags: [`${REGISTRY}/m:v1`] })), `${REGISTRY}/m@${digestOf("config")}`);
        assert.equal(contentReference(localImage({ tags: [] })), digestOf("config"));
    });

    it("count the older ones", async () => {
        const images = Array.from({ length: 33 }, (_, index) => localImage({ id: digestOf(String(index)) }));
        const rows = await setUp({ images }).listings.rowsBelow(LOCAL_IMAGES);
        assert.equal(rows.length, 31);
        assert.equal(viewOf(rows[30] ?? LOCAL_IMAGES).label, "3 older images");
    });

    it("in ECR stand below their repositories with tags, digest, size, age and findings", async () => {
        const row = await ecrImage({ tags: ["v1", "v2"], pushedAt: 2 * HOUR, findings: { MEDIUM: 5, HIGH: 2 } });
        const { label, description, icon, contextValue } = viewOf(row);
        assert.equal(label, "v1, v2");
        assert.equal(description, `${digestOf("a").slice(7, 19)} · 35 MB · 2 hours ago · 2 high, 5 medium`);
        assert.deepEqual([icon, contextValue], ["warning", "image:aws"]);
        assert.equal(row.reference, `${REGISTRY}/moody@${digestOf("a")}`);
        assert.equal(imageTooltip(row).rows[0]?.[1], row.reference);
    });

    it("tell an image without a tag, one that was found clean, and one in a form that SageMaker refuses", async () => {
        const { label, description, icon, contextValue } = viewOf(
            await ecrImage({ tags: [], findings: {}, mediaType: OCI_MANIFEST }),
        );
        assert.equal(contextValue, "image:aws:refused");
        assert.equal(label, "untagged");
        assert.match(description, /^SageMaker would refuse its form · .* · no findings$/);
        assert.equal(icon, "warning");
    });

    it("say what to do where there is nothing yet", async () => {
        const empty = setUp({ images: [], ecr: fakeRepositories([]) }).listings;
        assert.equal(viewOf(await one(empty.rowsBelow(LOCAL_IMAGES))).description, "build one…");
        assert.equal(viewOf(await one(empty.rowsBelow(ECR))).description, "create one…");
        const bare = setUp({ ecr: fakeRepositories([repository("moody")]) }).listings;
        const group = await one(bare.rowsBelow(ECR));
        assert.ok(group.kind === "repository");
        assert.equal(viewOf(await one(bare.rowsBelow(group))).description, "push one…");
    });

    it("have a row with the way out where the engine or the credentials are missing", async () => {
        const missing = new Problem("engineMissing", "No engine.", {
            remedy: { kind: "openPage", label: "Install Docker", url: "https://docs.docker.com" },
        });
        const engine = await one(setUp({ images: missing }).listings.rowsBelow(LOCAL_IMAGES));
        assert.ok(engine.kind === "message");
        assert.deepEqual([engine.text, engine.hint, engine.detail], ["No container engine", "Install Docker", "No engine."]);
        assert.deepEqual(engine.command, { id: "vscode.open", title: "Install Docker", args: ["https://docs.docker.com"] });
        assert.match(viewOf(engine).spoken, /^No engine\./);
        const odd = await one(setUp({ images: new Error("odd") }).listings.rowsBelow(LOCAL_IMAGES));
        assert.ok(odd.kind === "message");
        assert.deepEqual([odd.text, odd.command?.id], ["odd", "rustSagemaker.tree.refresh"]);
        const account = () =>
            Promise.reject(
                new Problem("credentialsMissing", "No credentials.", {
                    remedy: { kind: "openSetting", label: "Choose Profile", key: "rustSagemaker.aws" },
                }),
            );
        const aws = await one(setUp({ account }).listings.rowsBelow(ECR));
        assert.ok(aws.kind === "message");
        assert.deepEqual(aws.command, {
            id: "workbench.action.openSettings",
            title: "Choose Profile",
            args: ["rustSagemaker.aws"],
        });
        const offline = new Problem("serviceUnreachable", "getaddrinfo ENOTFOUND api.ecr.us-east-1.amazonaws.com");
        const row = await one(setUp({ account: () => Promise.reject(offline) }).listings.rowsBelow(ECR));
        assert.ok(row.kind === "message");
        assert.deepEqual([row.text, row.detail], ["AWS cannot be reached", offline.message]);
    });

    it("ask nothing in a folder that is not trusted", async () => {
        const { listings, asked, ecr } = setUp({ isTrusted: false });
        for (const group of [LOCAL_IMAGES, ECR]) {
            const row = await one(listings.rowsBelow(group));
            assert.match(viewOf(row).label, /Restricted Mode/);
        }
        assert.deepEqual([asked, ecr.asked], [[], []]);
    });

    it("name the account that the settings choose", () => {
        assert.equal(accountText("", ""), "default profile");
        assert.equal(accountText("dev", "eu-central-1"), "dev · eu-central-1");
    });
});

describe("an age", () => {
    it("is told in the largest unit that fits", () => {
        const ages = [0, 59_000, 60_000, 2 * HOUR, 25 * HOUR, 50 * HOUR, -5000].map((ms) => ageText(0, ms));
        assert.deepEqual(ages, ["just now", "just now", "1 minute ago", "2 hours ago", "1 day ago", "2 days ago", "just now"]);
    });
});

describe("copying from an image's row", () => {
    it("gives what jobs and people need of it", async () => {
        const copied: string[] = [];
        const told: string[] = [];
        const needs = {
            writeClipboard: async (text: string) => void copied.push(text),
            selected: () => undefined,
            tell: async (message: string) => void told.push(message),
        };
        const row = await ecrImage();
        await copyImageUri(needs)(never, row);
        await copyImageDigest(needs)(never, row);
        await copyArn(needs)(never, row);
        await copyImageUri(needs)(never);
        assert.deepEqual(copied, [row.reference, row.digest]);
        assert.equal(told.length, 2);
    });
});

describe("Delete Image", () => {
    function setUpDelete(confirms = true) {
        const removed: string[] = [];
        const ecr = fakeRepositories([]);
        const ask = fakeAsk({ confirms });
        const counts = { refreshed: 0 };
        const remove = deleteImage({
            engine: async () => ({
                inspect: async () => localImage({ tags: ["moody:abc", "moody:v1"] }),
                remove: async (reference: string) => void removed.push(reference),
            }),
            repositoriesIn: async () => ecr,
            selected: () => undefined,
            ask,
            progress: (_title, task) => task(never, () => {}),
            refresh: () => counts.refreshed++,
            requireTrust: () => {},
        });
        return { removed, ecr, ask, remove, counts };
    }

    it("names what goes, and takes every name of an image of this machine", async () => {
        const { removed, ask, remove, counts } = setUpDelete();
        await remove(never, await one(setUp().listings.rowsBelow(LOCAL_IMAGES)));
        assert.match(ask.asked[0] ?? "", /moody:abc\n80 MB/);
        assert.deepEqual(removed, ["moody:abc", "moody:v1"]);
        assert.equal(counts.refreshed, 1);
    });

    it("deletes an image of ECR by its digest, with all its tags", async () => {
        const { ecr, ask, remove } = setUpDelete();
        await remove(never, await ecrImage({ tags: ["v1", "v2"] }));
        assert.match(ask.asked[0] ?? "", /from moody on AWS us-east-1 \(dev\)\?\nsha256:.*\nTag: v1\nTag: v2/);
        assert.deepEqual(ecr.asked, [`delete moody ${digestOf("a")}`]);
    });

    it("deletes nothing when the user changes their mind, or when no image is meant", async () => {
        const { removed, ask, remove } = setUpDelete(false);
        await remove(never, await one(setUp().listings.rowsBelow(LOCAL_IMAGES)));
        await remove(never);
        assert.deepEqual(removed, []);
        assert.equal(ask.told.length, 1);
    });
});

describe("Repair Image for SageMaker", () => {
    function setUpRepair(mediaType: string, text: string, confirms = true) {
        const ecr = fakeRepositories([]);
        const digest = ecr.keep("v1", mediaType, text);
        const ask = fakeAsk({ confirms });
        const repair = repairImage({
            repositoriesIn: async () => ecr,
            selected: () => undefined,
            ask,
            progress: (_title, task) => task(never, () => {}),
            writeClipboard: async () => {},
            refresh: () => {},
            requireTrust: () => {},
        });
        return { ecr, ask, digest, repair };
    }

    it("puts what another tool has pushed again in Docker's form", async () => {
        const { ecr, ask, digest, repair } = setUpRepair(OCI_MANIFEST, ociManifest());
        await repair(never, await ecrImage({ digest, mediaType: OCI_MANIFEST }));
        assert.match(ask.asked[0] ?? "", /OCI's form.*The tag v1 names the new manifest/s);
        assert.deepEqual(ecr.asked, ["put v1"]);
        assert.equal(ask.told[0], `SageMaker takes ${REGISTRY}/moody@${digestOf(dockerManifest())} now, under the tag v1.`);
    });

    it("leaves alone what SageMaker takes as it is", async () => {
        const { ecr, ask, digest, repair } = setUpRepair(DOCKER_MANIFEST, dockerManifest());
        await repair(never, await ecrImage({ digest }));
        assert.deepEqual([ecr.asked, ask.asked], [[], []]);
        assert.match(ask.told[0] ?? "", /as it is\.$/);
    });

    it("changes nothing, and says no more, when the user does not want it", async () => {
        const { ecr, ask, digest, repair } = setUpRepair(OCI_MANIFEST, ociManifest(), false);
        await repair(never, await ecrImage({ digest, mediaType: OCI_MANIFEST }));
        assert.deepEqual([ecr.asked, ask.told], [[], []]);
    });

    it("asks for an image where none is meant", async () => {
        const { ask, repair } = setUpRepair(OCI_MANIFEST, ociManifest());
        await repair(never);
        assert.match(ask.told[0] ?? "", /^Select an image/);
    });
});

describe("an image of the engine", () => {
    it("is found by a name of the engine's, or by its id under a repository", async () => {
        const image = localImage();
        const engine = {
            inspect: async (reference: string) => ([image.id, "moody:abc"].includes(reference) ? image : undefined),
        };
        assert.equal(await localImageOf(engine, "moody:abc", never), image);
        assert.equal(await localImageOf(engine, `moody@${image.id}`, never), image);
        await assert.rejects(localImageOf(engine, "moody:gone", never), { code: "imageMissing" });
    });

    it("is pushed under the tag of its commit, but not as one that may be written once when files differed from it", () => {
        const image = localImage({ tags: ["moody:id-0123456789ab", "moody:abc-dirty", "moody:v1"] });
        assert.equal(repositoryTag(image, false), "abc-dirty");
        assert.equal(repositoryTag(image, true), `id-${digestOf("config").slice(7, 19)}`);
        assert.equal(repositoryTag(localImage({ tags: [] }), false), `id-${digestOf("config").slice(7, 19)}`);
        assert.equal(repositoryTag(localImage({ tags: ["moody:abc"] }), true), "abc");
    });
});
