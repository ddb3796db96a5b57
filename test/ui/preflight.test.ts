import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { CreateUserCommand, GetRoleCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { repository } from "../host/paths.ts";
import { scratchFolder } from "../host/scratchFolder.ts";
import { type ServerProcess, startServerProcess } from "../local/serverProcess.ts";
import { checksAnswered } from "./driver/checks.ts";
import { connectToAws } from "./driver/connectToAws.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { pictureAfterEachTest } from "./driver/afterEachTest.ts";
import { plain } from "./driver/text.ts";
import { themes, type Workbench } from "./driver/workbench.ts";
import { copyMoody, type Project } from "./line/project.ts";

const pictures = path.join(repository, "out/pictures/preflight");
const ROLE = "arn:aws:iam::123456789012:role/RustOnSageMaker";

describe("the checks before a launch, in VS Code", () => {
    const root = scratchFolder();
    let project: Project;
    let server: ServerProcess;
    let aws: AwsStandIn;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        project = copyMoody(`it's a "moody" crâte`);
        const [quotas, prices] = ["quotas.json", "prices.json"].map((name) => path.join(root, name));
        writeFileSync(quotas ?? "", JSON.stringify({ "ml.g5.xlarge for training job usage": 0 }));
        writeFileSync(
            prices ?? "",
            JSON.stringify({ "us-east-1": { Training: { "ml.m5.large": 0.115, "ml.g5.xlarge": 1.408 } } }),
        );
        server = await startServerProcess(path.join(root, "data"), "--quotas", quotas ?? "", "--prices", prices ?? "");
        aws = await startAws({ local: () => server.url });
        // moto hands out no configurations of images
        aws.faults.add({ what: "accessDenied", service: "ecr", operation: "GetDownloadUrlForLayer", times: "always" });
        await fillAccount();
        vscode = await openVsCode({ folder: project.folder, pictures, env: { ...aws.env } });
        workbench = vscode.workbench;
        await workbench.showContainer("SageMaker");
        await connectToAws(workbench, "dev", "us-east-1");
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        await server?.end("SIGTERM");
        project?.remove();
    });
    pictureAfterEachTest(() => workbench);

    const motoClient = () => ({
        endpoint: aws.motoUrl,
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });

    /** An image of the crate, and the user that moto takes everybody for. */
    async function fillAccount(): Promise<void> {
        const iam = new IAMClient(motoClient());
        const PolicyDocument = JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
        });
        await iam.send(new CreateUserCommand({ UserName: "moto" }));
        await iam.send(new PutUserPolicyCommand({ UserName: "moto", PolicyName: "all", PolicyDocument }));
        const ecr = new ECRClient(motoClient());
        const digest = `sha256:${createHash("sha256").update("moody").digest("hex")}`;
        const mediaType = "application/vnd.docker.distribution.manifest.v2+json";
        const imageManifest = JSON.stringify({
            schemaVersion: 2,
            mediaType,
            config: { mediaType: "application/vnd.docker.container.image.v1+json", size: 1470, digest },
            layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", size: 2_000_000, digest }],
        });
        await ecr.send(new CreateRepositoryCommand({ repositoryName: "moody" }));
        await ecr.send(
            new PutImageCommand({ repositoryName: "moody", imageTag: "v1", imageManifest, imageManifestMediaType: mediaType }),
        );
    }

    /** Opens the list and waits until all checks have answered. */
    async function check(verdict: RegExp): Promise<void> {
        await workbench.run("SageMaker: Check Before Launch…");
        await workbench.quickInput.waitForTitle(/Launch moody-.* on AWS us-east-1 \(dev\)/);
        await settled(verdict);
    }

    async function rowText(title: string): Promise<string> {
        await workbench.quickInput.type(title); // only rows in sight are there
        // By the label alone: VS Code uses rows again and leaves hidden texts of the rows before in them.
        return plain(await workbench.quickInput.row(title).innerText());
    }

    async function settled(verdict: RegExp): Promise<void> {
        const rows = workbench.quickInput.widget.locator(".monaco-list-row");
        await rows.filter({ hasText: verdict }).waitFor();
        await checksAnswered(workbench);
    }

    /** By the keyboard, as whoever cannot see the list does. */
    async function take(row: string): Promise<void> {
        await workbench.quickInput.answer(row);
    }

    it("takes the fix of the row that is clicked", async () => {
        await check(/1 problem to fix first/);
        await workbench.screenshot("00-all-answered"); // takes longer than a row that was sorted just now is not to be taken
        await workbench.quickInput.pick("Execution role");
        await workbench.quickInput.waitForTitle("Execution Role on AWS us-east-1 (dev)");
        await workbench.quickInput.input.press("Escape"); // which leads back to the checks
        await workbench.quickInput.waitForTitle(/Launch moody-/);
        await settled(/1 problem to fix first/);
        await workbench.quickInput.cancel();
    });

    it("F55: has a light and a fix on each line, and makes a role on request, after showing its policy", async () => {
        await check(/1 problem to fix first/);
        assert.match(await rowText("Execution role"), /No execution role is chosen/);
        await workbench.screenshot("01-no-role");
        await take("Execution role");
        const { quickInput } = workbench;
        await quickInput.waitForTitle("Execution Role on AWS us-east-1 (dev)");
        await take("Create a Role…");
        await quickInput.waitForTitle(/Create an Execution Role on AWS us-east-1 \(dev\) \(1\/3\)/);
        await quickInput.accept();
        await quickInput.waitForTitle("(2/3)");
        assert.equal(await quickInput.value(), "sagemaker-us-east-1-123456789012");
        await quickInput.accept();
        await quickInput.waitForTitle("(3/3)");
        assert.equal(await quickInput.value(), "moody");
        await quickInput.accept();
        assert.match(
            await workbench.dialog.text(),
            /Create the role RustOnSageMaker in account 123456789012, AWS us-east-1 \(dev\)\?/,
        );
        await workbench.screenshot("02-policy");
        await workbench.dialog.click("Create Role");
        assert.equal(await workbench.page.locator(".tab.dirty").count(), 0, "the policy is there to be read, not to be saved");
        await settled(/Launch Anyway/);
        assert.match(await rowText("Execution role"), /RustOnSageMaker exists and trusts SageMaker/);
        assert.match(await rowText("Rights of the role"), /OK/);
        const { Role } = await new IAMClient(motoClient()).send(new GetRoleCommand({ RoleName: "RustOnSageMaker" }));
        assert.equal(Role?.Arn, ROLE);
        await workbench.screenshot("03-role-made");
        await quickInput.cancel();
    });

    it("F20: says what the job costs at most, and says of what could not be read that it is unknown", async () => {
        await check(/Launch Anyway/);
        assert.match(await rowText("Cost"), /\$0\.115\/h: at most \$/);
        assert.match(await rowText("Image"), /Unknown/);
        await workbench.quickInput.cancel();
    });

    it("F16: offers to request an increase where the quota is too small, and names the place before it is sent", async () => {
        await project.withFile(
            "sagemaker.json",
            (text) => text.replace('"channels"', '"instanceType": "ml.g5.xlarge", "channels"'),
            async () => {
                await check(/1 problem to fix first/);
                assert.match(await rowText("Quota"), /is 0, and this takes 1/);
                for (const theme of themes) {
                    await workbench.quickInput.cancel();
                    await workbench.setTheme(theme);
                    await check(/1 problem to fix first/);
                    await workbench.screenshot(`quota-${theme.toLowerCase().replaceAll(" ", "-")}`);
                }
                await take("Quota");
                await workbench.quickInput.pick("Request Increase…");
                await workbench.quickInput.waitForTitle("Request Quota Increase");
                await workbench.quickInput.answer("4");
                assert.match(await workbench.dialog.text(), /from 0 to 4, AWS us-east-1 \(dev\)\?/);
                await workbench.dialog.click("Request");
                await workbench.notifications.waitFor(/is requested at 4: (PENDING|CASE_OPENED)/);
                await settled(/1 problem to fix first/); // checked anew, and AWS has not decided
                await workbench.quickInput.cancel();
            },
        );
    });

    it("shows the very request, and launches nothing by itself", async () => {
        await check(/Launch Anyway/);
        await take("Show Request");
        await workbench.page.locator(".monaco-editor", { hasText: "TrainingJobName" }).first().waitFor();
        const created = aws.calls().filter(({ operation }) => operation === "CreateTrainingJob");
        assert.deepEqual(created, []);
        await workbench.notifications.click("This is the request of", "Back to the Checks");
        await checksAnswered(workbench);
        await workbench.screenshot("06-back-to-checks");
        await workbench.quickInput.cancel();
    });

    it("F16: shows figures, price and quota of instance types while one is chosen", async () => {
        await workbench.run("SageMaker: Launch GPU Training Job…");
        const { quickInput } = workbench;
        await quickInput.waitForTitle(/\(1\/\d\)/);
        const isReached = async () => ((await quickInput.input.getAttribute("placeholder")) ?? "").includes("Instance type");
        for (let steps = 0; steps < 8 && !(await isReached()); steps += 1) {
            const title = await quickInput.title();
            await quickInput.accept();
            await quickInput.waitForTitle(title.replace(/\((\d)\//, (_, step) => `(${Number(step) + 1}/`));
        }
        const row = quickInput.widget.locator(".monaco-list-row", { hasText: "ml.g5.xlarge" }).first();
        await row.filter({ hasText: "quota 0 · $1.41/h" }).waitFor();
        await workbench.screenshot("05-instance-types");
        await quickInput.cancel();
    });
});
