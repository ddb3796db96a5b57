import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
    type CloudWatchLogsClient,
    DescribeLogGroupsCommand,
    DescribeLogStreamsCommand,
    type DescribeLogStreamsResponse,
    GetLogEventsCommand,
    type GetLogEventsCommandInput,
    paginateGetLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { describeLogStreams } from "../../../src/local/logs/describe.ts";
import { fileLogStore } from "../../../src/local/store/fileLogStore.ts";
import { clientsOf } from "../clients.ts";
import { serveApi, type ServedApi } from "../serve.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const GROUP = "/aws/sagemaker/TrainingJobs";

describe("the logs of Local SageMaker", () => {
    let api: ServedApi;
    let logs: CloudWatchLogsClient;
    const write = (stream: string, count: number, message = (at: number) => `line ${at}`) => {
        const events = Array.from({ length: count }, (_, at) => ({
            timestamp: 1000 + at,
            ingestionTime: 5000 + at,
            message: message(at),
        }));
        api.stores.logs.append(GROUP, stream, events);
    };
    const page = async (logStreamName: string, rest: Partial<GetLogEventsCommandInput> = {}) => {
        const answer = await logs.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName, ...rest }));
        const { events = [], nextForwardToken = "", nextBackwardToken = "" } = answer;
        return { lines: events.map(({ message }) => message), nextForwardToken, nextBackwardToken, events };
    };

    before(async () => {
        api = await serveApi();
        ({ logs } = clientsOf(api.url));
    });
    after(async () => api[Symbol.asyncDispose]());

    it("are not there before the first line", async () => {
        const absent = { name: "ResourceNotFoundException", message: "The specified log group does not exist." };
        await assert.rejects(page("job/algo-1-1", {}), absent);
        await assert.rejects(logs.send(new DescribeLogStreamsCommand({ logGroupName: GROUP })), absent);
        write("job/algo-1-1", 1);
        await assert.rejects(page("job/algo-1-2"), {
            name: "ResourceNotFoundException",
            message: "The specified log stream does not exist.",
        });
    });

    it("come forward in pages, and the end answers the token it was asked with", async () => {
        write("forward", 25);
        const first = await page("forward", { startFromHead: true, limit: 20 });
        assert.deepEqual(first.lines.slice(0, 2), ["line 0", "line 1"]);
        assert.deepEqual(first.events[0], { timestamp: 1000, message: "line 0", ingestionTime: 5000 });
        const second = await page("forward", { startFromHead: true, limit: 20, nextToken: first.nextForwardToken });
        assert.deepEqual(second.lines, ["line 20", "line 21", "line 22", "line 23", "line 24"]);
        const end = await page("forward", { startFromHead: true, nextToken: second.nextForwardToken });
        assert.deepEqual([end.lines, end.nextForwardToken], [[], second.nextForwardToken]);
        api.stores.logs.append(GROUP, "forward", [{ timestamp: 9000, ingestionTime: 9000, message: "later" }]);
        assert.deepEqual((await page("forward", { nextToken: end.nextForwardToken })).lines, ["later"]);
    });

    it("come backward from the end", async () => {
        write("backward", 5);
        const last = await page("backward", { limit: 2 });
        assert.deepEqual(last.lines, ["line 3", "line 4"]);
        const earlier = await page("backward", { limit: 10, nextToken: last.nextBackwardToken });
        assert.deepEqual(earlier.lines, ["line 0", "line 1", "line 2"]);
        const start = await page("backward", { nextToken: earlier.nextBackwardToken });
        assert.deepEqual([start.lines, start.nextBackwardToken], [[], earlier.nextBackwardToken]);
        assert.deepEqual((await page("backward", { nextToken: last.nextForwardToken })).lines, []);
    });

    it("are complete through the SDK's paginator, whatever the lines hold", async () => {
        const strange = (at: number) => `${at} ü 😀 "quoted" \\ \u0007 ${"x".repeat(at % 300)}`;
        write("many", 12_345, strange);
        const seen: string[] = [];
        const input = { logGroupName: GROUP, logStreamName: "many", startFromHead: true };
        for await (const { events = [] } of paginateGetLogEvents({ client: logs, stopOnSameToken: true }, input)) {
            assert.ok(events.length <= 10_000);
            assert.ok(events.reduce((bytes, { message = "" }) => bytes + Buffer.byteLength(message) + 26, 0) <= 1_048_576);
            seen.push(...events.map(({ message = "" }) => message));
        }
        assert.equal(seen.length, 12_345);
        assert.ok(seen.every((line, at) => line === strange(at)));
    });

    it("can be asked for by time, the end left out", async () => {
        write("times", 10);
        const between = await page("times", { startFromHead: true, startTime: 1003, endTime: 1006 });
        assert.deepEqual(between.lines, ["line 3", "line 4", "line 5"]);
    });

    it("refuse a token of another stream or none of ours", async () => {
        write("one", 1);
        write("other", 1);
        const { nextForwardToken } = await page("one");
        const refused = { name: "InvalidParameterException", message: "The specified nextToken is invalid." };
        await assert.rejects(page("other", { nextToken: nextForwardToken }), refused);
        await assert.rejects(page("one", { nextToken: "f/12345" }), refused);
        await assert.rejects(page("one", { limit: 10_001 }), {
            name: "InvalidParameterException",
            message: /at 'limit' failed to satisfy/,
        });
    });

    it("lie in streams that are found by the name of their job", async () => {
        write("job-1/algo-1-7", 3);
        write("job-10/algo-1-7", 1);
        const { logStreams = [] } = await logs.send(
            new DescribeLogStreamsCommand({ logGroupName: GROUP, logStreamNamePrefix: "job-1/" }),
        );
        assert.deepEqual(
            logStreams.map(({ logStreamName, firstEventTimestamp, lastEventTimestamp, lastIngestionTime }) => ({
                logStreamName,
                firstEventTimestamp,
                lastEventTimestamp,
                lastIngestionTime,
            })),
            [{ logStreamName: "job-1/algo-1-7", firstEventTimestamp: 1000, lastEventTimestamp: 1002, lastIngestionTime: 5002 }],
        );
    });

    it("list streams page by page, and the latest first when asked so", async () => {
        for (const stream of ["page/a", "page/b", "page/c"]) {
            write(stream, 1);
        }
        const paged = { logGroupName: GROUP, logStreamNamePrefix: "page/", limit: 2 };
        const first = await logs.send(new DescribeLogStreamsCommand(paged));
        const rest = await logs.send(new DescribeLogStreamsCommand({ ...paged, nextToken: first.nextToken }));
        const names = [...(first.logStreams ?? []), ...(rest.logStreams ?? [])].map(({ logStreamName }) => logStreamName);
        assert.deepEqual([names, rest.nextToken], [["page/a", "page/b", "page/c"], undefined]);
        api.stores.logs.append(GROUP, "page/b", [{ timestamp: 1e9, ingestionTime: 1e9, message: "new" }]);
        const latest = { logGroupName: GROUP, orderBy: "LastEventTime", descending: true, limit: 1 } as const;
        const { logStreams } = await logs.send(new DescribeLogStreamsCommand(latest));
        assert.equal(logStreams?.[0]?.logStreamName, "page/b");
    });

    it("lie in groups that can be listed", async () => {
        api.stores.logs.append("/aws/sagemaker/Endpoints/iris", "AllTraffic/i-1", [
            { timestamp: 1, ingestionTime: 1, message: "up" },
        ]);
        const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/sagemaker/End" }));
        assert.deepEqual(
            logGroups?.map(({ logGroupName, arn }) => [logGroupName, arn]),
            [["/aws/sagemaker/Endpoints/iris", "arn:aws:logs:us-east-1:000000000000:log-group:/aws/sagemaker/Endpoints/iris:*"]],
        );
    });

    it("are summed up for the streams of a page alone when they come in order of name", async () => {
        using directory = temporaryDirectory();
        const store = fileLogStore(directory.path, Date.now, assert.fail);
        for (let at = 0; at < 30; at += 1) {
            const name = `job/${String(at).padStart(2, "0")}`;
            store.append(GROUP, name, [{ timestamp: 100 - at, ingestionTime: 1, message: "line" }]);
        }
        const read: string[] = [];
        const stream: typeof store.stream = (group, name) => {
            read.push(name);
            return store.stream(group, name);
        };
        const describeStreams = describeLogStreams({ ...store, stream });
        const names = async (request: object) => {
            const { logStreams = [] }: DescribeLogStreamsResponse = await describeStreams({ logGroupName: GROUP, ...request });
            return logStreams.map(({ logStreamName }) => logStreamName);
        };
        assert.deepEqual(await names({ limit: 2, descending: true }), ["job/29", "job/28"]);
        assert.deepEqual(read, ["job/29", "job/28"]);
        assert.deepEqual(await names({ limit: 2, orderBy: "LastEventTime" }), ["job/29", "job/28"]);
    });
});
