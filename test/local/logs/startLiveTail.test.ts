import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
    CloudWatchLogsClient,
    StartLiveTailCommand,
    type StartLiveTailCommandInput,
    type StartLiveTailResponseStream,
} from "@aws-sdk/client-cloudwatch-logs";
import { clientsMissing, python } from "../foreignClients.ts";
import { serveApi, type ServedApi } from "../serve.ts";

const GROUP = "/aws/sagemaker/TrainingJobs";
const logGroupIdentifiers = [`arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}`];

describe("a live tail", () => {
    let api: ServedApi;
    let logs: CloudWatchLogsClient;
    const write = (stream: string, count: number) => {
        const [timestamp, ingestionTime] = [Date.now(), Date.now()];
        const events = Array.from({ length: count }, (_, at) => ({ timestamp, ingestionTime, message: `${stream} ${at}` }));
        api.stores.logs.append(GROUP, stream, events);
    };
    const session = async (input: Partial<StartLiveTailCommandInput> = {}) => {
        const { responseStream } = await logs.send(new StartLiveTailCommand({ logGroupIdentifiers, ...input }));
        const messages = responseStream?.[Symbol.asyncIterator]() ?? assert.fail("no stream");
        return async (): Promise<StartLiveTailResponseStream> => {
            const { value, done } = await messages.next();
            return done === true ? assert.fail("the stream ended") : value;
        };
    };

    before(async () => {
        api = await serveApi();
        logs = new CloudWatchLogsClient({
            endpoint: api.url,
            region: "us-east-1",
            credentials: { accessKeyId: "local", secretAccessKey: "local" },
            disableHostPrefix: true,
        });
        write("job/algo-1-1", 3);
    });
    after(async () => {
        logs.destroy();
        await api[Symbol.asyncDispose]();
    });

    it("begins with what it tails, and tells of new lines once a second", async () => {
        const next = await session({ logStreamNamePrefixes: ["job/"] });
        const { sessionStart } = await next();
        assert.deepEqual(sessionStart?.logGroupIdentifiers, logGroupIdentifiers);
        write("job/algo-1-1", 2);
        write("other/algo-1-1", 1);
        const { sessionUpdate } = await next();
        assert.equal(sessionUpdate?.sessionMetadata?.sampled, false);
        assert.deepEqual(
            sessionUpdate?.sessionResults?.map(({ message, logStreamName }) => [message, logStreamName]),
            [
                ["job/algo-1-1 0", "job/algo-1-1"],
                ["job/algo-1-1 1", "job/algo-1-1"],
            ],
        );
        assert.deepEqual((await next()).sessionUpdate?.sessionResults, []);
    });

    it("F69: tells of 500 lines a second and says that they are a sample", async () => {
        const next = await session({ logEventFilterPattern: "busy" });
        await next();
        write("busy", 2000);
        write("quiet", 10);
        const { sessionUpdate } = await next();
        assert.equal(sessionUpdate?.sessionMetadata?.sampled, true);
        assert.equal(sessionUpdate?.sessionResults?.length, 500);
        assert.equal(sessionUpdate?.sessionResults?.at(-1)?.message, "busy 1996");
    });

    it("refuses a group that does not exist or is named without its ARN, and streams of several groups", async () => {
        const refusal = async (input: Partial<StartLiveTailCommandInput>) =>
            session(input).then(
                () => assert.fail("accepted"),
                ({ name }) => name,
            );
        const other = "arn:aws:logs:us-east-1:000000000000:log-group:/nobody";
        assert.equal(await refusal({ logGroupIdentifiers: [other] }), "ResourceNotFoundException");
        assert.equal(await refusal({ logGroupIdentifiers: [GROUP] }), "InvalidParameterException");
        const both = { logGroupIdentifiers: [...logGroupIdentifiers, other], logStreamNames: ["a"] };
        assert.equal(await refusal(both), "InvalidParameterException");
    });

    it("is understood by AWS's Python client", { skip: clientsMissing }, async () => {
        const script = `
import boto3, botocore.config, sys
logs = boto3.client("logs", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local",
    config=botocore.config.Config(inject_host_prefix=False))
for event in logs.start_live_tail(logGroupIdentifiers=[sys.argv[2]])["responseStream"]:
    print(list(event)[0], flush=True)
    if "sessionUpdate" in event:
        break
`;
        const { stdout } = await promisify(execFile)(python, ["-c", script, api.url, ...logGroupIdentifiers], {
            timeout: 30_000,
        });
        assert.deepEqual(stdout.trim().split("\n"), ["sessionStart", "sessionUpdate"]);
    });
});
