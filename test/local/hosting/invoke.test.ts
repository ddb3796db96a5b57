import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { chooseVariant } from "../../../src/local/hosting/chooseVariant.ts";
import type { RoutedVariant } from "../../../src/local/hosting/endpointHost.ts";
import type { EndpointRecord } from "../../../src/local/hosting/endpointRecord.ts";
import { freePort } from "../../../src/local/hosting/freePort.ts";
import { invoker } from "../../../src/local/hosting/invoke.ts";
import type { Invoke } from "../../../src/local/protocol/invocation.ts";
import type { MetricId } from "../../../src/local/store/metricStore.ts";
import { eventually } from "./deploy.ts";
import { serveHttp } from "./serveHttp.ts";

describe("invoking a container", () => {
    it("ends with the words of SageMaker when the container does not answer in time", async () => {
        await using container = await serveHttp(() => {});
        const { invoke } = invoking(container.port, 100);
        await assert.rejects(call(invoke), ({ name, message }: Error) => {
            assert.equal(name, "ModelError");
            assert.match(
                message,
                /^Received server error \(0\) from primary with message "Your invocation timed out while waiting/,
            );
            return true;
        });
    });

    it("breaks off an answer that takes too long", async () => {
        await using container = await serveHttp((_, response) => response.write("half"));
        const { invoke } = invoking(container.port, 100);
        await assert.rejects(call(invoke));
    });

    it("says that nothing runs when nothing listens", async () => {
        const { invoke } = invoking(await freePort(), 1000);
        await assert.rejects(call(invoke), { name: "ServiceUnavailable", status: 503 });
    });

    it("leaves a variant without weight alone while the others are down, unless it is named", async () => {
        await using container = await serveHttp((_, response) => response.end("spare"));
        const variants = [
            { name: "main", weight: 1, port: undefined },
            { name: "spare", weight: 0, port: container.port },
        ];
        const { invoke } = invoking(0, 1000, { variants });
        await assert.rejects(call(invoke), { name: "ServiceUnavailable" });
        assert.equal(await call(invoke, { "x-amzn-sagemaker-target-variant": "spare" }), "spare");
    });

    it("uses one connection for requests in turn, and a new one when the container closed it in between", async () => {
        const sockets = new Set<unknown>();
        await using container = await serveHttp((request, response) => {
            sockets.add(request.socket);
            response.end("well");
            if (sockets.size === 1 && request.headers["accept"] === "last") {
                // Closed without a word, as a server does with what was idle for long.
                setImmediate(() => request.socket.destroy());
            }
        });
        const { invoke } = invoking(container.port, 1000);
        assert.equal(await call(invoke), "well");
        assert.equal(await call(invoke, { accept: "last" }), "well");
        assert.equal(await call(invoke), "well");
        assert.equal(sockets.size, 2);
    });

    it("answers even when it cannot be counted, as on a full disk", async () => {
        await using container = await serveHttp((_, response) => response.end("well"));
        const full = (): void => assert.fail("ENOSPC: no space left on device");
        const { invoke, reports } = invoking(container.port, 1000, { put: full });
        assert.equal(await call(invoke), "well");
        await eventually(async () => assert.match(String(reports[0]), /ENOSPC/));
    });

    it("tells no more of a container's error than anybody would read", async () => {
        await using container = await serveHttp((_, response) => response.writeHead(500).end("x".repeat(1_000_000)));
        const { invoke, counted } = invoking(container.port, 1000);
        await assert.rejects(call(invoke), ({ fields }: Error & { fields: Record<string, unknown> }) => {
            assert.equal(String(fields["OriginalMessage"]).length, 64 * 1024);
            return true;
        });
        await eventually(async () => assert.ok(counted.some(({ name }) => name === "Invocation5XXErrors")));
    });
});

describe("the choice of a variant", () => {
    const candidates = [
        { name: "a", weight: 1, port: 1 },
        { name: "b", weight: 3, port: 2 },
    ];

    it("follows the weights", () => {
        const chosen = [0, 0.2, 0.26, 0.5, 0.99].map((random) => chooseVariant(candidates, random)?.name);
        assert.deepEqual(chosen, ["a", "a", "b", "b", "b"]);
    });

    it("is even when no variant has any weight", () => {
        const weightless = candidates.map((candidate) => ({ ...candidate, weight: 0 }));
        assert.deepEqual(
            [0, 0.49, 0.5].map((random) => chooseVariant(weightless, random)?.name),
            ["a", "a", "b"],
        );
    });

    it("is nothing when none serves", () => {
        assert.equal(chooseVariant([], 0.5), undefined);
    });
});

/** What a test invokes, what that counts, and what went wrong with the counting. */
interface Invoking {
    readonly invoke: Invoke;
    readonly counted: readonly MetricId[];
    readonly reports: readonly unknown[];
}

interface Special {
    readonly variants?: readonly RoutedVariant[];
    /** What counting a metric does. */
    readonly put?: (id: MetricId) => void;
}

function invoking(port: number, timeoutMs: number, special: Special = {}): Invoking {
    const variants = special.variants ?? [{ name: "AllTraffic", weight: 1, port }];
    const endpoint: EndpointRecord = {
        EndpointName: "iris",
        EndpointArn: "arn:aws:sagemaker:us-east-1:000000000000:endpoint/iris",
        EndpointConfigName: "iris",
        EndpointStatus: "InService",
        variants: [],
        CreationTime: 0,
        LastModifiedTime: 0,
    };
    const counted: MetricId[] = [];
    const reports: unknown[] = [];
    const invoke = invoker({
        endpoints: { get: () => endpoint, all: () => [endpoint], put() {}, delete() {} },
        hosts: { get: () => ({ variants, stop: async () => {} }) },
        metrics: {
            put(id) {
                special.put?.(id);
                counted.push(id);
            },
        },
        timeoutMs,
        report: (failure) => reports.push(failure),
    });
    return { invoke, counted, reports };
}

async function call(invoke: Invoke, headers: IncomingHttpHeaders = {}): Promise<string> {
    const invocation = { endpointName: "iris", headers, body: Buffer.from("x") };
    const { body } = await invoke(invocation, new AbortController().signal);
    return Buffer.isBuffer(body) ? body.toString() : text(body);
}
