import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prettyView, rawView } from "../../src/core/request/answerView.ts";
import { csvRows } from "../../src/core/request/csvRows.ts";
import { hexDump } from "../../src/core/request/hexDump.ts";
import { layOutJson } from "../../src/core/request/jsonLayout.ts";
import { visibleText } from "../../src/core/text/visibleText.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const laidOut = (text: string) =>
    layOutJson(text)
        ?.map((token) => token.text)
        .join("");

describe("prettyView", () => {
    it("shows JSON, CSV, pictures, text and bytes each in its way, whatever the content type says", () => {
        const kinds = [
            prettyView("application/octet-stream", bytes('{"a": 1}')),
            prettyView("text/csv; charset=utf-8", bytes("1,2\n")),
            prettyView("text/html", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)),
            prettyView("image/png", bytes("<svg onload=alert(1)>")),
            prettyView("application/json", bytes("{broken")),
            prettyView("text/plain", Uint8Array.of(0xf0, 0x9f)),
            prettyView("text/plain", Uint8Array.of(0, 1, 2)),
            prettyView("application/json", bytes("")),
        ].map(({ kind }) => kind);
        assert.deepEqual(kinds, ["json", "table", "image", "text", "text", "hex", "hex", "empty"]);
    });

    it("leaves out what is too long to be shown, and says so", () => {
        assert.equal(prettyView("text/plain", bytes("x".repeat(200_001))).leftOut, "1 more characters");
        assert.equal(prettyView("application/json", bytes(`[${"1,".repeat(100_000)}1]`)).kind, "text");
        const table = prettyView("text/csv", bytes("1\n".repeat(201)));
        assert.deepEqual([table.kind === "table" && table.rows.length, table.leftOut], [200, "more rows"]);
        assert.equal(rawView(new Uint8Array(16_385)).leftOut, "1 more bytes");
    });

    it("makes hidden characters of JSON keys and CSV cells visible", () => {
        const json = prettyView("application/json", bytes('{"\u202eevil": 1}'));
        assert.equal(json.kind === "json" && json.tokens[1]?.text, '"⟨U+202E⟩evil"');
        assert.deepEqual(prettyView("text/csv", bytes("\u200b1,2")), {
            kind: "table",
            rows: [["⟨U+200B⟩1", "2"]],
            leftOut: undefined,
        });
    });
});

describe("layOutJson", () => {
    it("keeps what is short on one line and breaks what is long", () => {
        const label = "Ankle boot".padEnd(30, "!");
        const text = JSON.stringify({
            predictions: [{ label, class: 9, probabilities: { Bag: 0.01, "Ankle boot": 0.99 } }],
            n: 1,
        });
        assert.equal(
            laidOut(text),
            [
                "{",
                '  "predictions": [',
                "    {",
                `      "label": "${label}",`,
                '      "class": 9,',
                '      "probabilities": {"Bag": 0.01, "Ankle boot": 0.99}',
                "    }",
                "  ],",
                '  "n": 1',
                "}",
            ].join("\n"),
        );
    });

    it("fills lines with the numbers of a long array, and none is longer than 82 characters", () => {
        const text = laidOut(JSON.stringify(Array.from({ length: 784 }, (_, index) => index / 7))) ?? "";
        const lines = text.split("\n");
        assert.ok(lines.length < 250 && lines.length > 150, String(lines.length));
        assert.ok(Math.max(...lines.map((line) => line.length)) <= 82);
    });

    it("changes nothing but white space, so that large numbers keep their digits", () => {
        const text = '{"id":12345678901234567890,"x":[1e400,-0.10,{"s":"a\\"b,:[","t":true,"u":null}],"e":{},"f":[]}';
        const compact = laidOut(text)?.replaceAll(/(?<=[,:]) |\n */g, "");
        assert.equal(compact, text);
    });

    it("tells keys from strings, numbers and literals", () => {
        const kinds = layOutJson('{"a":["b",-1.5e3,false]}')?.filter(({ kind }) => kind !== "plain");
        assert.deepEqual(kinds, [
            { kind: "key", text: '"a"' },
            { kind: "string", text: '"b"' },
            { kind: "number", text: "-1.5e3" },
            { kind: "literal", text: "false" },
        ]);
    });

    it("answers nothing for what is not JSON", () => {
        assert.equal(layOutJson('{"a":1,}'), undefined);
    });

    it("stands a very long string, and gives up on very deep nesting", () => {
        assert.equal(laidOut(`["${"\\n".repeat(90_000)}"]`)?.length, 180_008);
        assert.equal(laidOut("[".repeat(90_000) + "]".repeat(90_000)), undefined);
    });
});

describe("csvRows", () => {
    it("reads quotes, empty cells and every kind of line end", () => {
        const rows = csvRows('a,"b ""x"", y",\r\n"two\nlines",,3\n,\rlast', ",", 10);
        assert.deepEqual(rows, [["a", 'b "x", y', ""], ["two\nlines", "", "3"], ["", ""], ["last"]]);
    });

    it("ends a row that ends in a separator with an empty cell", () => {
        assert.deepEqual(csvRows("1\t2\t", "\t", 10), [["1", "2", ""]]);
    });

    it("stops at the most rows", () => {
        assert.equal(csvRows("1\n".repeat(100), ",", 7).length, 7);
    });

    it("shows what is no CSV as it stands, and loses none of it", () => {
        assert.deepEqual(csvRows('1,2\n3,"never closed\n4', ",", 10), [
            ["1", "2"],
            ["3", '"never closed\n4'],
        ]);
    });
});

describe("hexDump", () => {
    it("shows offset, bytes and the printable ones", () => {
        const dump = hexDump(Uint8Array.from([...bytes("0123456789abcdef"), 0, 0xff, 0x41]));
        assert.deepEqual(dump.split("\n"), [
            "00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef",
            `00000010  00 ff 41${" ".repeat(39)}  ..A`,
        ]);
    });
});

describe("visibleText", () => {
    it("shows escapes and turned text as codes, and leaves tabs, lines and words of any script alone", () => {
        assert.equal(visibleText("\x1b[31mred\r\n\tשלום 👩\u200d🚀"), "⟨U+001B⟩[31mred\n\tשלום 👩\u200d🚀");
        assert.equal(visibleText("a\u202eb\u2066c\r"), "a⟨U+202E⟩b⟨U+2066⟩c⟨U+000D⟩");
    });
});
