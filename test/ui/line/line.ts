import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { acceptSteps } from "../driver/steps.ts";
import { themes, type Workbench } from "../driver/workbench.ts";
import { answerLaunch } from "./launch.ts";

/** What a user does in VS Code, from a crate to an answer; each step answers in words what came of it. */
export interface Step {
    readonly title: string;
    readonly run: (workbench: Workbench, line: Line) => Promise<string>;
}

/** What later steps know of earlier ones. */
export interface Line {
    jobName: string;
    endpointName: string;
}

/** A cold build of the sample compiles its whole tree of crates. */
const BUILD_MS = 900_000;
const TRAINING_MS = 400_000;

export const steps: readonly Step[] = [
    { title: "Open the sidebar", run: openSidebar },
    { title: "Launch Training Job…", run: launch },
    { title: "Watch the job in the tree, and its log", run: watchJob },
    { title: "Show Metrics while it trains", run: showMetrics },
    { title: "Training completes", run: waitForCompletion },
    { title: "Tail Logs from the first line to the end", run: readLog },
    { title: "Deploy Endpoint… by right click", run: deploy },
    { title: "Invoke Endpoint… with an image of the test set", run: invoke },
    { title: "Invoke with a malformed body", run: invokeMalformed },
    { title: "Look at it in light, dark and high contrast", run: lookAtThemes },
    { title: "Launch another job and stop it", run: launchAndStop },
    { title: "Copy ARN, Refresh", run: copyArn },
    { title: "Delete Endpoint", run: deleteEndpoint },
];

async function openSidebar(workbench: Workbench): Promise<string> {
    await workbench.showContainer("SageMaker");
    await workbench.tree.waitForRow("Training Jobs");
    const rows = await workbench.tree.texts();
    assert.deepEqual(
        rows.map((row) => row.split(" ")[0]),
        ["Local", "Training", "No", "Endpoints", "No", "Models", "Images", "AWS", "Connect", "Images"],
    );
    return rows.join(" / ");
}

/** Goes through the steps as a person does who mistypes, looks back once, and then takes the defaults. */
async function launch(workbench: Workbench, line: Line): Promise<string> {
    const { quickInput } = workbench;
    await workbench.run("SageMaker: Launch Training Job…");
    await quickInput.waitForTitle("Launch Training Job on Local (1/6)");
    const name = await quickInput.value();
    await quickInput.type("not a name");
    await quickInput.waitForMessage("Only letters, digits and hyphens");
    await quickInput.answer(name);
    await quickInput.waitForTitle("(2/6)");
    await workbench.screenshot("1-launch");
    await quickInput.back();
    await quickInput.waitForTitle("(1/6)");
    assert.equal(await quickInput.value(), name);
    line.jobName = await answerLaunch(workbench);
    await workbench.notifications.toast(/compiling /).waitFor({ timeout: BUILD_MS });
    await workbench.screenshot("2-building");
    await workbench.tree.waitForRow(line.jobName, BUILD_MS);
    return line.jobName;
}

async function watchJob(workbench: Workbench, { jobName }: Line): Promise<string> {
    const row = await workbench.tree.waitForRow(new RegExp(`${jobName}.*InProgress`));
    await workbench.output.waitFor("epoch=1", TRAINING_MS);
    await workbench.screenshot("3-training");
    assert.match(await workbench.containerLabel("SageMaker"), /1 running/);
    return row;
}

async function showMetrics(workbench: Workbench, { jobName }: Line): Promise<string> {
    await workbench.tree.clickInline(jobName, "Show Metrics");
    const panel = await workbench.webview(jobName);
    await panel.locator('[aria-label="Metrics"] canvas').first().waitFor({ timeout: TRAINING_MS });
    await workbench.screenshot("4-metrics");
    return oneLine(await panel.locator("header").first().innerText());
}

async function waitForCompletion(workbench: Workbench, { jobName }: Line): Promise<string> {
    await workbench.tree.waitForRow(new RegExp(`${jobName}.*Completed`), TRAINING_MS);
    await workbench.screenshot("5-completed");
    const tooltip = await workbench.tree.tooltip(jobName, "Final metrics");
    const accuracy = /validation_accuracy=([\d.]+)/.exec(tooltip)?.[1];
    assert.ok(Number(accuracy) >= 0.85, `validation accuracy: ${accuracy}`);
    return `validation accuracy ${accuracy}`;
}

async function readLog(workbench: Workbench, { jobName }: Line): Promise<string> {
    await workbench.tree.clickInline(jobName, "Tail Logs");
    await workbench.output.waitFor(`Training job ${jobName} ended: Completed`);
    const text = workbench.channelText(`SageMaker: ${jobName}`);
    const epochs = [...text.matchAll(/\[metric\] epoch=(\d+)/g)].map(([, epoch]) => Number(epoch));
    assert.deepEqual(
        epochs,
        Array.from({ length: epochs.length }, (_, index) => index + 1),
        "each epoch once, in order",
    );
    assert.ok(epochs.length >= 5);
    return `${text.trim().split("\n").length} lines, epochs ${epochs.join(" ")}`;
}

