import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { terminalOutput } from "../../../src/editor/image/terminalOutput.ts";

// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const CONTROL = /[\x07\x1b\x9b]/;

describe("text for a terminal", () => {
    const shown = (...chunks: readonly string[]) => {
        const text = terminalOutput();
        return chunks.map((chunk) => text(chunk)).join("");
    };

    it("begins each line at the left, wherever the chunks are cut", () => {
        assert.equal(shown("one\ntwo\r\nthree\n"), "one\r\ntwo\r\nthree\r\n");
        assert.equal(shown("one\r", "\ntwo\n"), "one\r\ntwo\r\n");
        assert.equal(shown("10%\r", "20%\r", "", "\n"), "10%\r20%\r\n");
    });

    it("keeps colours, movement and erasing, in one piece", () => {
        const error = "\x1b[1m\x1b[38;5;9merror\x1b[0m\x1b[K\x1b[2A";
        assert.equal(shown(error), error);
        assert.equal(shown("\x1b", "[38;5", ";9mred"), "\x1b[38;5;9mred");
    });

    it("drops what would write to the clipboard, rename the window, name a link or make the terminal answer", () => {
        const hostile = [
            "\x1b]52;c;cm0gLXJmIH4=\x07",
            "\x1b]0;title\x1b\\",
            "\x1b]8;;https://evil.example\x07",
            "\x1b[6n",
            "\x1b[?1049h",
            "\x1bP$q\x1b\\",
            "\x1bc",
            "\x9b6n",
            "\x07",
        ];
        for (const sequence of hostile) {
            assert.doesNotMatch(shown(`a${sequence}b`), CONTROL, JSON.stringify(sequence));
            const [head, tail] = [sequence.slice(0, 2), sequence.slice(2)];
            assert.doesNotMatch(shown(`a${head}`, `${tail}b`), CONTROL, JSON.stringify(sequence));
        }
        assert.equal(shown("a\x1b]8;;https://evil.example\x07link\x1b]8;;\x07b"), "alinkb");
    });

    it("loses no output to a sequence that never ends", () => {
        const late = shown("\x1b]52;c;", "x".repeat(5000), "error: it failed\n");
        assert.match(late, /error: it failed\r\n$/);
        assert.doesNotMatch(late, CONTROL);
    });
});
