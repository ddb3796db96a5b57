import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { freePort } from "../../../src/local/hosting/freePort.ts";
import { untilHealthy } from "../../../src/local/hosting/ping.ts";
import { serveHttp } from "./serveHttp.ts";

const never = new AbortController().signal;
const nobody = (): void => {};

describe("the ping health check", () => {
    it("goes on until the container answers 200", async () => {
        let pings = 0;
        const seen: string[] = [];
        await using server = await serveHttp((_, response) => {
            pings += 1;
            response.writeHead(pings < 4 ? 503 : 200).end();
        });
        assert.equal(await untilHealthy(server.port, 5000, (ping) => seen.push(ping), never), undefined);
        assert.equal(pings, 4);
        assert.equal(seen.length, 3);
        assert.match(seen[0] ?? "", /^answered 503 in \d+ ms$/);
    });

    it("tells what the container answered last", async () => {
        await using server = await serveHttp((_, response) => response.writeHead(404).end());
        assert.match((await untilHealthy(server.port, 200, nobody, never)) ?? "", /^answered 404 in \d+ ms$/);
    });

    it("tells when nothing listens", async () => {
        const port = await freePort();
        const seen = await untilHealthy(port, 100, nobody, never);
        assert.equal(seen, `found nothing that listens on port ${port}, which SAGEMAKER_BIND_TO_PORT names`);
    });

    it("tells when the container accepts and says nothing", async () => {
        await using server = await serveHttp(() => {});
        assert.equal(await untilHealthy(server.port, 100, nobody, never), "did not answer within 2 seconds");
    });

    it("ends at once when nobody waits for it any more", async () => {
        await using server = await serveHttp(() => {});
        const begun = performance.now();
        await assert.rejects(untilHealthy(server.port, 60_000, nobody, AbortSignal.timeout(50)));
        assert.ok(performance.now() - begun < 1500);
    });
});