async function deploy(workbench: Workbench, line: Line): Promise<string> {
    await workbench.tree.chooseFromMenu(line.jobName, "Deploy Endpoint…");
    await workbench.quickInput.waitForTitle("Deploy Endpoint on Local (1/3)");
    line.endpointName = await workbench.quickInput.value();
    await acceptSteps(workbench);
    const asked = Date.now();
    const row = await workbench.tree.waitForRow(new RegExp(`${line.endpointName}InService`), 60_000);
    await workbench.screenshot("6-in-service");
    return `${row} after ${Date.now() - asked} ms`;
}

async function invoke(workbench: Workbench, { endpointName }: Line): Promise<string> {
    await workbench.tree.clickInline(new RegExp(`${endpointName}InService`), "Invoke Endpoint…");
    const panel = await invokePanel(workbench, endpointName);
    await panel.getByRole("button", { name: /ankle-boot\.png/ }).click();
    await panel.getByRole("button", { name: "Send", exact: true }).click();
    const answer = await answerOf(panel, "Ankle boot");
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.run("View: Hide Panel");
    await workbench.screenshot("7-answer");
    return `${/^Answer (.*?) B/.exec(answer)?.[1]} B: ${/"label": "[^"]*"/.exec(answer)?.[0]}`;
}

async function invokeMalformed(workbench: Workbench, { endpointName }: Line): Promise<string> {
    const panel = await invokePanel(workbench, endpointName);
    await panel.getByRole("button", { name: "Remove" }).click();
    await panel.getByLabel("Content type").fill("text/csv");
    await panel.getByRole("textbox", { name: "Body" }).fill("1,2,three");
    await panel.getByRole("button", { name: "Send", exact: true }).click();
    const answer = await answerOf(panel, "400");
    await workbench.screenshot("8-refused");
    return `${/^Answer (.*?) B/.exec(answer)?.[1]} B: ${/"error": "[^"]*"/.exec(answer)?.[0]}`;
}

async function invokePanel(workbench: Workbench, endpointName: string): Promise<Frame> {
    return workbench.webview(endpointName);
}

async function answerOf(panel: Frame, text: string): Promise<string> {
    const answer = panel.locator('section[aria-label="Answer"]');
    await answer.filter({ hasText: text }).waitFor();
    return oneLine(await answer.innerText());
}

async function lookAtThemes(workbench: Workbench, { endpointName }: Line): Promise<string> {
    for (const theme of themes.toReversed()) {
        await workbench.setTheme(theme);
        assert.deepEqual(await workbench.accessibilityFaults(endpointName), [], theme);
        await workbench.screenshot(`8-${theme.toLowerCase().replaceAll(" ", "-")}`);
    }
    return `no serious accessibility faults in ${themes.join(", ")}`;
}

async function launchAndStop(workbench: Workbench, { jobName }: Line): Promise<string> {
    await workbench.explorer.chooseFromMenu("Cargo.toml", "Launch Training Job…");
    const second = await answerLaunch(workbench, { hyperparameters: "epochs=1000" });
    assert.notEqual(second, jobName);
    await workbench.showContainer("SageMaker");
    await workbench.tree.waitForRow(new RegExp(`${second}.*Training`), BUILD_MS);
    await workbench.output.waitFor("epoch=1", TRAINING_MS);
    await workbench.tree.clickInline(second, "Stop Job");
    assert.match(await workbench.dialog.text(), new RegExp(second));
    await workbench.dialog.click("Stop");
    return workbench.tree.waitForRow(new RegExp(`${second}Stopped`), 60_000);
}

async function copyArn(workbench: Workbench, { jobName }: Line): Promise<string> {
    await workbench.tree.chooseFromMenu(new RegExp(`${jobName}Completed`), "Copy ARN");
    const arn = `arn:aws:sagemaker:us-east-1:000000000000:training-job/${jobName}`;
    await workbench.waitForClipboard(arn);
    await workbench.tree.clickTitleButton("Refresh");
    await workbench.tree.waitForRow(jobName);
    return arn;
}

async function deleteEndpoint(workbench: Workbench, { endpointName }: Line): Promise<string> {
    await workbench.tree.chooseFromMenu(new RegExp(`${endpointName}InService`), "Delete Endpoint and Dependants…");
    const question = await workbench.dialog.text();
    assert.match(question, /Endpoint config: [^]*Model: /);
    await workbench.screenshot("9-delete");
    await workbench.dialog.click("Delete");
    await workbench.tree.waitForRow(/No endpoints yet/, 60_000);
    const panel = await invokePanel(workbench, endpointName);
    await panel.getByText("This endpoint was deleted.").waitFor();
    await workbench.screenshot("10-deleted");
    return "endpoint, config and model are gone; its panel says so";
}

function oneLine(text: string): string {
    return text.replace(/\s+/g, " ").trim();
}
