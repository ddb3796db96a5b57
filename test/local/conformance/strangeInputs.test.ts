import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { awsJson, send } from "../server/http.ts";
import { startServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { goodInputs } from "./goodInputs.ts";

const services = [
    ["SageMaker", goodInputs.sagemaker],
    ["Logs_20140328", goodInputs.logs],
    ["GraniteServiceVersion20100801", goodInputs.cloudwatch],
    ["ServiceQuotasV20190624", goodInputs["service-quotas"]],
    ["AWSPriceListService", goodInputs.pricing],
] as const;
const strange: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1e308,
    "",
    "\u0000",
    "__proto__",
    "../..",
    "s3://",
    "x".repeat(3000),
    [],
    [[]],
    {},
    { a: {} },
];

describe("inputs that no client means", () => {
    it("are never a fault of the server", async () => {
        using directory = temporaryDirectory();
        const server = await startServerProcess(directory.path);
        try {
            for (const [prefix, inputs] of services) {
                for (const [operation, good] of Object.entries(inputs)) {
                    const bodies = [...variantsOf(good)].map((input) => JSON.stringify(input));
                    const answers = await Promise.all(
                        bodies.map(async (body) => ({
                            body,
                            ...(await send(server.url, awsJson(`${prefix}.${operation}`, body))),
                        })),
                    );
                    const faults = answers.filter(({ status }) => status !== 200 && status !== 400);
                    assert.deepEqual(faults, [], operation);
                }
            }
            assert.equal(server.errors(), "");
        } finally {
            await server.end("SIGTERM");
        }
    });
});

/** The input with each of its values in turn replaced by every strange one. */
function* variantsOf(good: unknown): Generator {
    yield* strange;
    if (Array.isArray(good)) {
        for (const variant of variantsOf(good[0])) {
            yield [variant];
        }
    } else if (typeof good === "object" && good !== null) {
        for (const [name, value] of Object.entries(good)) {
            for (const variant of variantsOf(value)) {
                yield { ...good, [name]: variant };
            }
        }
    }
}
