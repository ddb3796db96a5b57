import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { panelPage } from "../../src/editor/panels/panelPage.ts";
import { fromBase64, toBase64 } from "../../src/webview/panel/base64.ts";
import { nextRequestId, type PastRequest, withOutcome, withRequest } from "../../src/webview/panel/pastRequests.ts";
import { durationText, sizeText } from "../../src/webview/panel/quantities.ts";
import { bodyOf, bytesOf, keptBody, restoredBody } from "../../src/webview/panel/requestBody.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

describe("the page of a panel", () => {
    it("lets nothing run but the script with its nonce, and nothing else be fetched", () => {
        const html = panelPage({ script: "S.js", styles: ["a.css", "b.css"], cspSource: "https://source", nonce: "N0nce" });
        const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
        assert.equal(
            policy,
            "default-src 'none'; script-src 'nonce-N0nce'; style-src https://source; img-src blob:; base-uri 'none'; form-action 'none'",
        );
        assert.deepEqual(html.match(/<script[^>]*>/g), ['<script nonce="N0nce" src="S.js">']);
        assert.doesNotMatch(html, /\sstyle=|\son\w+=/);
    });
});

describe("the body in the form", () => {
    it("is text where the text area gives the same bytes back", () => {
        assert.deepEqual(bodyOf("a.csv", "text/csv", bytes("1,2\n")), { kind: "text", text: "1,2\n" });
        assert.deepEqual(bytesOf(bodyOf("a.csv", "text/csv", bytes("\ufeff1"))), bytes("\ufeff1"));
    });

    it("stays bytes where it would not, or where the text area would be slow", () => {
        const bodies = [
            bodyOf("a.csv", "text/csv", bytes("1,2\r\n")),
            bodyOf("a.txt", "text/plain", everyByte),
            bodyOf("a.png", "image/png", bytes("text")),
            bodyOf("a.csv", "text/csv", new Uint8Array(200_001)),
        ];
        assert.deepEqual(new Set(bodies.map(({ kind }) => kind)), new Set(["bytes"]));
    });

    it("comes back from the page's state, and is missed when it was too large for it", () => {
        const body = bodyOf("a.bin", "application/octet-stream", everyByte);
        assert.deepEqual(restoredBody(keptBody(body, 256)), body);
        const kept = keptBody(body, 255);
        assert.deepEqual(kept, { kind: "bytes", name: "a.bin", size: 256 });
        assert.equal(restoredBody(kept), undefined);
        assert.deepEqual(keptBody({ kind: "text", text: "12345" }, 4), { kind: "bytes", name: "text", size: 5 });
    });

    it("is kept as text that JSON can hold", () => {
        assert.deepEqual(fromBase64(toBase64(everyByte)), everyByte);
        assert.equal(toBase64(bytes("Rust")), "UnVzdA==");
    });
});

describe("the requests of the past", () => {
    const form = { contentType: "text/csv", accept: "", body: { kind: "text", text: "1" } } as const;
    const request = (requestId: number): PastRequest => ({ requestId, sentAt: 0, form, size: 1, outcome: "sent" });

    it("are twenty at most, the newest first", () => {
        const past = Array.from({ length: 25 }, (_, index) => index + 1).reduce<readonly PastRequest[]>(
            (list, requestId) => withRequest(list, request(requestId)),
            [],
        );
        assert.deepEqual([past.length, past[0]?.requestId, past.at(-1)?.requestId], [20, 25, 6]);
    });

    it("get their outcome by their number, and a new one gets a number of its own", () => {
        const past = withOutcome([request(7), request(3)], 3, "200");
        assert.deepEqual(
            past.map(({ outcome }) => outcome),
            ["sent", "200"],
        );
        assert.deepEqual([nextRequestId(past), nextRequestId([])], [8, 1]);
    });
});

describe("quantities", () => {
    it("are written in the unit that people would take", () => {
        assert.deepEqual([0, 999, 1000, 6_291_456].map(sizeText), ["0 B", "999 B", "1.0 kB", "6.3 MB"]);
        assert.deepEqual([0.84, 12.3, 999.4, 3400].map(durationText), ["0.8 ms", "12 ms", "999 ms", "3.4 s"]);
    });
});
