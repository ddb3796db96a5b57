import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, it } from "node:test";
import { DescribeRepositoriesCommand, ECRClient, GetLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { ecr } from "../../../src/adapters/aws/ecr/ecr.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { LIFECYCLE_POLICY } from "../../../src/core/image/push/newRepository.ts";
import { DOCKER_MANIFEST } from "../../../src/core/image/push/mediaTypes.ts";
import { dockerManifest } from "../../core/fakes/manifests.ts";
import { deleteRepository } from "../ecr/deleteRepository.ts";
import { never } from "./pushing.ts";

describe("ECR, as an emulator that is not ours answers for it", () => {
    const repositories = ecr(clientOf());
    const made = new Set<string>();
    const create = async (over = {}) => {
        const wanted = { isTagImmutable: false, scanOnPush: false, lifecyclePolicy: undefined };
        const repository = await repositories.create({ name: `ecr/${randomUUID()}`, ...wanted, ...over }, never);
        made.add(repository.name);
        return repository;
    };
    after(async () => {
        for (const name of made) {
            await deleteRepository(name);
        }
    });

    it("makes a repository as it is wanted, once", async () => {
        const repository = await create({ isTagImmutable: true, scanOnPush: true, lifecyclePolicy: LIFECYCLE_POLICY });
        const client = new ECRClient({ region: "us-east-1" });
        const { repositories: [found] = [] } = await client.send(
            new DescribeRepositoriesCommand({ repositoryNames: [repository.name] }),
        );
        assert.deepEqual([found?.imageTagMutability, found?.imageScanningConfiguration?.scanOnPush], ["IMMUTABLE", true]);
        const policy = await client.send(new GetLifecyclePolicyCommand({ repositoryName: repository.name }));
        assert.deepEqual(JSON.parse(policy.lifecyclePolicyText ?? ""), JSON.parse(LIFECYCLE_POLICY));
        await assert.rejects(create({ name: repository.name }), { code: "nameTaken" });
        assert.deepEqual(
            (await repositories.list(never)).find(({ name }) => name === repository.name),
            repository,
        );
    });

    it("hands out a login for the registry of the account, though its time has passed", async () => {
        const { registry, username, password } = await repositories.login(never);
        assert.deepEqual([registry, username], ["123456789012.dkr.ecr.us-east-1.amazonaws.com", "AWS"]);
        assert.ok(password.length > 0);
    });

    it("keeps a manifest byte by byte, lists it, and deletes it with its tags", async () => {
        const { name } = await create();
        const text = dockerManifest();
        const digest = await repositories.putManifest(name, DOCKER_MANIFEST, text, "v1", never);
        assert.deepEqual(await repositories.manifest(name, "v1", never), { digest, mediaType: DOCKER_MANIFEST, text });
        assert.deepEqual(await repositories.manifest(name, digest, never), { digest, mediaType: DOCKER_MANIFEST, text });
        const [image] = await repositories.images(name, never);
        assert.deepEqual([image?.digest, image?.tags, image?.mediaType], [digest, ["v1"], DOCKER_MANIFEST]);
        assert.ok(Math.abs((image?.pushedAt ?? 0) - Date.now()) < 60_000);
        assert.equal(await repositories.putManifest(name, DOCKER_MANIFEST, text, "v1", never), digest, "again is no failure");
        await repositories.delete(name, [digest], never);
        assert.deepEqual(await repositories.images(name, never), []);
        assert.equal(await repositories.manifest(name, "v1", never), undefined);
        await repositories.delete(name, [digest], never); // what is gone is as it should be
    });

    it("says what is missing: a repository, credentials, a profile, the service itself", async () => {
        await assert.rejects(repositories.images("ecr/nowhere", never), { code: "repositoryMissing" });
        await assert.rejects(repositories.manifest("ecr/nowhere", "v1", never), { code: "repositoryMissing" });
        const unknown = ecr(clientOf("nobody"));
        await assert.rejects(unknown.list(never), { code: "credentialsMissing", message: /nobody/ });
        const address = process.env["AWS_ENDPOINT_URL"];
        process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
        try {
            await assert.rejects(ecr(clientOf()).list(never), {
                code: "serviceUnreachable",
                message: /127\.0\.0\.1 cannot be reached/,
            });
        } finally {
            process.env["AWS_ENDPOINT_URL"] = address;
        }
    });

    it("is asked no further once it is cancelled", async () => {
        await assert.rejects(repositories.list(AbortSignal.abort()), { name: "AbortError" });
    });
});
