import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { withoutLinks } from "../../src/editor/withoutLinks.ts";

/** Mechanisms with one door each: the call, and the only file that may make it. */
const doors = [
    { call: "registerCommand(", file: "src/editor/commands.ts" },
    { call: "showErrorMessage(", file: "src/editor/showProblem.ts" },
    { call: "showInformationMessage(", file: "src/editor/vscodeAsk.ts" },
    { call: "onCancellationRequested(", file: "src/editor/progress.ts" },
    { call: "createTreeView<", file: "src/editor/resourceView.ts" },
    { call: "createWebviewPanel(", file: "src/editor/panels/panels.ts" },
];

describe("one door", () => {
    for (const { call, file } of doors) {
        it(`only ${file} calls ${call})`, () => {
            const callers = globSync("src/**/*.ts").filter((path) => readFileSync(path, "utf8").includes(call));
            assert.deepEqual(callers, [file]);
        });
    }

    it("no program is started through a shell", () => {
        const guilty = globSync("src/**/*.ts").filter((path) =>
            /\bshell: true|\bexec(Sync)?\(["'`]/.test(readFileSync(path, "utf8")),
        );
        assert.deepEqual(guilty, []);
    });

    it("a notification offers no link that its text brought along", () => {
        const sentence = "Training job a failed. [Show why](command:workbench.action.terminal.new)";
        assert.doesNotMatch(withoutLinks(sentence), /\]\(/);
    });

    it("nothing writes HTML from data", () => {
        const guilty = globSync("src/webview/**/*.ts").filter((path) =>
            /innerHTML|outerHTML|insertAdjacentHTML/.test(readFileSync(path, "utf8")),
        );
        assert.deepEqual(guilty, []);
    });
});
