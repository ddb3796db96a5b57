import assert from "node:assert/strict";
import { test } from "node:test";
import { LineSplitter } from "../../../src/local/capture/lineSplitter.ts";

test("lines end at a newline, at a carriage return and at both, wherever the reads end", () => {
    const output = Buffer.from("one\ntwo\r\n10%\r20%\r\r\n\n\nümläut 日本\nlast");
    const expected = ["one", "two", "10%", "20%", "ümläut 日本", "last"];
    for (let size = 1; size <= output.length; size++) {
        assert.deepEqual(texts(output, size), expected, `reads of ${size} bytes`);
    }
});

test("a reader that starts at the end of any line reads exactly the rest", () => {
    const output = Buffer.from("one\r\ntwo\rthree\n\nfour");
    const lines = split(output, output.length, 0);
    lines.forEach(({ end }, index) => {
        assert.deepEqual(split(output.subarray(end), 3, end), lines.slice(index + 1));
    });
});

test("bytes that are no text become replacement characters and stop nothing", () => {
    assert.deepEqual(texts(Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x62]), 2), ["a\ufffd\ufffd", "b"]);
});

test("a line without end keeps its beginning, whole characters only, and says what is missing", () => {
    const splitter = new LineSplitter(0);
    splitter.push(Buffer.from("x"));
    const chunk = Buffer.from("é".repeat(32 * 1024));
    for (let n = 0; n < 16; n++) {
        assert.deepEqual(splitter.push(chunk), []);
    }
    const [line] = splitter.finish();
    const total = 1 + 16 * chunk.length;
    assert.ok(line);
    assert.match(line.text, /^xé+…\(\d+ more bytes\)$/);
    const keptBytes = Buffer.byteLength(line.text.slice(0, line.text.indexOf("…")));
    assert.equal(line.text.endsWith(`…(${total - keptBytes} more bytes)`), true);
    assert.ok(keptBytes <= 32 * 1024);
    assert.equal(line.end, total);
});

function texts(output: Buffer, size: number): string[] {
    return split(output, size, 0).map(({ text }) => text);
}

function split(output: Buffer, size: number, position: number) {
    const splitter = new LineSplitter(position);
    const lines = [];
    for (let at = 0; at < output.length; at += size) {
        lines.push(...splitter.push(output.subarray(at, at + size)));
    }
    return [...lines, ...splitter.finish()];
}
