import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { CRATE_LABEL } from "../../../src/core/image/imageBuild.ts";
import { repository } from "../../host/paths.ts";
import { pictureAfterEachTest } from "../../ui/driver/afterEachTest.ts";
import { openVsCode, type VsCode } from "../../ui/driver/openVsCode.ts";
import { copyMoody, type Project } from "../../ui/line/project.ts";
import { docker } from "../docker.ts";

/** A Dockerfile that SageMaker would stumble over, twice. */
const DOCKERFILE = `FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY . .
RUN cargo build --release
FROM debian:bullseye-slim
COPY --from=build /build/target/release/train /usr/local/bin/
COPY --from=build /build/target/release/serve /usr/local/bin/
ENTRYPOINT exec "$0" train
`;

describe("images that are checked and inspected, in VS Code", () => {
    const tag = `inspected-moody:${process.pid}`;
    let project: Project;
    let vscode: VsCode;

    before(async () => {
        project = copyMoody(`it's an "inspected" crâte`);
        const context = path.join(project.folder, "..", "context");
        mkdirSync(context);
        writeFileSync(path.join(context, "Dockerfile"), `FROM debian:bookworm-slim\nLABEL ${CRATE_LABEL}=moody\nENTRYPOINT echo`);
        await docker("build", "--quiet", `--tag=${tag}`, context);
        writeFileSync(path.join(project.folder, "Dockerfile"), DOCKERFILE);
        vscode = await openVsCode({ folder: project.folder, pictures: path.join(repository, "out/pictures/inspect") });
    });
    after(async () => {
        await vscode?.close();
        project?.remove();
        await docker("image", "rm", "--force", tag);
    });
    pictureAfterEachTest(() => vscode.workbench);

    it("has what SageMaker will not take of a Dockerfile in the Problems view", async () => {
        const { workbench } = vscode;
        await workbench.explorer.open("Dockerfile");
        await workbench.problems.waitFor("ENTRYPOINT is run by a shell");
        await workbench.problems.waitFor("glibc 2.36, and run on Debian 11");
        await workbench.screenshot("problems");
    });

    it("shows a report whose findings stand first, and in words", async () => {
        const { workbench } = vscode;
        await workbench.explorer.chooseFromMenu("Dockerfile", "Inspect Image…");
        await workbench.quickInput.pick(tag);
        await workbench.tab(`Preview Inspect Image: ${tag}.md`).waitFor();
        const page = await workbench.webview(`Preview Inspect Image: ${tag}.md`);
        await page.getByRole("heading", { name: tag }).waitFor();
        const findings = await page.getByRole("listitem").allInnerTexts();
        assert.match(findings[0] ?? "", /^✖ Bad: Its ENTRYPOINT is run by a shell/);
        assert.match(findings[1] ?? "", /^✖ Bad: It has neither train nor serve/);
        assert.match(findings.at(-1) ?? "", /^✔ Good:/);
        await page.getByRole("row", { name: /Platform linux\/amd64/ }).waitFor();
        assert.match(await page.locator("body").innerText(), /training on ml\.m5\.large/);
        await workbench.screenshot("report");
    });
});
