import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { batches } from "../../../src/editor/logs/batches.ts";
import { rotation } from "../../../src/editor/logs/rotation.ts";

describe("what an output channel is given", () => {
    it("waits for 50 milliseconds for more, and goes out in one piece", () => {
        mock.timers.enable({ apis: ["setTimeout"] });
        try {
            const written: string[] = [];
            const waiting = batches((text) => void written.push(text));
            waiting.add("a\n");
            mock.timers.tick(30);
            waiting.add("b\n");
            mock.timers.tick(19);
            assert.deepEqual(written, []);
            mock.timers.tick(1);
            assert.deepEqual(written, ["a\nb\n"]);
            waiting.add("c\n");
            waiting.flush();
            assert.deepEqual(written, ["a\nb\n", "c\n"]);
            mock.timers.tick(100);
            assert.equal(written.length, 2);
        } finally {
            mock.timers.reset();
        }
    });

    it("F70: is one call for tens of thousands of lines, and all of them", () => {
        const written: string[] = [];
        const waiting = batches((text) => void written.push(text));
        const count = 100_000;
        for (let index = 0; index < count; index++) {
            waiting.add(`line ${index}\n`);
        }
        waiting.flush();
        assert.ok(written.length <= count * 0.02, `${written.length} calls`);
        assert.equal(written.join(""), Array.from({ length: count }, (_, index) => `line ${index}\n`).join(""));
    });
});

describe("a channel that is full", () => {
    function sinks() {
        const all: { text: string; shows: number; isOpen: boolean; isShown: boolean }[] = [];
        const open = () => {
            const sink = { text: "", shows: 0, isOpen: true, isShown: false };
            all.push(sink);
            return {
                append: (text: string) => void (sink.text += text),
                clear: () => void (sink.text = ""),
                isShown: () => sink.isShown,
                show: () => void sink.shows++,
                dispose: () => void (sink.isOpen = false),
            };
        };
        return { all, open };
    }

    it("F70: gives way to another one, which begins with its end and says where the rest is", () => {
        const { all, open } = sinks();
        const channel = rotation(open, "--- the rest is in the file");
        for (let index = 0; index < 100; index++) {
            channel.append("x".repeat(9).concat("\n").repeat(1000));
        }
        assert.equal(all.length, 3);
        assert.deepEqual(
            all.map(({ isOpen }) => isOpen),
            [false, false, true],
        );
        assert.match(all.at(-1)?.text ?? "", /^--- the rest is in the file\nx{9}\n/);
        assert.ok((all.at(-1)?.text.length ?? 0) < 5 * 1024 * 1024);
    });

    it("is shown where the one before was, which goes when the new one is in sight", () => {
        mock.timers.enable({ apis: ["setTimeout"] });
        try {
            const { all, open } = sinks();
            const channel = rotation(open, "");
            const fill = () => channel.append("\n".repeat(40_000));
            fill();
            fill();
            assert.deepEqual([all[1]?.shows, all[0]?.isOpen], [0, false]);
            Object.assign(all[1] ?? {}, { isShown: true });
            fill();
            assert.deepEqual([all[2]?.shows, all[1]?.isOpen], [1, true]);
            mock.timers.tick(2000);
            assert.deepEqual([all[2]?.shows, all[1]?.isOpen], [2, true], "it is not in sight yet");
            Object.assign(all[1] ?? {}, { isShown: false });
            mock.timers.tick(2000);
            assert.equal(all[1]?.isOpen, false);
        } finally {
            mock.timers.reset();
        }
    });

    it("is emptied when the log begins anew", () => {
        const { all, open } = sinks();
        const channel = rotation(open, "");
        channel.append("old\n");
        channel.clear();
        channel.append("new\n");
        assert.deepEqual(
            all.map(({ text }) => text),
            ["new\n"],
        );
    });
});
