import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
    BatchDeleteImageCommand,
    BatchGetImageCommand,
    CreateRepositoryCommand,
    DescribeImagesCommand,
    ECRClient,
    GetAuthorizationTokenCommand,
    PutImageCommand,
} from "@aws-sdk/client-ecr";
import { containerEnvironment } from "../environment.ts";
import { requestsTo, setFaults } from "./control.ts";
import { deleteRepository } from "./deleteRepository.ts";
import { dockerWithoutLogin } from "./docker.ts";

const { ecr } = containerEnvironment();
const client = new ECRClient();
const run = randomBytes(4).toString("hex");
const local = `ecr-test:${run}`;
const made: string[] = [];

describe("the registry that stands in for ECR", () => {
    before(async () => {
        await buildLocal();
    });
    after(async () => {
        await using docker = await dockerWithoutLogin();
        const { output } = await docker.docker(
            "images",
            "--filter",
            `reference=${ecr.host}/${run}-*`,
            "--format",
            "{{.Repository}}:{{.Tag}}",
        );
        await docker.docker("rmi", "--force", local, ...output.split("\n").filter((name) => name !== ""));
        for (const name of made) {
            await deleteRepository(name);
        }
    });

    it("takes an image after a login and gives it back", async () => {
        await using docker = await loggedIn();
        const image = await repositoryWith(docker, "round");
        assert.match((await push(docker, image)).output, /v1: digest: sha256:/);
        await docker.docker("rmi", image);
        assert.deepEqual(await docker.docker("run", "--rm", "--quiet", image, "stat", "--format=%s", "/second"), {
            ok: true,
            output: "1048576\n",
        });
    });

    it("refuses those who have not logged in, and a wrong password", async () => {
        await using docker = await dockerWithoutLogin();
        const image = await repositoryWith(docker, "closed");
        assert.deepEqual((await push(docker, image)).ok, false);
        assert.match((await push(docker, image)).output, /no basic auth credentials/);
        const { ok, output } = await docker.login("wrong");
        assert.ok(!ok);
        assert.ok(output.includes(`login attempt to https://${ecr.host}/v2/ failed with status: 400 Bad Request`), output);
    });

    it("knows only repositories that were created", async () => {
        await using docker = await loggedIn();
        const image = `${ecr.host}/${run}-absent:v1`;
        await docker.docker("tag", local, image);
        const { ok, output } = await push(docker, image);
        assert.ok(!ok);
        const expected = `name unknown: The repository with name '${run}-absent' does not exist in the registry with id '123456789012'`;
        assert.ok(output.includes(expected), output);
    });

    it("refuses to push an immutable tag again, be it the same image", async () => {
        await using docker = await loggedIn();
        const image = await repositoryWith(docker, "immutable", "IMMUTABLE");
        assert.ok((await push(docker, image)).ok);
        const { ok, output } = await push(docker, image);
        assert.ok(!ok);
        const expected = `tag invalid: The image tag 'v1' already exists in the '${run}-immutable' repository and cannot be overwritten because`;
        assert.ok(output.includes(expected), output);
        const other = image.replace(/v1$/, "v2");
        await docker.docker("tag", local, other);
        assert.ok((await push(docker, other)).ok);
    });

    it("shows pushed images to ECR's API by their true digest, and to pulls what was put or deleted there", async () => {
        await using docker = await loggedIn();
        const image = await repositoryWith(docker, "shared");
        const digest = /digest: (sha256:\w+)/.exec((await push(docker, image)).output)?.[1];
        const repositoryName = `${run}-shared`;
        const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName }));
        assert.deepEqual(
            imageDetails?.map((details) => details.imageDigest),
            [digest],
        );
        const { images } = await client.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: "v1" }] }));
        const imageManifest = JSON.stringify(JSON.parse(images?.[0]?.imageManifest ?? ""), undefined, 1); // the same image, another manifest
        const imageManifestMediaType = images?.[0]?.imageManifestMediaType;
        await client.send(new PutImageCommand({ repositoryName, imageManifest, imageManifestMediaType, imageTag: "put" }));
        const put = await docker.docker("pull", image.replace(/v1$/, "put"));
        assert.ok(put.ok, put.output);
        const [, ofPut] = /Digest: (sha256:\w+)/.exec(put.output) ?? [];
        assert.notEqual(ofPut, digest);
        const byDigest = await docker.docker("pull", `${ecr.host}/${repositoryName}@${ofPut}`);
        assert.ok(byDigest.ok, byDigest.output);
        await client.send(new BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageTag: "v1" }] }));
        assert.match((await docker.docker("pull", image)).output, /manifest unknown: Requested image not found/);
    });

    it("lets a login expire in the middle of a push, until there is a new one", async () => {
        await using docker = await loggedIn();
        const image = await repositoryWith(docker, "expiring");
        await setFaults({ expireAfterBlobs: 1 }, `${run}-expiring`);
        const { ok, output } = await push(docker, image);
        assert.ok(!ok);
        assert.match(output, /denied: Your authorization token has expired\. Reauthenticate and try again\./);
        assert.ok(!(await push(docker, image)).ok, "it stays expired");
        assert.ok((await docker.login(await password())).ok);
        const again = await push(docker, image);
        assert.ok(again.ok, again.output);
    });

    it("closes connections in the middle of a layer", async () => {
        await using docker = await loggedIn();
        const image = await repositoryWith(docker, "cut");
        await setFaults({ closeMidLayer: 1 }, `${run}-cut`);
        const { ok, output } = await push(docker, image);
        assert.ok(ok, output); // the engine tries again by itself
        const closed = (await requestsTo(`${run}-cut`)).filter(({ status }) => status === 0);
        assert.deepEqual(
            closed.map(({ method }) => method),
            ["PATCH"],
        );
    });

    it("fails, resets connections and is slow when told so, and works when told to stop", async () => {
        await using docker = await loggedIn();
        const image = await repositoryWith(docker, "faulty");
        assert.ok((await push(docker, image)).ok);
        const pull = async () => docker.docker("pull", "--quiet", image);
        await setFaults({ failures: 100 }, `${run}-faulty`);
        assert.match((await pull()).output, /500 Internal Server Error/);
        await setFaults({ refuse: true }, `${run}-faulty`);
        assert.match((await pull()).output, /EOF|connection reset/);
        await setFaults({ slow: 700 }, `${run}-faulty`);
        const started = Date.now();
        assert.ok((await pull()).ok);
        assert.ok(Date.now() - started > 700);
        await setFaults({}, `${run}-faulty`);
        assert.ok((await pull()).ok);
    });
});

