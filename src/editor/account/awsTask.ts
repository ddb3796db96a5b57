import * as vscode from "vscode";

/**
 * Runs the AWS CLI as a task, whose terminal shows what it says and takes what it asks. Answers its exit code, or undefined when it was ended. The
 * arguments are a vector; VS Code itself runs no task in Restricted Mode.
 */
export async function runAwsTask(program: string, args: readonly string[], signal: AbortSignal): Promise<number | undefined> {
    signal.throwIfAborted();
    const task = new vscode.Task(
        { type: "rustSagemaker.aws" },
        vscode.workspace.workspaceFolders?.[0] === undefined ? vscode.TaskScope.Global : vscode.TaskScope.Workspace,
        "Sign In to AWS",
        "SageMaker",
        new vscode.ProcessExecution(program, [...args]),
    );
    task.presentationOptions = {
        reveal: vscode.TaskRevealKind.Always,
        focus: false,
        clear: true,
        panel: vscode.TaskPanelKind.Dedicated,
    };
    const ended = Promise.withResolvers<number | undefined>();
    const listeners = [
        vscode.tasks.onDidEndTaskProcess(({ execution: one, exitCode }) => one === execution && ended.resolve(exitCode)),
        vscode.tasks.onDidEndTask(({ execution: one }) => one === execution && setTimeout(() => ended.resolve(undefined), 500)),
    ];
    const execution = await vscode.tasks.executeTask(task);
    const stop = () => {
        execution.terminate();
        ended.reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    try {
        return await ended.promise;
    } finally {
        signal.removeEventListener("abort", stop);
        listeners.forEach((listener) => listener.dispose());
    }
}
