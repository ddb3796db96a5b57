import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
    type CloudWatchLogsClient,
    FilterLogEventsCommand,
    type FilterLogEventsCommandInput,
    paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { clientsOf } from "../clients.ts";
import { serveApi, type ServedApi } from "../serve.ts";

const GROUP = "/aws/sagemaker/TrainingJobs";

describe("the log events of several streams", () => {
    let api: ServedApi;
    let logs: CloudWatchLogsClient;
    const write = (stream: string, ...lines: readonly [number, string][]) => {
        const events = lines.map(([timestamp, message]) => ({ timestamp, ingestionTime: timestamp + 5, message }));
        api.stores.logs.append(GROUP, stream, events);
    };
    const pages = async (input: Partial<FilterLogEventsCommandInput> = {}) => {
        const found: string[][] = [];
        for await (const page of paginateFilterLogEvents({ client: logs }, { logGroupName: GROUP, ...input })) {
            found.push((page.events ?? []).map(({ message = "" }) => message));
        }
        return found;
    };

    before(async () => {
        api = await serveApi();
        ({ logs } = clientsOf(api.url));
        write("job/algo-1-1", [10, "one: INFO starts"], [30, "three: ERROR out of memory"], [50, "five: INFO ends"]);
        write("job/algo-2-1", [20, "two: INFO starts"], [40, "four: WARN slow"]);
        write("job-2/algo-1-1", [35, "of another job"]);
    });
    after(async () => api[Symbol.asyncDispose]());

    it("come in order of time, a page at a time, and the last page has no token", async () => {
        const lines = [
            "one: INFO starts",
            "two: INFO starts",
            "three: ERROR out of memory",
            "four: WARN slow",
            "five: INFO ends",
        ];
        assert.deepEqual(await pages({ logStreamNamePrefix: "job/" }), [lines]);
        assert.deepEqual(await pages({ logStreamNamePrefix: "job/", limit: 2 }), [
            lines.slice(0, 2),
            lines.slice(2, 4),
            lines.slice(4),
        ]);
        assert.deepEqual(await pages({ logStreamNames: ["job-2/algo-1-1"] }), [["of another job"]]);
        assert.equal((await pages())[0]?.length, 6);
    });

    it("can be chosen by time and by their text", async () => {
        assert.deepEqual(await pages({ startTime: 30, endTime: 40 }), [["three: ERROR out of memory", "of another job"]]);
        const found = async (filterPattern: string) => (await pages({ filterPattern })).flat().map((line) => line.split(":")[0]);
        assert.deepEqual(await found("INFO starts"), ["one", "two"]);
        assert.deepEqual(await found('"out of"'), ["three"]);
        assert.deepEqual(await found("?ERROR ?WARN"), ["three", "four"]);
        assert.deepEqual(await found("INFO -ends"), ["one", "two"]);
        assert.deepEqual(await found("%[tf]\\w+: (ERROR|WARN)%"), ["three", "four"]);
        assert.deepEqual(await found("info"), []);
        await assert.rejects(found("{ $.level = 1 }"), { name: "InvalidParameterException" });
        await assert.rejects(found('"unfinished'), { name: "InvalidParameterException" });
    });

    it("have an id that stays", async () => {
        const ids = async (input: Partial<FilterLogEventsCommandInput>) => {
            const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));
            return events.map(({ eventId }) => eventId);
        };
        const all = await ids({});
        assert.equal(new Set(all).size, 6);
        assert.deepEqual(await ids({ logStreamNames: ["job/algo-2-1"] }), [all[1], all[4]]);
    });

    it("are found among many that do not match, without an empty page", async () => {
        write(
            "long",
            ...Array.from({ length: 60_000 }, (_, at): [number, string] => [100 + at, at === 59_999 ? "needle" : "hay"]),
        );
        assert.deepEqual(await pages({ logStreamNames: ["long"], filterPattern: "needle" }), [["needle"]]);
    });

    it("refuse names with a prefix, what does not exist, and a token of another list", async () => {
        const refusal = async (input: Partial<FilterLogEventsCommandInput>) =>
            pages(input).then(
                () => assert.fail("accepted"),
                ({ name }) => name,
            );
        assert.equal(await refusal({ logStreamNames: ["a"], logStreamNamePrefix: "a" }), "InvalidParameterException");
        assert.equal(await refusal({ logStreamNames: ["nobody"] }), "ResourceNotFoundException");
        assert.equal(await refusal({ logGroupName: "/nobody" }), "ResourceNotFoundException");
        const { nextToken } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, limit: 1 }));
        assert.equal(await refusal({ nextToken, logStreamNames: ["long"] }), "InvalidParameterException");
        assert.equal(await refusal({ nextToken: "x" }), "InvalidParameterException");
    });
});