type Client = Awaited<ReturnType<typeof dockerWithoutLogin>>;

async function password(): Promise<string> {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
    return Buffer.from(authorizationData?.[0]?.authorizationToken ?? "", "base64")
        .toString()
        .replace("AWS:", "");
}

async function loggedIn(): Promise<Client> {
    const docker = await dockerWithoutLogin();
    const { ok, output } = await docker.login(await password());
    assert.ok(ok, output);
    return docker;
}

async function buildLocal(): Promise<void> {
    const context = await fs.mkdtemp(path.join(os.tmpdir(), "context-"));
    await fs.writeFile(path.join(context, "first"), randomBytes(1 << 20));
    await fs.writeFile(path.join(context, "second"), randomBytes(1 << 20));
    await fs.writeFile(path.join(context, "Dockerfile"), "FROM debian:bookworm-slim\nCOPY first /\nCOPY second /\n");
    await using docker = await dockerWithoutLogin();
    const { ok, output } = await docker.docker("build", "--tag", local, context);
    assert.ok(ok, output);
    await fs.rm(context, { recursive: true });
}

async function repositoryWith({ docker }: Client, name: string, imageTagMutability?: "IMMUTABLE"): Promise<string> {
    const repositoryName = `${run}-${name}`;
    await client.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability }));
    made.push(repositoryName);
    const image = `${ecr.host}/${repositoryName}:v1`;
    await docker("tag", local, image);
    return image;
}

const push = ({ docker }: Client, image: string) => docker("push", image);
