import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
    CloudWatchLogsClient,
    CreateLogGroupCommand,
    CreateLogStreamCommand,
    PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { cloudWatchLogs } from "../../../src/adapters/aws/cloudWatchLogs.ts";
import { connections } from "../../../src/adapters/aws/connections.ts";
import { liveTail } from "../../../src/adapters/aws/liveTail.ts";
import { pace } from "../../../src/adapters/aws/transport/pace.ts";
import type { LogStreams } from "../../../src/core/logs/logStreams.ts";
import { logGroupArn } from "../../../src/core/logs/liveTail.ts";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { keepVariables } from "../../host/keepVariables.ts";
import { clientsOf } from "../../local/clients.ts";
import { clientsMissing } from "../../local/foreignClients.ts";
import { create, ended, putTrainingData } from "../../local/job/jobs.ts";

const never = new AbortController().signal;
const GROUP = "/aws/sagemaker/TrainingJobs";
const VARIABLES = ["AWS_ENDPOINT_URL", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] as const;

async function messagesOf(streams: LogStreams, group: string, stream: string, startTime = 0): Promise<readonly string[]> {
    const messages: string[] = [];
    for await (const page of streams.read(group, stream, startTime, never)) {
        messages.push(...page.map(({ message }) => message));
    }
    return messages;
}

describe("logs of an emulator of AWS that we did not write", { skip: clientsMissing }, () => {
    const setBack = keepVariables(...VARIABLES);
    const begin = Date.now() - 3_600_000;
    let aws: AwsStandIn;
    let streams: LogStreams;

    before(async () => {
        aws = await startAws({ s3: "local" });
        Object.assign(process.env, aws.env, { AWS_ENDPOINT_URL: aws.motoUrl });
        const client = new CloudWatchLogsClient({ endpoint: aws.motoUrl, region: "us-east-1" });
        await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
        for (let host = 1; host <= 60; host++) {
            const logStreamName = `iris-1/algo-${host}-1700000000`;
            await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
        }
        const logEvents = Array.from({ length: 2500 }, (_, index) => ({ timestamp: begin + index, message: `line ${index}` }));
        const logStreamName = "iris-1/algo-1-1700000000";
        await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));
        streams = cloudWatchLogs(clientOf("dev"), pace(Infinity));
    });
    after(async () => {
        setBack();
        await aws?.stop();
    });

    it("F63: are none as long as neither group nor stream is there", async () => {
        assert.deepEqual(await streams.names("/aws/sagemaker/Endpoints/none", "", never), []);
        assert.deepEqual(await messagesOf(streams, "/aws/sagemaker/Endpoints/none", "AllTraffic/i-1"), []);
        assert.deepEqual(await messagesOf(streams, GROUP, "iris-1/algo-99-1700000000"), []);
        assert.deepEqual(await streams.last(GROUP, "iris-1/algo-99-1700000000", 10, never), []);
    });

    it("F64: have more streams than a page names, and those of one job alone", async () => {
        assert.equal((await streams.names(GROUP, "iris-1/", never)).length, 60);
        assert.deepEqual(await streams.names(GROUP, "iris-10/", never), []);
    });

    it("F64: of an endpoint begin with those that were written to last, and leave out none", async () => {
        const group = "/aws/sagemaker/Endpoints/long-lived";
        const client = new CloudWatchLogsClient({ endpoint: aws.motoUrl, region: "us-east-1" });
        await client.send(new CreateLogGroupCommand({ logGroupName: group }));
        const put = async (host: string, timestamp?: number) => {
            const logStreamName = `AllTraffic/${host}`;
            await client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName }));
            const logEvents = timestamp === undefined ? [] : [{ timestamp, message: "line" }];
            await (timestamp && client.send(new PutLogEventsCommand({ logGroupName: group, logStreamName, logEvents })));
        };
        const soon = Date.now() + 3_600_000;
        await put("i-a-old", begin);
        await put("i-b-newest", soon + 2);
        await put("i-c-new", soon);
        await put("i-d-silent");
        assert.deepEqual((await streams.names(group, "", never)).slice(0, 2), ["AllTraffic/i-b-newest", "AllTraffic/i-c-new"]);
        assert.equal((await streams.names(group, "", never)).length, 4);
    });

    it("are read from a moment on, in order", async () => {
        assert.deepEqual(await messagesOf(streams, GROUP, "iris-1/algo-1-1700000000", begin + 2498), ["line 2498", "line 2499"]);
        const all = await messagesOf(streams, GROUP, "iris-1/algo-1-1700000000");
        assert.deepEqual(
            all,
            Array.from({ length: 2500 }, (_, index) => `line ${index}`),
        );
    });

    it("are read from their end", async () => {
        const last = await streams.last(GROUP, "iris-1/algo-1-1700000000", 3, never);
        assert.deepEqual(
            last.map(({ message }) => message),
            ["line 2497", "line 2498", "line 2499"],
        );
    });

    it("F11: stop being read when nobody waits any more", async () => {
        const gone = AbortSignal.abort();
        await assert.rejects(streams.last(GROUP, "iris-1/algo-1-1700000000", 3, gone), { name: "AbortError" });
    });

    it("F64: are read no faster than an account allows, by those who wait and in the background together", async () => {
        const { streamsIn, quietly } = connections(() => Promise.reject(new Error("Nobody asks for Local SageMaker here.")));
        const place = { kind: "aws", profile: "dev", region: "us-east-1" } as const;
        const both = [await streamsIn(place), await quietly.streamsIn(place)];
        const began = performance.now();
        const reads = both.flatMap((one) =>
            Array.from({ length: 6 }, () => one.last(GROUP, "iris-1/algo-1-1700000000", 1, never)),
        );
        await Promise.all(reads);
        assert.ok(performance.now() - began >= 1090, "twelve reads, ten a second");
    });

    it("are listened to by Live Tail, each line once", async () => {
        process.env["AWS_ENDPOINT_URL"] = aws.url;
        try {
            const local = clientsOf(aws.localUrl);
            const groupArn = logGroupArn("arn:aws:sagemaker:us-east-1:123456789012:training-job/live", GROUP);
            const closing = new AbortController();
            const heard: string[] = [];
            const program =
                'let n = 0; const timer = setInterval(() => { console.log("line " + ++n); if (n === 40) clearInterval(timer); }, 100);';
            await putTrainingData(local);
            await create(local, "first", 'console.log("the group appears with the first line")');
            await ended(local, "first");
            await create(local, "live", program);
            const listening = (async () => {
                for await (const { lines } of liveTail(clientOf("dev"))({ groupArn, prefix: "live/" }, closing.signal)) {
                    heard.push(...lines.map(({ message }) => message));
                    if (heard.includes("line 40")) {
                        return;
                    }
                }
            })();
            await Promise.all([listening, ended(local, "live")]);
            closing.abort();
            assert.equal(new Set(heard).size, heard.length);
            assert.ok(heard.length > 10, `${heard.length} lines`);
        } finally {
            process.env["AWS_ENDPOINT_URL"] = aws.motoUrl;
        }
    });
});

describe("the pace of reads", () => {
    it("F64: lets so many pass a second, however many ask at once, and lets go of who does not wait", async () => {
        const turn = pace(50);
        const began = performance.now();
        await Promise.all(Array.from({ length: 11 }, () => turn(never)));
        assert.ok(performance.now() - began >= 195);
        await assert.rejects(Promise.all([turn(AbortSignal.abort()), turn(AbortSignal.abort())]), { name: "AbortError" });
    });
});
