import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogEvent, LogStreams } from "../../src/core/logs/logStreams.ts";
import type { FoundEndpoint } from "../../src/core/endpoint/hosting.ts";
import { LOCAL, type Place } from "../../src/core/place.ts";
import { longNotice } from "../../src/editor/operations/longNotice.ts";

const never = new AbortController().signal;
const AWS: Place = { kind: "aws", profile: "dev", region: "us-east-1" };
const MADE_AT = 1_790_000_000_000;
const stuck: FoundEndpoint = {
    name: "iris",
    arn: "arn",
    status: "Creating",
    createdAt: new Date(MADE_AT),
    configName: "c",
    failureReason: undefined,
};

interface Over {
    readonly message?: string;
    readonly press?: string;
    readonly last?: LogStreams["last"];
}

function setUp({ message, press, last }: Over = {}) {
    const told: string[] = [];
    const ran: { readonly id: string; readonly name: unknown }[] = [];
    const messages = message === undefined ? [] : [message, "\u001b[0m\n"];
    const events: readonly LogEvent[] = messages.map((text) => ({ timestamp: 1, ingestionTime: 1, message: text }));
    const notice = longNotice({
        ask: {
            async warn(sentence, ...buttons) {
                told.push(`${sentence} (${buttons.join("|")})`);
                return press;
            },
        },
        runCommand: async (id, node) => void ran.push({ id, name: Object(node).endpoint.name }),
        streamsIn: async () => ({
            names: async (group) => (group === "/aws/sagemaker/Endpoints/iris" ? ["AllTraffic/i-2", "AllTraffic/i-1"] : []),
            last: last ?? (async (_group, stream) => (stream === "AllTraffic/i-2" ? events : [])),
        }),
        now: () => MADE_AT + 3_720_000,
        closing: never,
    });
    const tell = async (place: Place, over: Partial<FoundEndpoint> = {}) => {
        notice(place, { ...stuck, ...over });
        await new Promise(setImmediate);
        return told.at(-1);
    };
    return { tell, ran };
}

describe("the notice of an endpoint that is long in the making", () => {
    it("F45: says since when, what it costs and what its container logged last", async () => {
        const { tell } = setUp({ message: "loading weights\nwaiting for \u001b[31mthe GPU\u001b[0m\n" });
        assert.equal(
            await tell(AWS),
            "Endpoint iris on AWS us-east-1 (dev) is Creating for 1 h 2 min, and SageMaker deletes none that is. Its instances are billed meanwhile. The last line of its log: waiting for the GPU (Tail Logs|Delete It After That…)",
        );
    });

    it("F45: says so where the container logged nothing, and tells all else where its log cannot be read", async () => {
        assert.match((await setUp().tell(LOCAL)) ?? "", /deletes none that is\. Its container has logged nothing yet\. \(/);
        const unreadable = setUp({ last: async () => Promise.reject(new Error("denied")) });
        assert.match(
            (await unreadable.tell(LOCAL, { status: "Updating" })) ?? "",
            /Updating for more than an hour.*none that is\. \(/,
        );
    });

    it("shows a short part of a long line, and no secret that the cut would go through", async () => {
        const key = `aws_secret_access_key=${"k3y/".repeat(10)}`;
        const told = (await setUp({ message: `${"x".repeat(170)} ${key} ${"y".repeat(9000)}` }).tell(LOCAL)) ?? "";
        assert.match(told, /x{170} /);
        assert.doesNotMatch(told, /k3y/);
        assert.ok(told.length < 450, `${told.length}`);
    });

    for (const [press, command] of [
        ["Tail Logs", "rustSagemaker.endpoint.logs"],
        ["Delete It After That…", "rustSagemaker.endpoint.delete"],
    ] as const) {
        it(`F45: leads by "${press}" to the endpoint`, async () => {
            const { tell, ran } = setUp({ press });
            await tell(LOCAL);
            assert.deepEqual(ran, [{ id: command, name: "iris" }]);
        });
    }
});
