import * as vscode from "vscode";
import { withoutLinks } from "./withoutLinks.ts";

/** Runs a task under a title that the user sees and can cancel; `report` says what it is at. */
export type Progress = <T>(
    title: string,
    task: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
) => Promise<T>;

/** Shows a task as a notification. VS Code's cancellation becomes an AbortSignal here and nowhere else. */
export const withProgress: Progress = async (title, task) =>
    vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true },
        async (progress, token) => {
            const cancelled = new AbortController();
            const listener = token.onCancellationRequested(() => cancelled.abort());
            try {
                return await task(cancelled.signal, (message) => progress.report({ message: withoutLinks(message) }));
            } finally {
                listener.dispose();
            }
        },
    );
