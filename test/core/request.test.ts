import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
    contentTypeOfFile,
    contentTypeOfText,
    extensionFor,
    isTextual,
    MAX_BODY_BYTES,
    requestFault,
    textOf,
} from "../../src/core/request/payload.ts";
import { bodyLimit, servingFault } from "../../src/core/request/bodyLimit.ts";
import { rasterTypeOf } from "../../src/core/request/rasterType.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("content types", () => {
    it("come from a file's extension, in any case, and are bytes for an unknown one", () => {
        const types = ["a.PNG", "b.jpeg", "dir.json/c.csv", "no-extension", ".json", "x.weights"].map(contentTypeOfFile);
        const binary = "application/octet-stream";
        assert.deepEqual(types, ["image/png", "image/jpeg", "text/csv", binary, "application/json", binary]);
    });

    it("of an editor come from the file's name first, then from its language, and are text otherwise", () => {
        assert.equal(contentTypeOfText("rows.csv", "plaintext"), "text/csv");
        assert.equal(contentTypeOfText("Untitled-1", "jsonc"), "application/json");
        assert.equal(contentTypeOfText("Untitled-1", "rust"), "text/plain");
    });

    it("name the extension of a file that is to hold a body", () => {
        const names = ["application/json; charset=utf-8", "image/jpeg", "application/problem+json", "text/x-odd", "x/y"].map(
            extensionFor,
        );
        assert.deepEqual(names, ["json", "jpg", "json", "txt", "bin"]);
    });

    it("tell text from bytes", () => {
        const textual = [
            "text/csv",
            "Application/JSON;charset=utf-8",
            "application/problem+json",
            "image/png",
            "application/x-npy",
        ];
        assert.deepEqual(textual.map(isTextual), [true, true, true, false, false]);
    });
});

describe("requestFault", () => {
    it("finds none in a request that may be sent, up to the last byte that SageMaker takes", () => {
        assert.equal(requestFault("text/csv; charset=utf-8", "application/json, text/plain", bytes("1,2")), undefined);
        assert.equal(requestFault("image/png", undefined, new Uint8Array(MAX_BODY_BYTES)), undefined);
    });

    it("refuses a body that is one byte too large, and says both sizes", () => {
        const fault = requestFault("image/png", undefined, new Uint8Array(MAX_BODY_BYTES + 1));
        assert.equal(fault, "The body has 6,291,457 bytes, and SageMaker takes at most 6,291,456: send a smaller one.");
    });

    it("refuses an empty body", () => {
        assert.match(requestFault("text/csv", undefined, bytes("")) ?? "", /^The body is empty/);
    });

    it("refuses what is no content type, and anything that would break out of a header", () => {
        for (const type of ["json", "text/csv\r\nX-Evil: 1", "text/csv; ü", "a/b".padEnd(1030, "b")]) {
            assert.match(requestFault(type, undefined, bytes("1")) ?? "", /^This is not a content type/, type);
            assert.match(requestFault("text/csv", type, bytes("1")) ?? "", /^This is not a content type/, type);
        }
        assert.match(requestFault("", undefined, bytes("1")) ?? "", /^Say what the body is/);
    });
});

describe("textOf", () => {
    it("keeps every character, a byte order mark too", () => {
        assert.equal(textOf(bytes("\ufeffé🦀")), "\ufeffé🦀");
    });

    it("answers nothing for bytes that are not UTF-8", () => {
        assert.equal(textOf(Uint8Array.of(0xf0, 0x9f, 0xa6)), undefined);
    });
});

describe("rasterTypeOf", () => {
    it("knows pictures by their first bytes", () => {
        assert.equal(rasterTypeOf(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0)), "image/png");
        assert.equal(rasterTypeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), "image/jpeg");
        assert.equal(rasterTypeOf(bytes("GIF89a")), "image/gif");
        assert.equal(rasterTypeOf(bytes("RIFF....WEBPVP8 ")), "image/webp");
    });

    it("takes neither SVG nor HTML nor nothing for a picture", () => {
        for (const text of ["<svg onload=alert(1)>", "<!doctype html>", "", "\x89PNG"]) {
            assert.equal(rasterTypeOf(bytes(text)), undefined);
        }
    });
});

describe("bodyLimit", () => {
    it("F73: is SageMaker's own, the user's where they set one, and 4 MiB for serverless endpoints", () => {
        assert.equal(bodyLimit(undefined, 0), MAX_BODY_BYTES);
        assert.equal(bodyLimit(undefined, 25), 25 * 1024 * 1024);
        assert.equal(bodyLimit(undefined, 1000), 25 * 1024 * 1024);
        assert.equal(bodyLimit("serverless", 25), 4 * 1024 * 1024);
        assert.match(requestFault("text/csv", undefined, bytes("1,2"), 2) ?? "", /has 3 bytes, and SageMaker takes at most 2:/);
        assert.match(servingFault("asynchronous") ?? "", /asynchronous requests only/);
        assert.equal(servingFault("serverless"), undefined);
    });
});
