import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LocalImage, RegistryLogin } from "../../../src/core/image/engine/containerEngine.ts";
import type { StoredManifest } from "../../../src/core/image/push/imageRepositories.ts";
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { pushToRepository } from "../../../src/core/image/push/pushToRepository.ts";
import { settlePush } from "../../../src/core/image/push/settlePush.ts";
import { Problem, type ProblemCode } from "../../../src/core/problem.ts";
import { digestOf, dockerManifest, localImage, ociIndex, ociManifest, stored } from "../fakes/manifests.ts";

const never = new AbortController().signal;
const REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const repository = (isTagImmutable: boolean) => ({ name: "moody", uri: `${REGISTRY}/moody`, arn: "arn", isTagImmutable });

/** An engine and a repository; `faults` are thrown by one push after the other. */
function setUp({ faults = [], kept = {} }: { faults?: Error[]; kept?: Record<string, StoredManifest> } = {}) {
    const did: string[] = [];
    const logins: RegistryLogin[] = [];
    const left = [...faults];
    const manifests = new Map(Object.entries(kept));
    const needs = {
        engine: {
            tag: async (image: string, reference: string) => void did.push(`tag ${image.slice(0, 11)} ${reference}`),
            remove: async (reference: string) => void did.push(`remove ${reference}`),
            push: async (reference: string, login: RegistryLogin) => {
                did.push(`push ${reference} ${login.password}`);
                const fault = left.shift();
                if (fault !== undefined) {
                    throw fault;
                }
                return digestOf("pushed");
            },
        },
        repositories: {
            async login() {
                const login = { registry: REGISTRY, username: "AWS", password: `password ${logins.length + 1}` };
                logins.push(login);
                return login;
            },
            manifest: async (_name: string, reference: string) => manifests.get(reference),
            async putManifest(_name: string, mediaType: string, text: string, tag: string) {
                const manifest = stored(mediaType, text);
                manifests.set(tag, manifest).set(manifest.digest, manifest);
                did.push(`put ${mediaType} ${tag}`);
                return manifest.digest;
            },
        },
        rest: async (ms: number) => void did.push(`rest ${ms}`),
        output: () => {},
        confirmRepair: async (reason: string) => {
            did.push(`confirm: ${reason}`);
            return true;
        },
    };
    return { did, needs, logins };
}

const fault = (code: ProblemCode) => new Problem(code, code);
const push = (
    { needs }: ReturnType<typeof setUp>,
    over: { image?: LocalImage; isTagImmutable?: boolean; signal?: AbortSignal } = {},
) =>
    pushToRepository(
        needs,
        { image: over.image ?? localImage(), repository: repository(over.isTagImmutable ?? false), tag: "v1" },
        over.signal ?? never,
    );

describe("pushing to a repository", () => {
    it("names the image, fetches a login just before, and pushes", async () => {
        const up = setUp();
        assert.equal(await push(up), digestOf("pushed"));
        assert.deepEqual(up.did, [
            `tag ${digestOf("config").slice(0, 11)} ${REGISTRY}/moody:v1`,
            `push ${REGISTRY}/moody:v1 password 1`,
        ]);
    });

    it("pushes once more with a new login when it has expired on the way, and no third time", async () => {
        const up = setUp({ faults: [fault("loginExpired")] });
        assert.equal(await push(up), digestOf("pushed"));
        assert.equal(up.did.at(-1), `push ${REGISTRY}/moody:v1 password 2`);
        const refused = setUp({ faults: [fault("loginExpired"), fault("loginExpired")] });
        await assert.rejects(push(refused), { code: "loginExpired" });
        assert.equal(refused.logins.length, 2);
    });

    it("tries again when the line breaks, with rests that grow, and gives up after the fourth time", async () => {
        const up = setUp({ faults: [fault("registryUnreachable"), fault("registryUnreachable"), fault("registryUnreachable")] });
        assert.equal(await push(up), digestOf("pushed"));
        assert.deepEqual(
            up.did.filter((one) => one.startsWith("rest")),
            ["rest 1000", "rest 4000", "rest 10000"],
        );
        const down = setUp({ faults: Array.from({ length: 9 }, () => fault("registryUnreachable")) });
        await assert.rejects(push(down), { code: "registryUnreachable" });
        assert.equal(down.did.filter((one) => one.startsWith("push")).length, 4);
    });

    it("does not repeat what repeating does not help, and takes the image's new name back", async () => {
        for (const code of ["repositoryMissing", "accessDenied", "engineStopped", "diskFull"] as const) {
            const up = setUp({ faults: [fault(code)] });
            await assert.rejects(push(up), { code });
            assert.equal(up.did.filter((one) => one.startsWith("push")).length, 1);
            assert.equal(up.did.at(-1), `remove ${REGISTRY}/moody:v1`);
        }
    });

    it("leaves the name of an image that had it before, or that has no other", async () => {
        for (const tags of [[`${REGISTRY}/moody:v1`, "moody:abc"], []]) {
            const up = setUp({ faults: [fault("accessDenied")] });
            await assert.rejects(push(up, { image: localImage({ tags }) }));
            assert.ok(!up.did.some((one) => one.startsWith("remove")));
        }
    });

    it("stops when it is cancelled, without another attempt", async () => {
        const cancelled = new AbortController();
        const up = setUp({ faults: [fault("registryUnreachable")] });
        const { push: original } = up.needs.engine;
        up.needs.engine.push = async (reference, login) => {
            cancelled.abort();
            return original(reference, login);
        };
        await assert.rejects(push(up, { signal: cancelled.signal }), { name: "AbortError" });
        assert.equal(up.did.filter((one) => one.startsWith("push")).length, 1);
    });

    it("does not push an image that is there already under a tag that cannot be written over", async () => {
        const there = stored(DOCKER_MANIFEST, dockerManifest());
        const up = setUp({ kept: { v1: there } });
        assert.equal(await push(up, { isTagImmutable: true }), there.digest);
        assert.deepEqual(up.did, []);
    });

    it("refuses before the upload when such a tag names another image", async () => {
        const up = setUp({ kept: { v1: stored(DOCKER_MANIFEST, dockerManifest()) } });
        await assert.rejects(push(up, { isTagImmutable: true, image: localImage({ id: digestOf("newer") }) }), {
            code: "tagTaken",
        });
        assert.deepEqual(up.did, []);
    });

    it("counts as pushed what another push of the same image put under the tag meanwhile", async () => {
        const there = stored(DOCKER_MANIFEST, dockerManifest());
        const up = setUp({ kept: { v1: there }, faults: [fault("tagTaken")] });
        assert.equal(await push(up), there.digest);
    });
});

