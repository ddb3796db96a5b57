import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pushProblem } from "../../../src/core/image/push/pushProblem.ts";
import { progressText, pushedDigest, pushProgress } from "../../../src/core/image/push/pushProgress.ts";
import { repositoryNameFault } from "../../../src/core/image/push/newRepository.ts";

const HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const problemOf = (printed: string) => pushProblem(printed, `${HOST}/moody:v1`, { kind: "docker", os: "linux" });

describe("a push that failed", () => {
    const printed: readonly (readonly [code: string, text: string])[] = [
        ["loginExpired", "denied: Your authorization token has expired. Reauthenticate and try again."],
        ["loginExpired", 'error parsing HTTP 403 response body: unexpected end of JSON input: ""'],
        ["loginExpired", "no basic auth credentials"],
        ["loginExpired", `Error response from daemon: login attempt to https://${HOST}/v2/ failed with status: 400 Bad Request`],
        [
            "repositoryMissing",
            "name unknown: The repository with name 'moody' does not exist in the registry with id '123456789012'",
        ],
        [
            "tagTaken",
            "tag invalid: The image tag 'v1' already exists in the 'moody' repository and cannot be overwritten because the repository is immutable.",
        ],
        [
            "accessDenied",
            "denied: User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:x because no identity-based policy allows it",
        ],
        ["accessDenied", `unexpected status from POST request to https://${HOST}/v2/moody/blobs/uploads/: 403 Forbidden`],
        [
            "registryUnreachable",
            `Error response from daemon: Get "https://${HOST}/v2/": dial tcp 127.0.0.1:443: connect: connection refused`,
        ],
        ["registryUnreachable", `Get "https://${HOST}/v2/": dial tcp: lookup ${HOST} on 10.0.0.1:53: no such host`],
        ["registryUnreachable", `Patch "https://${HOST}/v2/moody/blobs/uploads/1": EOF`],
        ["registryUnreachable", "unexpected EOF"],
        ["registryUnreachable", `Put "https://${HOST}/v2/moody/manifests/v1": net/http: TLS handshake timeout`],
        ["registryUnreachable", `write tcp 10.0.0.2:5000->10.0.0.1:443: write: broken pipe`],
        ["registryUnreachable", "received unexpected HTTP status: 503 Service Unavailable"],
        ["engineStopped", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"],
        ["diskFull", "write /var/lib/docker/tmp/x: no space left on device"],
        ["imageMissing", `An image does not exist locally with the tag: ${HOST}/moody`],
        ["invalidRequest", "something that nobody has seen before"],
    ];
    for (const [code, text] of printed) {
        it(`is told as ${code}: ${text.slice(0, 60)}`, () => {
            assert.equal(
                problemOf(`The push refers to repository [${HOST}/moody]\nabc401abc401: Preparing\n${text}\n`).code,
                code,
            );
        });
    }

    it("names the account and the region that were asked, so that a wrong profile is seen", () => {
        const problem = problemOf("name unknown: The repository with name 'moody' does not exist in the registry with id '1'");
        assert.match(problem.message, /ECR of account 123456789012 in us-east-1/);
    });

    it("is judged by its last words, not by what a layer said on the way", () => {
        const text = "a1b2c3d4e5f6: Retrying in 5 seconds\nno basic auth credentials\nunexpected EOF\n";
        assert.equal(problemOf(text).code, "registryUnreachable");
    });
});

describe("the progress of a push", () => {
    it("counts layers as docker names them, in pieces of any length", () => {
        const read = pushProgress();
        read("The push refers to repository [x]\n5f70bf18a086: Prepar");
        read("ing\na3ed95caeb02: Preparing\n5f70bf18a086: Layer already");
        assert.deepEqual(read(" exists\n"), { layers: 2, done: 1, reused: 1 });
        assert.equal(progressText(read("a3ed95caeb02: Pushed\n")), "2 of 2 layers, 1 was there");
    });

    it("counts a layer that is pushed again as not done", () => {
        const read = pushProgress();
        assert.equal(progressText(read("5f70bf18a086: Pushed\n5f70bf18a086: Retrying in 5 seconds\n")), "0 of 1 layers");
        assert.equal(progressText(pushProgress()("")), "");
    });

    it("reads podman's lines as well, which say only at the end that all layers are there", () => {
        const read = pushProgress();
        read(
            "Getting image source signatures\nCopying blob sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef\n",
        );
        assert.equal(progressText(read("Copying blob a3ed95caeb02 skipped: already exists\n")), "1 of 2 layers, 1 was there");
        assert.equal(progressText(read("Copying config sha256:e1aafb0b11e0\n")), "2 of 2 layers, 1 was there");
    });

    it("ends with the digest of the manifest", () => {
        const digest = `sha256:${"a".repeat(64)}`;
        assert.equal(pushedDigest(`v1: digest: ${digest} size: 528\n`), digest);
        assert.equal(pushedDigest("nothing of the kind"), undefined);
    });
});

describe("the name of a repository", () => {
    it("is refused where ECR would", () => {
        for (const name of ["a", "Moody", "moody/", "-moody", "a..b", "moody\n", "--password-stdin", "m".repeat(257), "a b"]) {
            assert.equal(typeof repositoryNameFault(name), "string", name);
        }
        for (const name of ["moody", "team/moody", "a__b", "a--b.c_d/0"]) {
            assert.equal(repositoryNameFault(name), undefined, name);
        }
    });
});
