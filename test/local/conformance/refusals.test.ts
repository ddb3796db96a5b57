import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { clientsMissing, python } from "../foreignClients.ts";
import { awsJson, send } from "../server/http.ts";
import { startServerProcess, type ServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { goodInputs } from "./goodInputs.ts";
import { negativesOf } from "./negatives.ts";
import { serviceModel } from "./serviceModel.ts";

/** What we take although the model does not: which instance types exist changes by the month. */
const lenient = /\.InstanceType\.enum$/;

describe("what breaks a constraint of AWS's own model", { skip: clientsMissing }, () => {
    const directory = temporaryDirectory();
    let server: ServerProcess;

    before(async () => {
        server = await startServerProcess(directory.path);
    });
    after(async () => {
        await server.end("SIGKILL");
        directory[Symbol.dispose]();
    });

    for (const [service, inputs] of Object.entries(goodInputs)) {
        const model = clientsMissing === false ? serviceModel(python, service) : undefined;
        for (const [operation, good] of Object.entries(inputs)) {
            it(`is refused: ${service} ${operation}`, async () => {
                assert.ok(model !== undefined);
                const shape = model.operations[operation]?.input?.shape ?? assert.fail(`${service} has no ${operation}`);
                const negatives = negativesOf(model, shape, good).filter(({ broken }) => !lenient.test(broken));
                assert.ok(negatives.length > 0);
                const accepted: string[] = [];
                for (const { broken, input } of negatives) {
                    const { status, text } = await send(
                        server.url,
                        awsJson(`${model.metadata.targetPrefix}.${operation}`, JSON.stringify(input)),
                    );
                    if (status !== 400 || !isRefusal(text)) {
                        accepted.push(`${broken} → ${status} ${text.slice(0, 200)}`);
                    }
                }
                assert.deepEqual(accepted, []);
            });
        }
    }
});

/** The refusal has to be for the input, not for a resource that is not there. */
function isRefusal(text: string): boolean {
    return /SerializationException|validation errors? detected|InvalidParameter/.test(text);
}
