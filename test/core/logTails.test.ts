import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogStreams } from "../../src/core/job/logStreams.ts";
import { LOCAL } from "../../src/core/place.ts";
import type { LogChannel } from "../../src/editor/logChannel.ts";
import { LogTails, type TailTarget } from "../../src/editor/logTails.ts";
import { tailSourceOf } from "../../src/editor/tailSources.ts";
import { endpoint, fakeEndpoints, fakeJobs, job } from "./fakes/fakePlace.ts";

const place = LOCAL;

/** A channel that keeps its text. */
function textChannel() {
    let text = "";
    return {
        text: () => text,
        append: (_stream, events) => void (text += events.map(({ message }) => `${message}\n`).join("")),
        note: (note) => void (text += `--- ${note}\n`),
        clear: () => void (text = ""),
        show: () => {},
        dispose: () => {},
    } satisfies LogChannel & Record<string, unknown>;
}

function setUp() {
    const [jobs, endpoints, channel] = [fakeJobs([job("done")]), fakeEndpoints([endpoint("iris")]), textChannel()];
    const [jobsIn, endpointsIn] = [async () => jobs, async () => endpoints];
    const streams: LogStreams = {
        names: async () => ["AllTraffic/i-1"],
        read: async () => [{ timestamp: 1, ingestionTime: 1, message: "serving" }],
    };
    const remembered: TailTarget[][] = [];
    const failures: unknown[] = [];
    const tails = new LogTails({
        place,
        streamsIn: async () => streams,
        sourceOf: tailSourceOf({ place, jobsIn, endpointsIn }),
        channelOf: () => channel,
        sleep: (_ms, signal) => new Promise((resolve) => setTimeout(resolve, 1)).then(() => signal.throwIfAborted()),
        restMs: 1,
        drainMs: 0,
        remember: (targets) => void remembered.push([...targets]),
        onError: (error) => void failures.push(error),
    });
    return { endpoints, channel, tails, remembered, failures };
}

async function until(condition: () => boolean): Promise<void> {
    for (let round = 0; !condition(); round++) {
        assert.ok(round < 2000, "it did not happen");
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
}

describe("the logs that are followed", () => {
    it("say how a job ended, once, and are then not remembered any more", async () => {
        const { channel, tails, remembered } = setUp();
        tails.show({ kind: "trainingJob", name: "done" });
        await until(() => remembered.length === 2);
        assert.match(channel.text(), /^--- Log of [^\n]+\nserving\n--- Training job done ended: Completed\n$/);
        assert.deepEqual(remembered.at(-1), []);
        tails.show({ kind: "trainingJob", name: "done" });
        assert.equal(remembered.length, 2, "it was read to its end");
    });

    it("follow an endpoint again that was deleted and deployed anew under its name", async () => {
        const { endpoints, channel, tails, remembered } = setUp();
        const target = { kind: "endpoint", name: "iris" } as const;
        tails.show(target);
        await until(() => channel.text().includes("serving"));
        endpoints.endpoints.length = 0;
        await until(() => channel.text().includes("Endpoint iris was deleted."));
        endpoints.endpoints.push(endpoint("iris"));
        tails.show(target);
        await until(() => channel.text().includes("serving"));
        assert.doesNotMatch(channel.text(), /deleted/);
        assert.deepEqual(remembered.at(-1), [target]);
        tails.dispose();
    });

    it("end at once for a job that its place does not know any more", async () => {
        const { channel, tails, remembered, failures } = setUp();
        tails.show({ kind: "trainingJob", name: "gone" });
        await until(() => remembered.length === 2);
        assert.match(channel.text(), /There is no training job gone any more\./);
        assert.deepEqual(failures, []);
    });
});
