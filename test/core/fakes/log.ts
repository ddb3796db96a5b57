import type { LogOutputChannel } from "vscode";

/** VS Code's log, which here remembers what was written to it. */
export function fakeLog() {
    const lines: string[] = [];
    const write = (...said: readonly unknown[]) => void lines.push(said.join(" "));
    const nothing = () => {};
    const log: LogOutputChannel = {
        name: "log",
        logLevel: 1,
        onDidChangeLogLevel: () => ({ dispose: nothing }),
        append: write,
        appendLine: write,
        replace: write,
        trace: write,
        debug: write,
        info: write,
        warn: write,
        error: write,
        clear: nothing,
        show: nothing,
        hide: nothing,
        dispose: nothing,
    };
    return { log, lines };
}
