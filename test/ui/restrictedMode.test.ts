import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { repository } from "../host/paths.ts";
import { report as reportGoal } from "../reliability/reliability.ts";
import { openVsCode, type OpenOptions, type VsCode } from "./driver/openVsCode.ts";
import { copyMoody, type Project } from "./line/project.ts";

const pictures = path.join(repository, "out/pictures/restricted");

/** All that this extension would start for a job or an image. */
const PROGRAMS = ["aws", "cargo", "docker", "podman", "finch", "git", "credentials"];

/** How long a program that is started by a command takes to leave its mark, with a good deal to spare. */
const STARTING_MS = 5000;

/**
 * An extension that runs every command of ours, hidden ones too, as a keybinding or another extension can; with nothing, and with rows of the
 * tree. It asks for our tasks as well, and writes down what it was given.
 */
const CALLER = `const vscode = require("vscode");
const fs = require("fs");
exports.activate = async () => {
    const { nodes, report } = JSON.parse(fs.readFileSync(__dirname + "/calls.json", "utf8"));
    const ours = vscode.extensions.getExtension("rust-sagemaker.rust-sagemaker").packageJSON.contributes.commands;
    const commands = ours.map(({ command }) => command).filter((id) => /^rustSagemaker\\.(account|image|job|endpoint)\\./.test(id));
    const run = (id, ...args) => vscode.commands.executeCommand(id, ...args).then(undefined, () => {});
    for (const id of commands) {
        void run(id);
        nodes.forEach((node) => void run(id, node));
    }
    const tasks = await vscode.tasks.fetchTasks({ type: "rust-sagemaker" });
    fs.writeFileSync(report, JSON.stringify({ commands, tasks: tasks.map(({ name }) => name) }));
};
`;

/*
 * Nobody is connected to AWS here, so AWS is asked nothing and no credentials are looked for. Whoever is connected looks at AWS in Restricted Mode
 * as well, and has the program started for it that their own ~/.aws names: it is theirs, not the workspace's.
 */
