import assert from "node:assert/strict";
import type { Change, Changing, Place } from "./changes.ts";

const never = new AbortController().signal;
const MEDIA_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MEDIA_TYPE,
    config: { mediaType: "application/vnd.docker.container.image.v1+json", size: 2, digest: `sha256:${"a".repeat(64)}` },
    layers: [],
});

const repositoriesOf = ({ connected, place }: Place) => connected.repositoriesIn(place);
const rolesOf = ({ connected, place }: Place) => connected.rolesIn(place);

const createRepository = async (at: Place, name: string) =>
    (await repositoriesOf(at)).create(
        {
            name,
            isTagImmutable: false,
            scanOnPush: true,
            lifecyclePolicy: JSON.stringify({
                rules: [
                    {
                        rulePriority: 1,
                        selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 5 },
                        action: { type: "expire" },
                    },
                ],
            }),
        },
        never,
    );

const repository = (at: Place, name: string): Change => ({
    act: () => createRepository(at, name),
    async check() {
        const found = (await (await repositoriesOf(at)).list(never)).filter((each) => each.name === name);
        assert.equal(found.length, 1);
    },
});

const createRole = async (at: Place, name: string) => {
    const trust = {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
    const documents = { trust: JSON.stringify(trust), policy: JSON.stringify(policy) };
    return (await rolesOf(at)).create({ name, description: "For a test", ...documents, tags: { made: "by a test" } }, never);
};

const role = (at: Place, name: string): Change => ({
    act: () => createRole(at, name),
    async check() {
        assert.equal((await (await rolesOf(at)).find(name, never))?.name, name);
        const right = { purpose: "read", actions: ["s3:GetObject"], resource: "arn:aws:s3:::b/k" };
        assert.deepEqual(await (await rolesOf(at)).lacks(`arn:aws:iam::123456789012:role/${name}`, [right], never), []);
    },
});

/** A role that cannot get its policy is taken back. */
const refusedRole = (at: Place, name: string): Change => ({
    async act() {
        at.aws.faults.add({ what: "accessDenied", operation: "PutRolePolicy" });
        await assert.rejects(createRole(at, name), { code: "accessDenied" });
    },
    check: async () => assert.equal(await (await rolesOf(at)).find(name, never), undefined),
});

/** What is done once for an account: repositories, images, roles and quotas. */
export const setUpChanges: Readonly<Record<string, Changing>> = {
    CreateRepository: repository,
    PutLifecyclePolicy: repository,
    PutImage: (at, name) => ({
        prepare: () => createRepository(at, name),
        act: async () => (await repositoriesOf(at)).putManifest(name, MEDIA_TYPE, manifest, "v1", never),
        check: async () => assert.equal((await (await repositoriesOf(at)).images(name, never)).length, 1),
    }),
    BatchDeleteImage: (at, name) => {
        let digest = "";
        return {
            async prepare() {
                await createRepository(at, name);
                digest = await (await repositoriesOf(at)).putManifest(name, MEDIA_TYPE, manifest, "v1", never);
            },
            act: async () => (await repositoriesOf(at)).delete(name, [digest], never),
            check: async () => assert.deepEqual(await (await repositoriesOf(at)).images(name, never), []),
        };
    },
    CreateRole: role,
    PutRolePolicy: role,
    DeleteRolePolicy: refusedRole,
    DeleteRole: refusedRole,
    RequestServiceQuotaIncrease: (at) => ({
        async act() {
            const quotas = await at.connected.quotasIn(at.place);
            const [quota] = (await quotas.forUse("training job", never)).values();
            const { desired } = await quotas.requestIncrease(quota?.code ?? "", (quota?.value ?? 0) + 1, never);
            assert.equal(desired, (quota?.value ?? 0) + 1);
        },
        check: async () => {},
    }),
};
