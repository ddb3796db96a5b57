import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { logText, shownText } from "../../../src/core/logs/logText.ts";

const ESC = "\u001b";

describe("a line of a log as plain text", () => {
    const cases: readonly (readonly [name: string, line: string, shown: string])[] = [
        ["colours go", `${ESC}[32mepoch 1${ESC}[0m loss ${ESC}[1;31m0.5${ESC}[m`, "epoch 1 loss 0.5"],
        ["so do those of eight bits", "\u009b31mred\u009b0m", "red"],
        ["links keep their words (OSC 8)", `${ESC}]8;;https://evil.example${ESC}\\click${ESC}]8;;${ESC}\\ me`, "click me"],
        ["nothing reaches the clipboard (OSC 52)", `a${ESC}]52;c;cm0gLXJmIC8=\u0007b`, "ab"],
        ["titles, device strings and messages go", `${ESC}]0;title\u0007${ESC}Pq#1${ESC}\\${ESC}_x${ESC}\\${ESC}^y\u009cz`, "z"],
        ["a sequence that is not ended hides nothing behind it", `a${ESC}]8;;still here`, "a8;;still here"],
        ["nor does one in the middle", `a${ESC}[31`, "a31"],
        ["cursor moves and short sequences go", `${ESC}7${ESC}(B${ESC}[2J${ESC}[1A${ESC}cx`, "x"],
        ["of a progress bar the last state stays", "10%\r 50%\r100%\r", "100%"],
        ["a Windows line ends as any other", "one\r\ntwo\r\n", "one\ntwo"],
        ["other controls go, tabs stay", "a\u0000\u0007\u0008b\tc\u0085", "ab\tc"],
        ["marks that turn text round are shown", "safe\u202egnp.exe", "safe⟨U+202E⟩gnp.exe"],
        ["emoji and other scripts stay", "é🦀 日本 👩‍🔬", "é🦀 日本 👩‍🔬"],
        ["half a character becomes a replacement mark", "a\ud83e", "a\ufffd"],
    ];
    for (const [name, line, shown] of cases) {
        it(`F71: ${name}`, () => assert.equal(logText(line), shown));
    }

    it("F71: holds no control and no escape whatever comes", () => {
        let state = 7;
        const roll = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
        const alphabet = [
            ESC,
            "[",
            "]",
            "P",
            "\u009b",
            "\u009d",
            "\u009c",
            "\u0007",
            "\r",
            "\n",
            "3",
            ";",
            "m",
            "a",
            "\u202e",
            "\ud83e",
            "\udd80",
            "\\",
        ];
        for (let round = 0; round < 20_000; round++) {
            const text = logText(Array.from({ length: 12 }, () => alphabet[roll(alphabet.length)]).join(""));
            // oxlint-disable-next-line no-control-regex -- that is what must not be there
            assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
            assert.ok(text.isWellFormed());
        }
    });

    it("F71: takes no more than linear time", () => {
        const began = performance.now();
        for (const part of [`${ESC}]`, `${ESC}[`, "\u009d", `${ESC}[0`, `${ESC}P`, "\r", "\u009b;"]) {
            logText(part.repeat(200_000));
        }
        assert.ok(performance.now() - began < 5000);
    });

    it("F71: is cut for the channel, between characters, and says how much is missing", () => {
        assert.equal(shownText("short"), "short");
        assert.equal(shownText("x".repeat(40_000)), `${"x".repeat(32_768)}…(7232 more)`);
        assert.equal(shownText(`${"x".repeat(32_767)}🦀🦀`), `${"x".repeat(32_767)}…(4 more)`);
    });
});