describe("a folder that is not trusted", () => {
    let project: Project;
    let programs: string;
    let marks: string;
    let caller: string;

    before(() => {
        project = copyMoody("restricted");
        const beside = (name: string) => path.join(project.folder, "..", name);
        [programs, marks, caller] = [beside("programs"), beside("marks"), beside("caller")];
        [programs, marks, caller].forEach((folder) => mkdirSync(folder));
        for (const program of PROGRAMS) {
            writeProgram(path.join(programs, program), program);
            writeProgram(path.join(project.folder, program), `${program} of the workspace`);
        }
        writeFileSync(
            path.join(programs, "config"),
            `[default]\nregion = us-east-1\ncredential_process = ${programs}/credentials\n` +
                `[profile evil]\nregion = us-east-1\ncredential_process = "${path.join(project.folder, "credentials")}"\n`,
        );
        writeFileSync(path.join(project.folder, "Dockerfile"), "FROM debian:latest\nCOPY . /app\n");
        writeSettings();
        writeCaller();
    });
    after(() => {
        project?.remove();
        reportGoal("R8", figures);
    });
    const figures = { "commands called": 0, "processes started": 0, "values of the workspace used": 0 };

    /** A program that only tells that it was started, so that no start goes unseen. */
    function writeProgram(file: string, name: string): void {
        writeFileSync(file, `#!/bin/sh\n: > "${marks}/${name}"\nexit 1\n`, { mode: 0o755 });
    }

    /** What a cloned repository would like to have run. */
    function writeSettings(): void {
        const own = (program: string) => path.join(project.folder, program);
        mkdirSync(path.join(project.folder, ".vscode"));
        writeFileSync(
            path.join(project.folder, ".vscode/settings.json"),
            JSON.stringify({
                "rustSagemaker.engine.path": own("docker"),
                "rustSagemaker.cargo.path": own("cargo"),
                "rustSagemaker.engine": { path: own("docker") },
                "rustSagemaker.cargo": { path: own("cargo") },
                "rustSagemaker.aws.profile": "evil",
                "rustSagemaker.aws": { profile: "evil", region: "evil-1" },
            }),
        );
    }

    function writeCaller(): void {
        const id = `sha256:${"a".repeat(64)}`;
        const place = { kind: "aws", profile: "", region: "us-east-1" };
        const image = { id, tags: ["moody:1"], digests: [], platform: "linux/amd64", createdAt: 0, sizeBytes: 1, labels: {} };
        const stored = { digest: id, tags: ["1"], pushedAt: 0, sizeBytes: 1 };
        const nodes = [
            { fsPath: path.join(project.folder, "Dockerfile") },
            { kind: "localImage", reference: `moody@${id}`, crate: "moody", image, listedAt: 0 },
            { kind: "repositoryImage", place, repository: "moody", digest: id, reference: `host/moody@${id}`, image: stored },
        ];
        writeFileSync(path.join(caller, "main.cjs"), CALLER);
        writeFileSync(path.join(caller, "calls.json"), JSON.stringify({ nodes, report: path.join(caller, "report.json") }));
        writeFileSync(
            path.join(caller, "package.json"),
            JSON.stringify({
                name: "caller",
                publisher: "test",
                version: "0.0.1",
                engines: { vscode: "^1.90.0" },
                main: "./main.cjs",
                activationEvents: ["onStartupFinished"],
                capabilities: { untrustedWorkspaces: { supported: true } },
            }),
        );
    }

    async function open(options: Partial<OpenOptions>): Promise<VsCode> {
        const env = {
            PATH: [programs, project.folder, process.env["PATH"]].join(path.delimiter),
            AWS_CONFIG_FILE: path.join(programs, "config"),
            AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
            AWS_ACCESS_KEY_ID: "",
            AWS_SECRET_ACCESS_KEY: "",
        };
        return openVsCode({ folder: project.folder, pictures, env, ...options });
    }

    it("F118: builds and runs nothing, and the commands that would are not offered", async () => {
        const vscode = await open({ workspaceTrust: true });
        try {
            const { workbench } = vscode;
            await workbench.page.getByText("Restricted Mode is intended for safe code browsing").waitFor();
            await workbench.showContainer("SageMaker");
            await workbench.tree.waitForRow("Training Jobs");
            await workbench.page.keyboard.press("F1");
            await workbench.quickInput.type(">SageMaker: Refresh");
            await workbench.quickInput.row("SageMaker: Refresh").waitFor();
            const { commands, menus } = manifest().contributes;
            const hidden = menus.commandPalette.filter(({ when }) => when === "isWorkspaceTrusted").map(({ command }) => command);
            const refused = commands.filter(({ command }) => hidden.includes(command)).map(({ title }) => title);
            assert.ok(refused.includes("Build Image…") && refused.includes("Inspect Image…"));
            for (const title of refused) {
                await workbench.quickInput.type(`>SageMaker: ${title}`);
                await workbench.page.waitForTimeout(200); // the list is filtered anew
                assert.ok(!(await workbench.quickInput.rows()).includes(`SageMaker: ${title}`), title);
            }
            await workbench.quickInput.cancel();
            // A click on the row runs the command all the same; the command itself refuses.
            await workbench.tree.click("No training jobs yet");
            await workbench.notifications.waitFor("This folder is open in Restricted Mode");
            await workbench.tree.expand(/^\s*Images$/);
            await workbench.tree.waitForRow("Images are not listed in Restricted Mode");
            await workbench.tree.expand(/ImagesECR/);
            await workbench.screenshot("restricted");
            await sleep(STARTING_MS);
            assert.deepEqual(readdirSync(marks), [], "what was started in a folder that is not trusted");
        } finally {
            await vscode.close();
        }
    });

    it("F118: starts nothing for commands that something else runs, for tasks and for checks", async () => {
        const vscode = await open({ workspaceTrust: true, extensions: [repository, caller] });
        try {
            const { workbench } = vscode;
            // VS Code itself asks before it has tasks listed, when commands of ours have had their questions answered.
            while (!/trust/i.test(await workbench.dialog.text())) {
                await workbench.page.keyboard.press("Escape");
                await workbench.page.waitForTimeout(200);
            }
            await workbench.screenshot("tasks");
            await workbench.page.keyboard.press("Escape");
            await workbench.quickInput.cancel(); // one that asks for a profile of AWS
            await workbench.explorer.open("Dockerfile");
            await workbench.problems.waitFor("The tag of debian:latest moves");
            const { commands, tasks } = await report();
            assert.ok(commands.includes("rustSagemaker.image.build") && commands.includes("rustSagemaker.job.start"));
            assert.deepEqual(tasks, []);
            await sleep(STARTING_MS);
            await workbench.screenshot("called");
            figures["commands called"] = commands.length;
            figures["processes started"] += readdirSync(marks).length;
            assert.deepEqual(readdirSync(marks), [], "what was started in a folder that is not trusted");
        } finally {
            await vscode.close();
        }
    });

    it("F118: starts the user's own programs once it is trusted, and none that the workspace has or names", async () => {
        const vscode = await open({ extensions: [repository, caller] });
        try {
            await vscode.workbench.explorer.open("Dockerfile");
            await sleep(STARTING_MS);
            await vscode.workbench.screenshot("trusted");
            for (const program of ["cargo", "docker", "credentials"]) {
                await until(() => existsSync(path.join(marks, program)), `${program} is started`);
            }
            await sleep(STARTING_MS);
            const used = readdirSync(marks).filter((name) => name.endsWith("of the workspace"));
            figures["values of the workspace used"] = used.length;
            assert.deepEqual(used, []);
        } finally {
            await vscode.close();
        }
    });

    interface Report {
        readonly commands: readonly string[];
        readonly tasks: readonly string[];
    }

    async function report(): Promise<Report> {
        const file = path.join(caller, "report.json");
        await until(() => existsSync(file), "the commands were called");
        return JSON.parse(readFileSync(file, "utf8"));
    }
});

interface Manifest {
    readonly contributes: {
        readonly commands: readonly { readonly command: string; readonly title: string }[];
        readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
    };
}

function manifest(): Manifest {
    return JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8"));
}

async function until(holds: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!holds()) {
        assert.ok(Date.now() < deadline, `Not within a minute: ${what}`);
        await sleep(50);
    }
}
