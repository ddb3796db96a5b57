import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { decodeAwsChunked, type Trailers } from "../../../src/local/s3/awsChunked.ts";

const signature = `;chunk-signature=${"a".repeat(64)}`;
const body = `5${signature}\r\nhello\r\n1${signature}\r\n \r\nb\r\nwide world!\r\n0${signature}\r\nx-amz-checksum-crc32: AAAA\r\n\r\n`;

describe("an aws-chunked body", () => {
    const decode = async (encoded: string, pieceLength: number, trailers: Trailers = new Map()) => {
        const pieces = Array.from({ length: Math.ceil(encoded.length / pieceLength) }, (_, at) =>
            Buffer.from(encoded.slice(at * pieceLength, (at + 1) * pieceLength)),
        );
        const source = (async function* () {
            yield* pieces;
        })();
        const decoded: Buffer[] = await Readable.from(decodeAwsChunked(source, trailers)).toArray();
        return Buffer.concat(decoded).toString();
    };

    it("is decoded wherever the network cuts it", async () => {
        for (let pieceLength = 1; pieceLength <= body.length; pieceLength += 1) {
            const trailers: Trailers = new Map();
            assert.equal(await decode(body, pieceLength, trailers), "hello wide world!");
            assert.deepEqual([...trailers], [["x-amz-checksum-crc32", "AAAA"]]);
        }
    });

    it("may be empty", async () => {
        assert.equal(await decode("0\r\n\r\n", 100), "");
    });

    it("is refused when it is cut short or makes no sense", async () => {
        for (const broken of [
            body.slice(0, -2),
            body.slice(0, 80),
            "zz\r\n",
            "",
            "5\r\nhello!\r\n0\r\n\r\n",
            "0\r\nno colon\r\n\r\n",
            "1".repeat(20_000),
        ]) {
            await assert.rejects(decode(broken, 7), { name: "IncompleteBody" });
        }
    });
});
