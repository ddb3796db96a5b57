import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { after, before, beforeEach, describe, it } from "node:test";
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { connections } from "../../../src/adapters/aws/connections.ts";
import type { TrainingPlan } from "../../../src/core/job/trainingPlan.ts";
import type { Place } from "../../../src/core/place.ts";
import type { Upcoming } from "../../../src/core/preflight/preflight.ts";
import { newExecutionRole } from "../../../src/core/preflight/newRole.ts";
import { endpointChecks } from "../../../src/editor/preflight/endpointChecks.ts";
import { runChecks } from "../../../src/editor/preflight/runChecks.ts";
import type { Sources } from "../../../src/editor/preflight/sources.ts";
import { trainingChecks } from "../../../src/editor/preflight/trainingChecks.ts";
import { trainingPlan } from "../../core/fakes/trainingPlan.ts";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { keepVariables } from "../../host/keepVariables.ts";

const place: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const scope = { partition: "aws", account: "123456789012", region: "us-east-1" };
const signal = () => AbortSignal.timeout(60_000);

describe("the checks before a launch, against AWS", () => {
    let aws: AwsStandIn;
    let restore: () => void;
    let sources: Sources;
    let blobs: Server;
    let image: string;

    before(async () => {
        aws = await startAws();
        restore = keepVariables(...Object.keys(aws.env));
        Object.assign(process.env, aws.env);
        sources = { ...quietly(), budgetUsd: () => 0 };
        await fill();
        blobs = createServer((request, response) => response.end(config(request.url === "/cuda" ? "12.4.1" : undefined)));
        await new Promise<void>((resolve) => blobs.listen(0, "127.0.0.1", resolve));
        image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/mnist@${await putImage("mnist")}`;
    });
    after(async () => {
        restore();
        await new Promise((resolve) => blobs.close(resolve));
        await aws.stop();
    });
    beforeEach(() => {
        aws.faults.clear();
        hasConfig("plain");
    });

    const motoClient = () => ({
        endpoint: aws.motoUrl,
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });

    async function fill(): Promise<void> {
        const s3 = new S3Client({ ...motoClient(), forcePathStyle: true });
        for (const Bucket of ["data", "results"]) {
            await s3.send(new CreateBucketCommand({ Bucket }));
        }
        await s3.send(
            new CreateBucketCommand({ Bucket: "paris", CreateBucketConfiguration: { LocationConstraint: "eu-west-3" } }),
        );
        await s3.send(new PutObjectCommand({ Bucket: "data", Key: "mnist/part-1", Body: "x".repeat(5000) }));
        await s3.send(new PutObjectCommand({ Bucket: "results", Key: "mnist/model.tar.gz", Body: "x" }));
        const iam = new IAMClient(motoClient());
        await iam.send(new CreateUserCommand({ UserName: "moto" })); // whom moto's STS takes everybody for
        await allowUser("*");
        const reach = { name: "SageMaker", buckets: ["data", "results"], repositories: ["mnist"], keys: [], isInVpc: false };
        await (await quietly().rolesIn(place)).create(newExecutionRole(reach, scope), signal());
    }

    const quietly = () => connections(() => Promise.reject(new Error("No test here asks Local SageMaker."))).quietly;

    async function allowUser(Action: string): Promise<void> {
        const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
        const put = new PutUserPolicyCommand({ UserName: "moto", PolicyName: "all", PolicyDocument });
        await new IAMClient(motoClient()).send(put);
    }

    async function putImage(
        repositoryName: string,
        mediaType = "application/vnd.docker.distribution.manifest.v2+json",
    ): Promise<string> {
        const ecr = new ECRClient(motoClient());
        await ecr.send(new CreateRepositoryCommand({ repositoryName }));
        const digest = `sha256:${createHash("sha256").update(repositoryName).digest("hex")}`;
        const imageManifest = JSON.stringify({
            schemaVersion: 2,
            mediaType,
            config: { mediaType: "application/vnd.docker.container.image.v1+json", size: 1470, digest },
            layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", size: 2_000_000, digest }],
        });
        const put = new PutImageCommand({ repositoryName, imageTag: "v1", imageManifest, imageManifestMediaType: mediaType });
        return (await ecr.send(put)).image?.imageId?.imageDigest ?? "";
    }

    /** ECR hands out an address at which the configuration lies; moto does not. */
    function hasConfig(name: "plain" | "cuda"): void {
        const address = blobs.address();
        const port = typeof address === "object" ? address?.port : 0;
        const body = { downloadUrl: `http://127.0.0.1:${port}/${name}`, layerDigest: "" };
        aws.faults.add({
            what: "answer",
            service: "ecr",
            operation: "GetDownloadUrlForLayer",
            times: "always",
            answer: { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body },
        });
    }

    const config = (cuda: string | undefined) =>
        JSON.stringify({
            os: "linux",
            architecture: "amd64",
            config: { Env: cuda === undefined ? [] : [`CUDA_VERSION=${cuda}`] },
        });

    async function findings(given: Partial<TrainingPlan> = {}, more: Partial<Sources> = {}) {
        const plan = trainingPlan({ image, ...given });
        const checks = trainingChecks(plan, { place }, { ...sources, ...more }, signal());
        const rows = await runChecks(checks, () => {}, signal(), 3000);
        return new Map(rows.flatMap(({ id, finding }) => (finding === undefined ? [] : [[id, finding] as const])));
    }

    it("finds nothing wrong with a plan that has all it needs", async () => {
        const found = await findings();
        const doubts = [...found].filter(([, finding]) => finding.light !== "ok");
        assert.deepEqual(doubts, []);
        assert.deepEqual(
            [...found.keys()],
            [
                "identity",
                "role",
                "roleRights",
                "caller",
                "image",
                "bucket:data",
                "bucket:results",
                "channel:train",
                "volume",
                "quota:training job",
                "cost",
                "request",
            ],
        );
        assert.match(found.get("channel:train")?.sentence ?? "", /1 objects, 5\.0 kB/);
    });

    it("F55: finds that the caller may not pass the role, apart from what the role may not do", async () => {
        await allowUser("sagemaker:*");
        const found = await findings({ output: "s3://results-of-others/" });
        await allowUser("*");
        assert.match(
            found.get("caller")?.sentence ?? "",
            /may not pass the execution role to SageMaker \(no policy allows iam:PassRole/,
        );
        assert.match(found.get("roleRights")?.sentence ?? "", /^The role may not write to s3:\/\/results-of-others\//);
        assert.deepEqual(found.get("role")?.light, "ok");
    });

    it("F55: vouches for nothing where the simulation is denied", async () => {
        aws.faults.add({ what: "accessDenied", service: "iam", operation: "SimulatePrincipalPolicy", times: "always" });
        const found = await findings();
        assert.deepEqual([found.get("roleRights")?.light, found.get("caller")?.light], ["unknown", "unknown"]);
        assert.match(found.get("caller")?.sentence ?? "", /Simulating the policies/);
    });

    it("F55: refuses a role that does not exist, and offers to choose one", async () => {
        const found = await findings({ roleArn: "arn:aws:iam::123456789012:role/Nobody" });
        assert.equal(found.get("role")?.light, "fail");
        assert.equal(found.get("role")?.fixes?.[0]?.kind, "chooseRole");
        assert.equal(found.get("roleRights")?.light, "unknown");
    });

    it("F56: names the region of a bucket elsewhere, and one that is missing", async () => {
        const found = await findings({ output: "s3://paris/jobs", checkpoints: { uri: "s3://nowhere-at-all/x" } });
        assert.match(found.get("bucket:paris")?.sentence ?? "", /is in eu-west-3/);
        assert.match(found.get("bucket:nowhere-at-all")?.sentence ?? "", /There is no bucket/);
    });

    it("F25: finds that the repository, or the image in it, is missing", async () => {
        const registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
        for (const missing of [`${registry}/nothing:v1`, `${registry}/mnist:v9`]) {
            assert.match((await findings({ image: missing })).get("image")?.sentence ?? "", /no such image/);
        }
    });

    it("F22: finds an image whose manifest SageMaker refuses", async () => {
        await putImage("oci", "application/vnd.oci.image.manifest.v1+json");
        const found = await findings({ image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/oci:v1" });
        assert.equal(found.get("image")?.light, "fail");
    });

    it("refuses an image elsewhere, and does not judge one of another account", async () => {
        const light = async (other: string) => (await findings({ image: other })).get("image")?.light;
        assert.equal(await light("docker.io/library/mnist:1"), "fail");
        assert.equal(await light("123456789012.dkr.ecr.eu-west-3.amazonaws.com/mnist:v1"), "fail");
        assert.equal(await light("999999999999.dkr.ecr.us-east-1.amazonaws.com/mnist:v1"), "unknown");
        assert.equal(await light(""), "ok");
    });

    const endpointPlan = (modelArtifact: string) => ({
        ...trainingPlan({ image, instanceType: "ml.g5.xlarge" }),
        modelArtifact,
    });

    it("F105: finds a model that a job did not write, and asks for none that is yet to be sent or that the image brings along", async () => {
        const lights = async (modelArtifact: string, upcoming: Partial<Upcoming> = {}) => {
            const checks = endpointChecks(endpointPlan(modelArtifact), { place, ...upcoming }, sources, signal());
            const rows = await runChecks(checks, () => {}, signal());
            const ofData = rows.filter(({ id }) => /^(?:uri|bucket|model)/.test(id));
            return ofData.map(({ id, finding }) => `${id} ${finding?.light}`);
        };
        assert.deepEqual(await lights("s3://results/mnist/model.tar.gz"), ["bucket:results ok", "model ok"]);
        assert.deepEqual(await lights("s3://results/mnist/"), ["bucket:results ok", "model ok"]);
        assert.deepEqual(await lights("s3://results/mnist/model"), ["bucket:results ok", "model fail"]);
        assert.deepEqual(await lights("s3://results/empty/model.tar.gz"), ["bucket:results ok", "model fail"]);
        assert.deepEqual(await lights("s3://new-bucket/model.tar.gz", { newBucket: "new-bucket", uploadsModel: true }), [
            "bucket:new-bucket ok",
        ]);
        assert.deepEqual(await lights(""), []);
        assert.deepEqual(await lights("model.tar.gz"), ["uri:model.tar.gz fail"]);
    });

    it("F35: reads the CUDA of an image, and has an endpoint take the host that fits it", async () => {
        aws.faults.clear();
        hasConfig("cuda");
        const plan = endpointPlan("s3://results/mnist/model.tar.gz");
        const rows = await runChecks(endpointChecks(plan, { place }, sources, signal()), () => {}, signal());
        const cuda = rows.find(({ id }) => id === "cuda")?.finding;
        assert.equal(cuda?.light, "fail");
        const [fix] = cuda?.fixes ?? [];
        assert.equal(fix?.kind, "changePlan");
        assert.equal("inferenceAmiVersion" in fix.plan && fix.plan.inferenceAmiVersion, "al2-ami-sagemaker-inference-gpu-3-1");
        const others = rows.filter(({ id, finding }) => id !== "cuda" && finding?.light !== "ok");
        assert.deepEqual(others, []);
    });

    it("F11: waits for nobody longer than the deadline, and tells the others all the same", async () => {
        aws.faults.add({ what: "hang", service: "servicequotas", times: "always" });
        aws.faults.add({ what: "hang", service: "pricing", times: "always" });
        const started = performance.now();
        const found = await findings({}, quietly());
        assert.ok(performance.now() - started < 15_000, "an attempt takes twenty seconds");
        assert.match(found.get("quota:training job")?.sentence ?? "", /no answer within 3 s/);
        assert.equal(found.get("image")?.light, "ok");
    });

    it("F03: says that the sign-in has expired, with a way to sign in, and asks nobody by itself", async () => {
        aws.faults.add({ what: "expiredToken", times: "always" });
        const found = await findings({}, quietly());
        assert.equal(found.get("identity")?.light, "fail");
        assert.equal(found.get("identity")?.fixes?.length, 1);
    });
});
