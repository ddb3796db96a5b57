import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { listen } from "../../../src/local/server/listen.ts";

const urlOf = ({ port }: { readonly port: number }) => `http://127.0.0.1:${port}`;

describe("the listener", () => {
    it("answers what came before it was told how", async () => {
        const listener = await listen(0);
        const early = fetch(urlOf(listener));
        await sleep(50);
        listener.serve((_, response) => response.end("now"));
        assert.equal(await (await early).text(), "now");
        await listener.close(1000);
    });

    it("lets a request end when it closes, and cuts one that takes too long", async () => {
        const listener = await listen(0);
        listener.serve(({ url }, response) => {
            if (url === "/quick") {
                setTimeout(() => response.end("in time"), 100);
            }
        });
        const [quick, endless] = [fetch(`${urlOf(listener)}/quick`), fetch(`${urlOf(listener)}/endless`)];
        const cut = assert.rejects(endless);
        await sleep(30);
        const started = performance.now();
        await listener.close(400);
        const took = performance.now() - started;
        assert.equal(await (await quick).text(), "in time");
        await cut;
        assert.ok(took > 300 && took < 2000, `closed after ${took} ms`);
        await assert.rejects(fetch(urlOf(listener)));
    });

    it("counts as idle from the end of the last request on", async () => {
        const listener = await listen(0);
        const { promise: finish, resolve } = Promise.withResolvers<void>();
        listener.serve((_, response) => void finish.then(() => response.end()));
        const asked = fetch(urlOf(listener));
        await sleep(50);
        assert.equal(listener.idleMs(), 0);
        resolve();
        await (await asked).text();
        await sleep(100);
        assert.ok(listener.idleMs() >= 50 && listener.idleMs() < 1000);
        await listener.close(1000);
    });
});
