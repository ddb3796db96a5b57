import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { explain } from "../../../src/core/failure/failureReport.ts";
import { panicOf } from "../../../src/core/failure/panic.ts";
import { sourcePlaces } from "../../../src/core/logs/sourcePlaces.ts";
import { evidence, exited, phase } from "./evidence.ts";

const PANIC = ["thread 'main' (7) panicked at src/bin/train.rs:52:18:", "index out of luck"];

describe("a failure explained", () => {
    it("says in one sentence what failed where, and why", () => {
        const { sentence } = explain(evidence({ reason: exited(101), lines: PANIC }), () => undefined);
        assert.equal(
            sentence,
            "Training job iris-1 in AWS us-east-1 (dev) failed: The program panicked at src/bin/train.rs:52: index out of luck",
        );
    });

    it("F103: decodes the exit code, and links the panic to the file of the workspace", () => {
        const known = evidence({ reason: exited(101), lines: PANIC });
        const { markdown } = explain(known, () => "my (crate)/src/bin/train.rs");
        assert.match(markdown, /\| Exit code \| 101 \(a Rust panic\) \|/);
        assert.match(markdown, /\[src\/bin\/train\.rs:52\]|\[src\/bin\/train.rs\\:52\]/);
        assert.match(markdown, /\]\(\/my%20%28crate%29\/src\/bin\/train\.rs#L52\)/);
    });

    it("tells how long each phase took", () => {
        const { markdown } = explain(evidence({ phases: [phase("Starting"), phase("Training")] }), () => undefined);
        assert.match(markdown, /\| Training \| 12\\?:00\\?:00 \| 1 min \| It was Training \|/);
    });

    it("F71: shows nothing of a log or a reason as Markdown, and no way out of its block", () => {
        const hostile = [
            "```",
            "# a heading",
            "[click](command:workbench.action.terminal.new)",
            "<script>alert(1)</script>",
            "````` more",
        ];
        const { markdown } = explain(evidence({ reason: `**bold** ${hostile.join("\n")}`, lines: hostile }), () => undefined);
        const [before = "", block = "", after] = markdown.split("``````");
        assert.equal(after, "");
        assert.match(block, /^text\n```\n# a heading\n\[click\]/);
        assert.doesNotMatch(before, /\]\(command:|<script|\*\*bold/);
    });

    it("says so where nothing is known", () => {
        const { sentence, markdown } = explain(
            evidence({ reason: "InternalServerError: We encountered an internal error." }),
            () => undefined,
        );
        assert.match(sentence, /failed: InternalServerError/);
        assert.match(markdown, /Nothing that this extension knows of explains it/);
        assert.match(markdown, /There is no line of log/);
    });
});

describe("panics", () => {
    it("are found with message and place, in the form before Rust 1.73 too", () => {
        assert.deepEqual(panicOf(PANIC)?.message, "index out of luck");
        const old = panicOf(["thread 'main' panicked at 'no data', src/main.rs:3:5"]);
        assert.equal(old?.message, "no data");
        assert.equal(old?.place?.path, "src/main.rs");
        assert.equal(panicOf(["all is well"]), undefined);
    });
});

describe("places in sources", () => {
    const found = (text: string) => sourcePlaces(text).map(({ path, line, column }) => `${path} ${line} ${column}`);

    it("are found in panics, in messages of the compiler and behind whatever stands before them", () => {
        assert.deepEqual(found("12:00:00.001 panicked at src/bin/train.rs:52:18:"), ["src/bin/train.rs 52 18"]);
        assert.deepEqual(found("  --> crâtes/日本/src/lib.rs:7:3"), ["crâtes/日本/src/lib.rs 7 3"]);
        assert.deepEqual(found("at /build/src/main.rs:9 (a.rs:1:2)"), ["/build/src/main.rs 9 1", "a.rs 1 2"]);
        assert.deepEqual(found("C:\\work\\src\\main.rs:1:1"), ["C:\\work\\src\\main.rs 1 1"]);
        assert.deepEqual(found("time:src/main.rs:4:4"), ["src/main.rs 4 4"]);
        assert.deepEqual(found(".rs:4:4 and train.rs"), []);
    });

    it("F71: are looked for in no more than linear time", () => {
        const began = performance.now();
        assert.equal(sourcePlaces(`${"a".repeat(2_000_000)} ${"x.rs:1 ".repeat(20_000)}`).length, 20_000);
        assert.ok(performance.now() - began < 10_000);
    });
});
