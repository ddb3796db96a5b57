import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { digestFor, dockerForm, platformsOf, readManifest } from "../../../src/core/image/push/manifest.ts";
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { verdictOn } from "../../../src/core/image/push/pushVerdict.ts";
import { digestOf, dockerManifest, localImage, ociIndex, ociManifest, stored } from "../fakes/manifests.ts";

const nothingKnown = { local: undefined, wanted: undefined };

describe("a manifest", () => {
    it("is read as an image or as an index, by its media type", () => {
        assert.equal(readManifest(stored(DOCKER_MANIFEST, dockerManifest()))?.kind, "image");
        assert.equal(readManifest(stored(OCI_MANIFEST, ociManifest()))?.kind, "image");
        assert.equal(readManifest(stored(OCI_INDEX, ociIndex()))?.kind, "index");
        assert.equal(readManifest(stored(DOCKER_LIST, ociIndex()))?.kind, "index");
    });

    it("of another kind, or that is no JSON, or whose digests are none, is not read", () => {
        assert.equal(readManifest(stored("application/vnd.oci.artifact.manifest.v1+json", dockerManifest())), undefined);
        assert.equal(readManifest(stored(DOCKER_MANIFEST, "<!doctype html>")), undefined);
        assert.equal(readManifest(stored(DOCKER_MANIFEST, dockerManifest().replaceAll("sha256:", "md5:"))), undefined);
        assert.equal(readManifest(stored(DOCKER_MANIFEST, "null")), undefined);
    });

    it("in OCI's form becomes Docker's with the same configuration and layers", () => {
        const image = readManifest(stored(OCI_MANIFEST, ociManifest()));
        assert.ok(image?.kind === "image");
        const form = dockerForm(image);
        assert.ok("text" in form);
        assert.deepEqual(JSON.parse(form.text), JSON.parse(dockerManifest()));
    });

    it("with layers of zstd, or that is no container image, has no form in Docker's", () => {
        for (const text of [
            ociManifest().replace("tar+gzip", "tar+zstd"),
            ociManifest().replace("vnd.oci.image.config.v1+json", "vnd.cncf.helm.config.v1+json"),
        ]) {
            const image = readManifest(stored(OCI_MANIFEST, text));
            assert.ok(image?.kind === "image");
            assert.ok("fault" in dockerForm(image));
        }
    });

    it("of an index names the image of each platform, without the statements about their builds", () => {
        const index = readManifest(stored(OCI_INDEX, ociIndex()));
        assert.ok(index?.kind === "index");
        assert.deepEqual(platformsOf(index), ["linux/amd64", "linux/arm64"]);
        assert.equal(digestFor(index, "linux/arm64"), digestOf("arm64"));
        assert.equal(digestFor(index, "linux/riscv64"), undefined);
    });
});

describe("the verdict on a pushed image", () => {
    it("accepts Docker's schema 2, and adds up what is stored", () => {
        const verdict = verdictOn(stored(DOCKER_MANIFEST, dockerManifest()), {
            local: localImage({ id: digestOf("config") }),
            wanted: "linux/amd64",
        });
        assert.deepEqual(verdict, { kind: "accepted", sizeBytes: 1500 + 3000, platform: "linux/amd64", notes: [] });
    });

    it("says so when nothing tells the platform, for example because another image has the tag's name", () => {
        const verdict = verdictOn(stored(DOCKER_MANIFEST, dockerManifest()), {
            local: localImage({ id: digestOf("other") }),
            wanted: "linux/amd64",
        });
        assert.ok(verdict.kind === "accepted");
        assert.equal(verdict.platform, undefined);
        assert.match(verdict.notes[0] ?? "", /could not be told/);
    });

    it("knows the image of an engine that names images by their manifests", () => {
        const manifest = stored(DOCKER_MANIFEST, dockerManifest());
        const verdict = verdictOn(manifest, { ...nothingKnown, local: localImage({ id: manifest.digest }) });
        assert.ok(verdict.kind === "accepted");
        assert.equal(verdict.platform, "linux/amd64");
    });

    it("refuses an image of another architecture than the instances have", () => {
        const verdict = verdictOn(stored(DOCKER_MANIFEST, dockerManifest()), {
            local: localImage({ id: digestOf("config"), platform: "linux/arm64" }),
            wanted: "linux/amd64",
        });
        assert.deepEqual(verdict, {
            kind: "refused",
            reason: "it is built for linux/arm64, and SageMaker would start it on linux/amd64",
        });
    });

    it("offers to repair an OCI manifest and an index, which SageMaker refuses for their form", () => {
        assert.equal(verdictOn(stored(OCI_MANIFEST, ociManifest()), nothingKnown).kind, "repairable");
        assert.equal(verdictOn(stored(OCI_INDEX, ociIndex()), { local: undefined, wanted: "linux/arm64" }).kind, "repairable");
    });

    it("refuses what no repair helps: zstd, an index without the platform, something that is no image", () => {
        const zstd = ociManifest().replace("tar+gzip", "tar+zstd");
        const amdOnly = ociIndex().replaceAll("arm64", "s390x");
        assert.equal(verdictOn(stored(OCI_MANIFEST, zstd), nothingKnown).kind, "refused");
        assert.equal(verdictOn(stored(OCI_INDEX, amdOnly), { local: undefined, wanted: "linux/arm64" }).kind, "refused");
        assert.equal(verdictOn(stored("text/html", "<html>"), nothingKnown).kind, "refused");
        assert.equal(
            verdictOn(stored(DOCKER_MANIFEST, dockerManifest().replace("tar.gzip", "tar.zstd")), nothingKnown).kind,
            "refused",
        );
    });

    it("tells what else limits an image: its size for serverless endpoints, its architecture for training", () => {
        const large = stored(DOCKER_MANIFEST, dockerManifest([11 * 2 ** 30]));
        const verdict = verdictOn(large, {
            local: localImage({ id: digestOf("config"), platform: "linux/arm64" }),
            wanted: undefined,
        });
        assert.ok(verdict.kind === "accepted");
        assert.match(verdict.notes.join(" "), /training jobs need linux\/amd64.*serverless/);
        assert.equal(verdictOn(stored(DOCKER_MANIFEST, dockerManifest([52_001 * 2 ** 20])), nothingKnown).kind, "refused");
    });
});
