import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { LocalImage } from "../../../src/core/image/engine/containerEngine.ts";
import type { ImageRepository, StoredManifest } from "../../../src/core/image/push/imageRepositories.ts";
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { pushToRepository } from "../../../src/core/image/push/pushToRepository.ts";
import { settlePush } from "../../../src/core/image/push/settlePush.ts";
import { runProgram } from "../../host/runProgram.ts";
import { containerEnvironment } from "../environment.ts";
import { never, PASSWORD, setUpUser, type User } from "./pushing.ts";

describe("an image that another tool pushed in OCI's form", () => {
    let user: User;
    before(async () => {
        user = await setUpUser();
    });
    after(() => user.end());

    /** An image in a repository as OCI has it: the layers of a push, and a manifest that is put without the engine. */
    async function pushed(isTagImmutable: boolean) {
        const image = await user.image();
        const repository = await user.repository(isTagImmutable);
        user.references.push(`${repository.uri}:layers`);
        const needs = { ...user, rest: async () => {}, output: () => {} };
        await pushToRepository(needs, { image, repository, tag: "layers" }, never);
        const docker = await user.repositories.manifest(repository.name, "layers", never);
        assert.ok(docker);
        return { image, repository, oci: ociOf(docker) };
    }

    const settle = (repository: ImageRepository, image: LocalImage, digest: string) =>
        settlePush(
            { repositories: user.repositories, confirmRepair: async () => true },
            { repository, tag: "v1", digest, image, wanted: "linux/amd64" },
            never,
        );

    it("is put again in Docker's form under its tag, and can be pulled as what it was", async () => {
        const { image, repository, oci } = await pushed(false);
        const settled = await settle(repository, image, await put(repository, "v1", OCI_MANIFEST, oci));
        assert.deepEqual([settled.isRepaired, settled.tag], [true, "v1"]);
        const stored = await user.repositories.manifest(repository.name, "v1", never);
        assert.deepEqual([stored?.digest, stored?.mediaType], [settled.digest, DOCKER_MANIFEST]);
        assert.equal(await pulledId(settled.uri, image), image.id);
    });

    it("stays under a tag that cannot be written over, and gets one beside it, also when it is repaired twice", async () => {
        const { image, repository, oci } = await pushed(true);
        const digest = await put(repository, "v1", OCI_MANIFEST, oci);
        const settled = await settle(repository, image, digest);
        assert.equal(settled.tag, "v1-docker");
        assert.equal((await user.repositories.manifest(repository.name, "v1", never))?.digest, digest);
        assert.deepEqual(await settle(repository, image, digest), settled);
    });

    it("is found in an index of several platforms", async () => {
        const { image, repository, oci } = await pushed(false);
        const amd = await put(repository, "amd", OCI_MANIFEST, oci);
        const text = JSON.stringify({
            schemaVersion: 2,
            mediaType: OCI_INDEX,
            manifests: [
                {
                    mediaType: OCI_MANIFEST,
                    digest: amd,
                    size: oci.length,
                    platform: { os: "linux", architecture: "amd64" },
                },
            ],
        });
        const settled = await settle(repository, image, await put(repository, "v1", OCI_INDEX, text));
        assert.equal(settled.isRepaired, true);
        assert.equal(await pulledId(settled.uri, image), image.id);
    });

    /** Fetches an image from the registry by an engine that has forgotten it, and answers its id. */
    async function pulledId(uri: string, { tags }: LocalImage): Promise<string | undefined> {
        const known = await user.engine.inspect(tags[0] ?? "", never);
        for (const name of [...(known?.tags ?? []), ...(known?.digests ?? [])]) {
            await user.engine.remove(name, never);
        }
        assert.equal(await user.engine.inspect(uri, never), undefined, "the engine has forgotten it");
        const configuration = mkdtempSync(path.join(user.folder, "pull-"));
        const env = { ...process.env, ...containerEnvironment().docker, DOCKER_CONFIG: configuration };
        await runProgram("docker", ["login", "--username=AWS", `--password=${PASSWORD}`, user.host], { env });
        await runProgram("docker", ["pull", uri], { env });
        user.references.push(uri);
        return (await user.engine.inspect(uri, never))?.id;
    }

    const put = ({ name }: ImageRepository, tag: string, mediaType: string, text: string) =>
        user.repositories.putManifest(name, mediaType, text, tag, never);
});

/** The same image as containerd's store and many tools push it. */
function ociOf({ text }: StoredManifest): string {
    return text
        .replace(DOCKER_MANIFEST, OCI_MANIFEST)
        .replace("application/vnd.docker.container.image.v1+json", "application/vnd.oci.image.config.v1+json")
        .replaceAll("application/vnd.docker.image.rootfs.diff.tar.gzip", "application/vnd.oci.image.layer.v1.tar+gzip");
}
