import * as vscode from "vscode";
import { withoutLinks } from "./withoutLinks.ts";

/** Runs a task under a title that the user sees and can cancel; `report` says what it is at. */
export type Progress = <T>(
    title: string,
    task: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
) => Promise<T>;

/** What is over sooner is not shown: a notification that only flashes says nothing, and VS Code drops the ones that follow such a flurry. */
const SHOWN_AFTER_MS = 400;

/** Shows a task that takes its time as a notification. VS Code's cancellation becomes an AbortSignal here and nowhere else. */
export const withProgress: Progress = async (title, task) => {
    const cancelled = new AbortController();
    let said: string | undefined;
    let show = (message: string): void => void (said = message);
    const running = task(cancelled.signal, (message) => show(message));
    const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
    const timer = setTimeout(() => {
        void vscode.window.withProgress(options, async (progress, token) => {
            const listener = token.onCancellationRequested(() => cancelled.abort());
            show = (message) => progress.report({ message: withoutLinks(message) });
            if (said !== undefined) {
                show(said);
            }
            await running.catch(() => undefined); // told by whoever asked for the task
            listener.dispose();
        });
    }, SHOWN_AFTER_MS);
    try {
        return await running;
    } finally {
        clearTimeout(timer);
    }
};
