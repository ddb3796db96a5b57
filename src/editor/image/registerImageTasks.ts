import * as vscode from "vscode";
import { TASK_TYPE } from "../../core/image/build/imageTask.ts";

/** Registers the provider of our tasks, which is loaded when VS Code first asks for them. */
export function registerImageTasks(tasks: () => Promise<vscode.TaskProvider>): vscode.Disposable {
    return vscode.tasks.registerTaskProvider(TASK_TYPE, {
        provideTasks: async (token) => (await tasks()).provideTasks(token),
        resolveTask: async (task, token) => (await tasks()).resolveTask(task, token),
    });
}
