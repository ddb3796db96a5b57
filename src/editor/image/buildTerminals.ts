import * as vscode from "vscode";
import { BuildTerminal } from "./buildTerminal.ts";
import type { BuildView } from "./buildView.ts";

/** The terminals of the builds that commands start, one for each crate. */
export interface BuildTerminals extends vscode.Disposable {
    /** A view that appears, without taking the focus, when its build begins. */
    viewOf(crate: string): BuildView;
    /** Reveals the terminal of a crate, or the one that was used last; false when the user has closed it. */
    show(crate?: string): boolean;
}

/** The terminals of this window. */
export function buildTerminals(): BuildTerminals {
    const shown = new Map<string, { readonly terminal: vscode.Terminal; readonly build: BuildTerminal }>();

    const reveal = (crate: string): BuildTerminal => {
        const earlier = shown.get(crate);
        shown.delete(crate); // So that the last of the map is the one that was used last.
        const build = earlier === undefined || earlier.build.isClosed ? new BuildTerminal() : earlier.build;
        const terminal = build === earlier?.build ? earlier.terminal : open(crate, build);
        shown.set(crate, { terminal, build });
        terminal.show(true);
        return build;
    };
    return {
        viewOf(crate) {
            let build: BuildTerminal | undefined;
            return {
                begin(heading, cancel) {
                    build = reveal(crate);
                    build.begin(heading, cancel);
                },
                write: (text) => build?.write(text),
                end: (sentence, outcome) => build?.end(sentence, outcome),
            };
        },
        show(crate = [...shown.keys()].at(-1) ?? "") {
            const found = shown.get(crate);
            if (found === undefined || found.build.isClosed) {
                return false;
            }
            found.terminal.show(true);
            return true;
        },
        dispose: () => shown.forEach(({ terminal }) => terminal.dispose()),
    };
}

function open(crate: string, pty: BuildTerminal): vscode.Terminal {
    return vscode.window.createTerminal({
        name: `Build Image: ${crate}`,
        pty,
        iconPath: new vscode.ThemeIcon("package"),
        isTransient: true,
    });
}
