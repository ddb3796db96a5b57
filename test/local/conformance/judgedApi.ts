import assert from "node:assert/strict";
import { python } from "../foreignClients.ts";
import { awsJson, send } from "../server/http.ts";
import { faultsOf } from "./judge.ts";
import { serviceModel } from "./serviceModel.ts";

/** Calls an operation and holds its answer against AWS's own model of it. */
export type Call = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** The operations of a service at an address. What fits no shape of the model fails the test that asked. */
export function judgedApi(url: string, service: string): Call {
    const model = serviceModel(python, service);
    return async (operation, input) => {
        const { status, text } = await send(url, awsJson(`${model.metadata.targetPrefix}.${operation}`, JSON.stringify(input)));
        const answer: Record<string, unknown> = JSON.parse(text);
        assert.equal(status, 200, text);
        const shape = model.operations[operation]?.output?.shape;
        assert.deepEqual(shape === undefined ? Object.keys(answer) : faultsOf(model, shape, answer, operation), []);
        return answer;
    };
}
