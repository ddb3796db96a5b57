import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { withoutLinks } from "../../src/editor/withoutLinks.ts";

/** Mechanisms with one door each: the call, and the only file that may make it. */
const doors = [
    { call: "registerCommand(", file: "src/editor/commands.ts" },
    { call: "showErrorMessage(", file: "src/editor/showProblem.ts" },
    { call: "showInformationMessage(", file: "src/editor/vscodeAsk.ts" },
    { call: "showWarningMessage(", file: "src/editor/vscodeAsk.ts" },
    { call: "{ log: true }", file: "src/compose/shared.ts" },
    { call: "onCancellationRequested(", file: "src/editor/progress.ts" },
    { call: "createTreeView<", file: "src/editor/resourceView.ts" },
    { call: "createTerminal(", file: "src/editor/image/buildTerminals.ts" },
    { call: "createWebviewPanel(", file: "src/editor/panels/panels.ts" },
];

describe("one door", () => {
    for (const { call, file: door } of doors) {
        it(`only ${door} calls ${call})`, () => {
            const callers = globSync("src/**/*.ts").filter((file) => readFileSync(file, "utf8").includes(call));
            assert.deepEqual(callers, [door]);
        });
    }

    it("no program is started through a shell", () => {
        const guilty = globSync("src/**/*.ts").filter((file) =>
            /\bshell: true|\bexec(Sync)?\(["'`]/.test(readFileSync(file, "utf8")),
        );
        assert.deepEqual(guilty, []);
    });

    it("a notification offers no link that its text brought along", () => {
        const sentence = "Training job a failed. [Show why](command:workbench.action.terminal.new)";
        assert.doesNotMatch(withoutLinks(sentence), /\]\(/);
    });

    it("nothing writes HTML from data", () => {
        const guilty = globSync("src/webview/**/*.ts").filter((file) =>
            /innerHTML|outerHTML|insertAdjacentHTML/.test(readFileSync(file, "utf8")),
        );
        assert.deepEqual(guilty, []);
    });
});

describe("activation", () => {
    it("loads neither the SDK nor what reads manifests, project files and messages of panels", () => {
        const loaded = staticImports("src/extension.ts", new Set());
        const packages = [...loaded].filter((name) => !/^(node:|vscode$|src\/)/.test(name));
        assert.deepEqual(packages, []);
        assert.ok(loaded.has("src/editor/commands.ts") && loaded.size > 30, "the imports were followed");
    });
});

/** Every module and package that a file imports, and what those import, but for types and what is imported when it is needed. */
function staticImports(file: string, found: Set<string>): ReadonlySet<string> {
    const text = readFileSync(file, "utf8");
    for (const [, what = "", from = ""] of text.matchAll(/^import ([^;]*?) from "([^"]+)";/gms)) {
        const isTypesOnly = what.startsWith("type ") || /^\{(\s*type [^,}]+,?)+\s*\}$/.test(what);
        const name = from.startsWith(".") ? path.posix.join(path.posix.dirname(file), from) : from;
        if (!isTypesOnly && !found.has(name)) {
            found.add(name);
            if (name.startsWith("src/")) {
                staticImports(name, found);
            }
        }
    }
    return found;
}
