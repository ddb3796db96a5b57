import path from "node:path";
import * as vscode from "vscode";
import { type ImageTask, readImageTask, TASK_TYPE, TASKS } from "../../core/image/build/imageTask.ts";
import { BuildTerminal } from "./buildTerminal.ts";
import type { RunImageTask } from "./runImageTask.ts";

interface Needs {
    /** The manifests beside which a Dockerfile or a sagemaker.json lies. */
    readonly manifests: () => Promise<readonly string[]>;
    readonly run: RunImageTask;
}

const DETAILS = {
    "build image": "Builds the container image of the crate",
    "push image": "Builds the container image of the crate and pushes it to ECR",
};

/** The tasks on images: each for each crate, and those that a tasks.json defines. They are provided in trusted workspaces only. */
export function imageTasks({ manifests, run }: Needs): vscode.TaskProvider {
    return {
        async provideTasks() {
            const found = vscode.workspace.isTrusted ? await manifests() : [];
            return found.flatMap(tasksOf);
        },
        resolveTask({ definition, scope }) {
            const task = readImageTask(definition);
            const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
            return task && folder && executable(definition, folder, task);
        },
    };

    function tasksOf(manifest: string): readonly vscode.Task[] {
        const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(manifest));
        if (folder === undefined) {
            return [];
        }
        const relative = path.relative(folder.uri.fsPath, manifest).split(path.sep).join("/");
        return TASKS.flatMap((name) => {
            const definition = { type: TASK_TYPE, task: name, manifest: relative };
            const task = readImageTask(definition);
            return task === undefined ? [] : [executable(definition, folder, task)];
        });
    }

    function executable(definition: vscode.TaskDefinition, folder: vscode.WorkspaceFolder, task: ImageTask): vscode.Task {
        const crate = path.posix.dirname(task.manifest);
        const name = `${task.task}${crate === "." ? "" : ` (${crate})`}`;
        const manifest = path.resolve(folder.uri.fsPath, task.manifest);
        const execution = new vscode.CustomExecution(async () => terminalOf(task, manifest));
        const made = new vscode.Task(definition, folder, name, "sagemaker", execution, []);
        made.detail = DETAILS[task.task];
        if (task.task === "build image") {
            made.group = vscode.TaskGroup.Build;
        }
        return made;
    }

    function terminalOf(task: ImageTask, manifest: string): BuildTerminal {
        const terminal = new BuildTerminal(() => void run(task, manifest, terminal).then((code) => terminal.exit(code)));
        return terminal;
    }
}
