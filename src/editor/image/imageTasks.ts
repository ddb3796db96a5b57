import path from "node:path";
import * as vscode from "vscode";
import { type ImageTask, purposeOfTask, readImageTask, TASK_TYPE } from "../../core/image/imageTask.ts";
import type { Project } from "../../core/workspace/project.ts";
import { endingOf, isAbort } from "../ending.ts";
import { BuildTerminal } from "./buildTerminal.ts";
import type { ImageBuilder } from "./imageBuilder.ts";

interface Needs {
    /** The manifests beside which a Dockerfile or a sagemaker.json lies. */
    readonly manifests: () => Promise<readonly string[]>;
    readonly projectOf: (signal: AbortSignal, manifest: string) => Promise<Project | undefined>;
    readonly build: ImageBuilder;
    /** Tells of a failure with its way out; the terminal has the words only. */
    readonly report: (error: unknown) => void;
    readonly requireTrust: () => void;
    /** Ends with the extension. */
    readonly closing: AbortSignal;
}

/** The tasks that build images: one for each crate, and those that a tasks.json defines. They are provided in trusted workspaces only. */
export function imageTasks({ manifests, projectOf, build, report, requireTrust, closing }: Needs): vscode.TaskProvider {
    return {
        async provideTasks() {
            const found = vscode.workspace.isTrusted ? await manifests() : [];
            return found.flatMap((manifest) => {
                const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(manifest));
                return folder === undefined
                    ? []
                    : [taskOf(folder, path.relative(folder.uri.fsPath, manifest).split(path.sep).join("/"))];
            });
        },
        resolveTask({ definition, scope }) {
            const task = readImageTask(definition);
            const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
            return task && folder && executable(definition, folder, task);
        },
    };

    function taskOf(folder: vscode.WorkspaceFolder, manifest: string): vscode.Task {
        const definition = { type: TASK_TYPE, task: "build image", manifest };
        return executable(definition, folder, { manifest, purpose: "training", instanceType: undefined, tags: [] });
    }

    function executable(definition: vscode.TaskDefinition, folder: vscode.WorkspaceFolder, task: ImageTask): vscode.Task {
        const crate = path.posix.dirname(task.manifest);
        const name = `build image${crate === "." ? "" : ` (${crate})`}`;
        const manifest = path.resolve(folder.uri.fsPath, task.manifest);
        const execution = new vscode.CustomExecution(async () => terminalOf(task, manifest));
        const made = new vscode.Task(definition, folder, name, "sagemaker", execution, []);
        made.group = vscode.TaskGroup.Build;
        made.detail = "Builds the container image of the crate";
        return made;
    }

    function terminalOf(task: ImageTask, manifest: string): BuildTerminal {
        const terminal = new BuildTerminal(() => void run(task, manifest, terminal).then((code) => terminal.exit(code)));
        return terminal;
    }

    async function run(task: ImageTask, manifest: string, view: BuildTerminal): Promise<number> {
        const ended = new AbortController();
        const signal = AbortSignal.any([closing, ended.signal]);
        view.begin("Reading the crate…", () => ended.abort());
        try {
            requireTrust();
            const project = await projectOf(signal, manifest);
            if (project === undefined) {
                return 1;
            }
            await build(project, { ...purposeOfTask(task, project), tags: task.tags, view }, () => {}, signal);
            return 0;
        } catch (error) {
            view.end(endingOf(error), "failed");
            if (!isAbort(error)) {
                report(error);
            }
            return 1;
        }
    }
}
