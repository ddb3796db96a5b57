import * as vscode from "vscode";
import { batches } from "./batches.ts";
import { rotation, type TextSink } from "./rotation.ts";

/** An output channel that shows the log of one job or endpoint; lines that fill it go, because the saved file has them all. */
export interface LogChannel extends vscode.Disposable {
    /** Adds whole lines. */
    append(text: string): void;
    /** Says something of our own between the lines. */
    note(text: string): void;
    clear(): void;
    show(): void;
}

/** What the first line of a channel says that has taken the place of a full one. */
const EARLIER = '--- Earlier lines are in the full log: run "SageMaker: Open Full Log".';

/** Makes such a channel; its name is what the list of the Output view shows. */
export function logChannel(name: string): LogChannel {
    const rotating = rotation(() => outputChannel(name), EARLIER);
    const waiting = batches(rotating.append);
    return {
        append: waiting.add,
        note: (text) => waiting.add(`--- ${text}\n`),
        clear() {
            waiting.flush();
            rotating.clear();
        },
        show() {
            waiting.flush();
            rotating.show();
        },
        dispose() {
            waiting.flush();
            rotating.dispose();
        },
    };
}

function outputChannel(name: string): TextSink {
    const channel = vscode.window.createOutputChannel(name, "log");
    return {
        append: (text) => channel.append(text),
        clear: () => channel.clear(),
        // VS Code does not tell which channel is shown, but its document is one of those in sight.
        isShown: () => vscode.window.visibleTextEditors.some(({ document }) => isOf(document.uri, name)),
        show: () => channel.show(true),
        dispose: () => channel.dispose(),
    };
}

/** The last part of an output document's path is the channel's name. */
function isOf({ scheme, path }: vscode.Uri, name: string): boolean {
    return scheme === "output" && path.endsWith(name);
}
