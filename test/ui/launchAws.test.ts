import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { DescribeTrainingJobCommand, ListTrainingJobsCommand } from "@aws-sdk/client-sagemaker";
import { type AwsImage, pushAwsImage } from "../host/aws/awsImage.ts";
import { type AwsStandIn, startAws } from "../host/aws/awsStandIn.ts";
import { repository } from "../host/paths.ts";
import { clientsOf } from "../local/clients.ts";
import { nodeProgram } from "../local/programs.ts";
import { BUCKET, fillAccount } from "./aws/account.ts";
import { pictureAfterEachTest } from "./driver/afterEachTest.ts";
import { connectToAws } from "./driver/connectToAws.ts";
import { checksAnswered } from "./driver/checks.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { themes, type Workbench } from "./driver/workbench.ts";
import { copyMoody, type Project } from "./line/project.ts";

const PLACE = "AWS us-east-1 (dev)";
const TITLE = `Launch Training Job on ${PLACE}`;

describe("launching on AWS, in VS Code", () => {
    let project: Project;
    let aws: AwsStandIn;
    let image: AwsImage;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        project = copyMoody(`it's a "moody" crâte`);
        aws = await startAws({ s3: "local" });
        await fillAccount(aws, "earlier");
        image = await pushAwsImage(aws, "moody", { train: nodeProgram("") });
        const pictures = path.join(repository, "out/pictures/launch");
        vscode = await openVsCode({ folder: project.folder, pictures, env: { ...aws.env } });
        workbench = vscode.workbench;
        await workbench.showContainer("SageMaker");
        await connectToAws(workbench, "dev", "us-east-1");
        await workbench.tree.waitForRow("earlierCompleted");
    });
    after(async () => {
        await vscode?.close();
        await aws?.stop();
        project?.remove();
    });
    pictureAfterEachTest(() => workbench);

    const jobNames = async () =>
        ((await clientsOf(aws.url).sagemaker.send(new ListTrainingJobsCommand({}))).TrainingJobSummaries ?? []).map(
            ({ TrainingJobName }) => TrainingJobName,
        );
    const described = (TrainingJobName: string) =>
        clientsOf(aws.url).sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
    const row = (text: string | RegExp) => workbench.quickInput.widget.locator(".monaco-list-row", { hasText: text }).first();

    /** Goes through the questions up to the list of checks. */
    async function answer(title: string, name: string): Promise<void> {
        const { quickInput } = workbench;
        await quickInput.waitForTitle(`${title} (1/8)`);
        await quickInput.answer(name);
        await quickInput.waitForTitle("(2/8)");
        await quickInput.accept();
        for (const step of [3, 4, 5, 6, 7, 8]) {
            await quickInput.waitForTitle(`(${step}/8)`);
            await quickInput.accept();
        }
    }

    it("edits one of many options, keeps all answers on the way back, and makes nothing before Launch", async () => {
        const { quickInput } = workbench;
        const earlier = await jobNames();
        await workbench.run("SageMaker: Launch Training Job…");
        await quickInput.waitForTitle(`${TITLE} (1/8)`);
        await quickInput.answer("first");
        await quickInput.waitForTitle("(2/8)");
        await row("moody:v1").waitFor(); // what was pushed last stands first
        await workbench.screenshot("01-pushed");
        await quickInput.type(`${image.reference.replace(/@.*/, "")}:v1`);
        await row("as typed").waitFor();
        await quickInput.type(image.reference);
        await row("moody:v1").waitFor();
        await workbench.screenshot("01-image");
        await quickInput.accept();
        await quickInput.waitForTitle("(3/8)");
        await workbench.screenshot("02-channel");
        await quickInput.accept();
        await quickInput.waitForTitle("(4/8)");
        await quickInput.accept();
        await quickInput.waitForTitle("(5/8)");
        await quickInput.accept();
        await quickInput.waitForTitle("(6/8)");
        await workbench.screenshot("03-options");
        await quickInput.pick("Environment Variables");
        await quickInput.waitForMessage("Variables of the job");
        await quickInput.type("1wrong=x");
        await quickInput.waitForMessage("letters, digits and underscores");
        await quickInput.answer("MOOD=good");
        await row("MOOD=good").waitFor();
        await workbench.screenshot("04-option-changed");
        await quickInput.back();
        await quickInput.waitForTitle("(5/8)");
        await quickInput.accept();
        await quickInput.waitForTitle("(6/8)");
        await row("MOOD=good").waitFor();
        await row("Continue").click();
        await quickInput.waitForTitle("(7/8)");
        await quickInput.accept();
        await quickInput.waitForTitle("(8/8)");
        await quickInput.accept();
        await row("No execution role is chosen").waitFor();
        assert.deepEqual(await jobNames(), earlier);
        await quickInput.back();
        await quickInput.waitForTitle("(8/8)");
        await quickInput.accept();
        await row("1 problem to fix first").waitFor();
        await checksAnswered(workbench);
        await workbench.screenshot("05-no-role");
        await quickInput.pick("Execution role");
        await quickInput.waitForTitle(`Execution Role on ${PLACE}`);
        await quickInput.pick("sagemaker");
        await row("Launch Anyway").waitFor();
        await checksAnswered(workbench);
        await workbench.screenshot("06-checks");
        await quickInput.pick("Launch Anyway");
        await workbench.tree.waitForRow("firstCompleted", 90_000);
        const job = await described("first");
        assert.deepEqual(job.Environment, { MOOD: "good" });
        assert.match(job.InputDataConfig?.[0]?.DataSource?.S3DataSource?.S3Uri ?? "", new RegExp(`^s3://${BUCKET}/moody/data/`));
    });

    it("shows the exact request, which can be copied as a command", async () => {
        await workbench.run("SageMaker: Show Request of a Training Job…");
        await answer(`Request of a Training Job on ${PLACE}`, "shown");
        await workbench.tab("shown.request.json").waitFor();
        await workbench.screenshot("07-request");
        assert.ok(!(await jobNames()).includes("shown"));
        await workbench.run("SageMaker: Copy as AWS CLI Command");
        await workbench.notifications.waitFor(`Copied for the AWS CLI: CreateTrainingJob in ${PLACE}.`);
        const command = await workbench.clipboard();
        assert.match(command, /^aws sagemaker create-training-job --region us-east-1 --profile dev /);
        assert.match(command, /"TrainingJobName": "shown"/);
        await workbench.run("View: Close Editor");
        await workbench.dialog.click("Don't Save");
    });

    it("runs a job again by its row, and on this machine with a few of its files", async () => {
        await workbench.tree.chooseFromMenu("firstCompleted", "Run Again");
        await row("Launch Anyway").waitFor();
        await checksAnswered(workbench);
        await workbench.quickInput.pick("Launch Anyway");
        await workbench.tree.waitForRow(/first-\d{6}-\d{6}Completed/, 90_000);
        await workbench.tree.chooseFromMenu("firstCompleted", "Run This Locally…");
        await workbench.quickInput.pick("A Few Files");
        // The image is in ECR, and tests of the window have no container engine that could fetch it.
        await workbench.notifications.waitFor(/container engine|Docker is not running/);
        await workbench.screenshot("08-run-locally");
    });

    it("offers types with GPUs first for a launch on a GPU", async () => {
        const { quickInput } = workbench;
        await workbench.run("SageMaker: Launch GPU Training Job…");
        await quickInput.waitForTitle(`${TITLE} (1/8)`);
        await quickInput.accept();
        await quickInput.waitForTitle("(2/8)");
        await quickInput.accept();
        await quickInput.waitForTitle("(3/8)");
        await quickInput.accept();
        await quickInput.waitForTitle("(4/8)");
        assert.equal((await quickInput.rows())[0], "ml.g5.xlarge");
        await row("quota 1000").waitFor(); // Enter takes the first row also when more has been learned of it
        await quickInput.accept();
        await quickInput.waitForTitle("(5/8)");
        for (const theme of themes) {
            await quickInput.cancel();
            await workbench.setTheme(theme);
            await workbench.run("SageMaker: Launch GPU Training Job…");
            for (const step of [1, 2, 3]) {
                await quickInput.waitForTitle(`(${step}/8)`);
                await quickInput.accept();
            }
            await quickInput.waitForTitle("(4/8)");
            await workbench.screenshot(`gpu-${theme.toLowerCase().replaceAll(" ", "-")}`);
        }
        await quickInput.cancel();
    });
});
