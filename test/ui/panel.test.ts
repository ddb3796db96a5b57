import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import type { Frame } from "playwright-core";
import { hexDump } from "../../src/core/request/hexDump.ts";
import { repository } from "../host/paths.ts";
import { openVsCode, type VsCode } from "./driver/openVsCode.ts";
import { themes, type Workbench } from "./driver/workbench.ts";
import { buildExtension } from "./panel/buildExtension.ts";

const INSTANCE = ["CPU (100 % is one core)", "Memory (%)", "Disk (%)"];
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

describe("the panels of a scripted place", () => {
    let folder: string;
    let vscode: VsCode;
    let workbench: Workbench;

    before(async () => {
        folder = mkdtempSync(path.join(os.tmpdir(), "panels-"));
        copyFileSync(path.join(repository, "rust-sample/examples/ankle-boot.png"), path.join(folder, "ankle-boot.png"));
        writeFileSync(path.join(folder, "all.bin"), everyByte);
        writeFileSync(path.join(folder, "row.csv"), "5.1,3.5");
        const extension = await buildExtension();
        vscode = await openVsCode({ folder, extensions: [extension], pictures: path.join(repository, "out/pictures/panel") });
        ({ workbench } = vscode);
    });
    after(async () => {
        await vscode?.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it("draw a job's metrics, say them in words, and list them in a table", async () => {
        const page = await show("Job");
        const metrics = page.getByRole("region", { name: "Metrics", exact: true });
        await metrics.locator("figure canvas").nth(1).waitFor();
        assert.equal(await metrics.locator("figure").count(), 2);
        const words = await page.locator("[aria-live]").innerText();
        assert.match(
            words,
            /train_loss 0\.25, down 72 % from epoch 1 to 3.*validation_accuracy 0\.875, up 25 % from epoch 1 to 3/,
        );
        await metrics.getByText("Show as Table").click();
        const rows = await page.getByRole("table", { name: "loss" }).getByRole("row").allInnerTexts();
        assert.deepEqual(
            rows.map((row) => row.split(/\s+/)),
            [
                ["epoch", "train_loss", "validation_loss"],
                ["1", "0.9", "0.95"],
                ["2", "0.5", "0.6"],
                ["3", "0.25", "0.4"],
            ],
        );
        await workbench.screenshot("job");
    });

    it("draw what a job's instance did, and say how its cores are counted", async () => {
        const page = await show("Job");
        const activity = page.getByRole("region", { name: "Activity", exact: true });
        await activity.locator("figure canvas").nth(2).waitFor();
        assert.deepEqual(await activity.getByRole("heading").allInnerTexts(), ["Instance", ...INSTANCE]);
        assert.equal(await activity.getByRole("combobox").count(), 0);
        await activity.scrollIntoViewIfNeeded();
        await workbench.screenshot("instance");
    });

    it("draw an endpoint's requests over the time that one chooses, and how its latency is spread", async () => {
        let page = await show("Endpoint");
        const activity = () => page.getByRole("region", { name: "Activity", exact: true });
        await activity().locator("figure canvas").nth(4).waitFor();
        const titles = ["Requests and Instances", "Invocations per minute", "Latency (ms)", ...INSTANCE];
        assert.deepEqual(await activity().getByRole("heading").allInnerTexts(), titles);
        await activity().getByRole("combobox", { name: "Latency" }).selectOption("p50, p90, p99");
        await activity().getByText("model p99").waitFor();
        await activity().getByRole("combobox", { name: "Time range" }).selectOption("Last day");
        await activity()
            .getByRole("figure", { name: /over 23\.6 hours/ })
            .first()
            .waitFor();
        await activity().scrollIntoViewIfNeeded();
        await workbench.screenshot("requests");
        await show("Job");
        page = await show("Endpoint");
        await activity().getByText("model p99").waitFor();
        assert.equal(await activity().getByRole("combobox", { name: "Time range" }).inputValue(), "24");
    });

    it("deploy the job that they show, and lead to the endpoint that serves its model", async () => {
        const page = await show("Job");
        await page.getByRole("button", { name: "Deploy Endpoint…" }).click();
        await page.getByRole("button", { name: "Invoke fashion" }).click();
        await (await workbench.webview("fashion")).getByRole("button", { name: "Send" }).waitFor();
        assert.match(
            workbench.channelText("Panels"),
            /deploy job fashion-1 arn:aws:sagemaker:us-east-1:000000000000:training-job\/fashion-1/,
        );
    });

    it("send an example byte for byte, show it as a picture, and lay the JSON answer out", async () => {
        const page = await show("Endpoint");
        await page.getByRole("button", { name: "ankle-boot.png" }).click();
        await page.locator(".chip img").waitFor();
        assert.ok(
            await page
                .locator(".chip img")
                .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth === 28)),
        );
        await page.getByRole("button", { name: "Send" }).click();
        const sent = readFileSync(path.join(folder, "ankle-boot.png"));
        await page.getByText(createHash("sha256").update(sent).digest("hex")).waitFor();
        assert.match(await status(page), /^200 · 12 ms · \d+ B$/);
        assert.equal(await page.locator("pre .key").first().innerText(), '"predictions"');
        assert.equal(await page.locator("pre .number").innerText(), String(sent.length));
    });

    it("carry every byte there and back", async () => {
        const page = await show("Endpoint");
        await page.getByRole("button", { name: "all.bin" }).click();
        await page.getByText("256 B", { exact: true }).waitFor();
        await page.getByRole("button", { name: "Send" }).click();
        const dump = page.locator("pre", { hasText: "00000000" });
        await dump.waitFor();
        assert.equal(await dump.innerText(), hexDump(everyByte));
    });

    it("take the text of an editor, and send it from the keyboard", async () => {
        await workbench.explorer.open("row.csv");
        const page = await show("Endpoint");
        await page.getByRole("button", { name: "Use Editor" }).click();
        await page.waitForFunction(() => document.querySelector<HTMLInputElement>("#content-type")?.value === "text/csv");
        assert.equal(await page.locator("#body").inputValue(), "5.1,3.5");
        await page.locator("#body").press("Control+Enter");
        await page.getByText(createHash("sha256").update("5.1,3.5").digest("hex")).waitFor();
    });

    it("show the model's refusal as its answer, and a failure with its way out", async () => {
        const page = await show("Endpoint");
        await send(page, "refuse");
        await page.locator("[role=status]", { hasText: "400 · refused by the model" }).waitFor();
        assert.equal(await page.locator(".answer-body").innerText(), '{"error": "expected 784 numbers, found 1"}');
        await send(page, "unavailable");
        await page.getByText("The endpoint is not in service.").waitFor();
        await page.getByRole("button", { name: "Open Settings" }).click();
        await send(page, "csv");
        await page.getByRole("cell", { name: "Ankle, boot" }).waitFor();
        assert.match(workbench.channelText("Panels"), /follow openSetting/);
    });

    it("show markup as text, and run none of it", async () => {
        const page = await show("Endpoint");
        await send(page, "script");
        await page.locator("pre", { hasText: "<script>" }).waitFor();
        assert.equal(await page.locator(".answer-body :is(img, script)").count(), 0);
        assert.notEqual(await page.title(), "run");
    });

    it("save an answer, open it in an editor, and send a file", async () => {
        let page = await show("Endpoint");
        await send(page, "csv");
        await page.getByRole("button", { name: "Save Answer…" }).click();
        // VS Code in a browser asks for files in the box at the top, and is done with it when the whole path stands there.
        await workbench.quickInput.row("all.bin").waitFor();
        await workbench.page.waitForFunction(() =>
            document.querySelector<HTMLInputElement>(".quick-input-widget input.input")?.value.endsWith("/answer.csv"),
        );
        await workbench.quickInput.accept();
        await workbench.quickInput.waitForClosed();
        await workbench.explorer.open("answer.csv");
        assert.equal(readFileSync(path.join(folder, "answer.csv"), "utf8"), 'label,score\n"Ankle, boot",0.91\n');
        page = await show("Endpoint");
        await page.getByRole("button", { name: "Choose File…" }).click();
        await workbench.quickInput.pick("all.bin");
        await page.getByText("256 B", { exact: true }).waitFor();
        await page.getByRole("button", { name: "Open in Editor" }).click();
        await workbench.page.locator(".view-line", { hasText: '"Ankle, boot",0.91' }).last().waitFor();
    });

    it("refuse what is no content type before anything is sent", async () => {
        const page = await show("Endpoint");
        await page.getByLabel("Content type").fill("csv");
        await page.getByRole("button", { name: "Send" }).click();
        await page.locator("#fault", { hasText: "This is not a content type" }).waitFor();
    });

    it("keep a request that is on its way while they are hidden, and can give it up after", async () => {
        let page = await show("Endpoint");
        await send(page, "slow");
        await page.getByText("Waiting for the answer…").waitFor();
        await show("Job");
        page = await show("Endpoint");
        await page.getByText("Waiting for the answer…").waitFor();
        assert.equal(await page.locator("#body").inputValue(), "slow");
        await page.getByRole("button", { name: "Cancel" }).click();
        await page.getByText("Cancelled.").waitFor();
    });

    it("load a request of the past again", async () => {
        const page = await show("Endpoint");
        await page.locator("summary", { hasText: /^History/ }).click();
        await page.getByRole("button", { name: "400 · refused by the model" }).click();
        assert.equal(await page.locator("#body").inputValue(), "refuse");
    });

    for (const theme of themes) {
        it(`have no serious accessibility fault in ${theme}`, async () => {
            await workbench.setTheme(theme);
            await show("Job");
            assert.deepEqual(await workbench.accessibilityFaults("fashion-1"), []);
            await workbench.screenshot(`${theme} job`);
            const page = await show("Endpoint");
            await send(page, "csv");
            await page.getByRole("cell", { name: "Ankle, boot" }).waitFor();
            assert.deepEqual(await workbench.accessibilityFaults("fashion"), []);
            await workbench.screenshot(theme);
        });
    }

    it("say that the endpoint was deleted, and keep what was typed", async () => {
        const page = await show("Endpoint");
        await page.locator("#body").fill("typed before");
        await workbench.run("Panels: Delete Endpoint");
        await page.getByText("This endpoint was deleted.").waitFor();
        assert.ok(await page.getByRole("button", { name: "Send" }).isDisabled());
        assert.equal(await page.locator("#body").inputValue(), "typed before");
    });

    it("come back after the window was reloaded", async () => {
        await workbench.page.waitForTimeout(6000); // in a browser, VS Code writes its state every five seconds
        await workbench.reload();
        const page = await workbench.webview("fashion");
        await page.locator("summary", { hasText: /^History/ }).waitFor();
        assert.equal(await page.locator("#body").inputValue(), "typed before");
    });

    it("break no Content-Security-Policy and ask no host outside", () => {
        assert.deepEqual(vscode.watch.policyBreaches, []);
        assert.deepEqual([...vscode.watch.outsideHosts], []);
    });

    async function show(panel: "Job" | "Endpoint"): Promise<Frame> {
        await workbench.run(`Panels: ${panel}`);
        const page = await workbench.webview(panel === "Job" ? "fashion-1" : "fashion");
        await page.getByText(panel === "Job" ? "Completed" : "InService", { exact: true }).waitFor();
        return page;
    }
});

async function send(page: Frame, body: string): Promise<void> {
    const remove = page.getByRole("button", { name: "Remove" });
    if (await remove.isVisible()) {
        await remove.click();
    }
    await page.getByLabel("Content type").fill("text/plain");
    await page.locator("#body").fill(body);
    await page.getByRole("button", { name: "Send" }).click();
}

async function status(page: Frame): Promise<string> {
    return page.locator(".answer-status").innerText();
}