describe("settling a push", () => {
    const settle = (up: ReturnType<typeof setUp>, digest: string, over: { isTagImmutable?: boolean; id?: string } = {}) =>
        settlePush(
            up.needs,
            {
                repository: repository(over.isTagImmutable ?? false),
                tag: "v1",
                digest,
                image: localImage({ ...(over.id !== undefined && { id: over.id }) }),
                wanted: "linux/amd64",
            },
            never,
        );
    const keeping = (...manifests: StoredManifest[]) =>
        setUp({ kept: Object.fromEntries(manifests.map((one) => [one.digest, one])) });

    it("answers the image by digest when SageMaker takes it as it is", async () => {
        const docker = stored(DOCKER_MANIFEST, dockerManifest());
        const up = keeping(docker);
        const settled = await settle(up, docker.digest);
        assert.equal(settled.uri, `${REGISTRY}/moody@${docker.digest}`);
        assert.deepEqual([settled.tag, settled.isRepaired, settled.verdict.platform], ["v1", false, "linux/amd64"]);
        assert.deepEqual(up.did, []);
    });

    it("puts an OCI manifest again in Docker's form under the same tag, and answers the new digest", async () => {
        const oci = stored(OCI_MANIFEST, ociManifest());
        const up = keeping(oci);
        const settled = await settle(up, oci.digest);
        assert.equal(settled.digest, digestOf(dockerManifest()));
        assert.deepEqual([settled.tag, settled.isRepaired], ["v1", true]);
        assert.equal(up.did.at(-1), `put ${DOCKER_MANIFEST} v1`);
    });

    it("gives the repaired image a tag beside one that cannot be written over", async () => {
        const oci = stored(OCI_MANIFEST, ociManifest());
        const settled = await settle(keeping(oci), oci.digest, { isTagImmutable: true });
        assert.equal(settled.tag, "v1-docker");
    });

    it("repairs an index by the image that it has for the platform", async () => {
        const amd = stored(OCI_MANIFEST, ociManifest());
        const index = stored(OCI_INDEX, ociIndex({ arm64: digestOf("arm64"), amd64: amd.digest }));
        const settled = await settle(keeping(amd, index), index.digest, { id: index.digest });
        assert.equal(settled.digest, digestOf(dockerManifest()));
        assert.deepEqual([settled.verdict.platform, settled.verdict.notes], ["linux/amd64", []]);
    });

    it("refuses an index whose image for the platform is gone", async () => {
        const index = stored(OCI_INDEX, ociIndex());
        await assert.rejects(settle(keeping(index), index.digest), { code: "imageRefused", message: /has no image sha256:/ });
    });

    it("repairs nothing that the user wants left as it is", async () => {
        const oci = stored(OCI_MANIFEST, ociManifest());
        const up = keeping(oci);
        up.needs.confirmRepair = async () => false;
        await assert.rejects(settle(up, oci.digest), { code: "imageRefused", message: /OCI's form/ });
        assert.deepEqual(up.did, []);
    });

    it("refuses an image of the wrong architecture, and a push of which nothing is there", async () => {
        const docker = stored(DOCKER_MANIFEST, dockerManifest());
        await assert.rejects(
            settlePush(
                keeping(docker).needs,
                {
                    repository: repository(false),
                    tag: "v1",
                    digest: docker.digest,
                    image: localImage({ platform: "linux/arm64" }),
                    wanted: "linux/amd64",
                },
                never,
            ),
            { code: "imageRefused", message: /built for linux\/arm64/ },
        );
        await assert.rejects(settle(setUp(), docker.digest), { code: "imageRefused" });
    });
});
