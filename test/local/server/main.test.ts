import assert from "node:assert/strict";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateModelCommand, ListModelsCommand, ListTagsCommand, paginateListModels } from "@aws-sdk/client-sagemaker";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { clientsOf } from "../clients.ts";
import { startLocal } from "./localProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const Image = "000000000000.dkr.ecr.us-east-1.amazonaws.com/iris:v1";
const lockOf = (directory: string) => path.join(directory, "server.lock");

describe("Local SageMaker as a program", () => {
    it("says where it listens, names itself in the lock file, and ends cleanly when told to", async () => {
        using directory = temporaryDirectory();
        await using local = startLocal(directory.path);
        const url = await local.url();
        const lock = JSON.parse(fs.readFileSync(lockOf(directory.path), "utf8"));
        assert.deepEqual([lock.pid, lock.url], [local.child.pid, url]);
        // A connection that is kept alive must not hold up the end.
        const agent = new http.Agent({ keepAlive: true });
        await new Promise((resolve) =>
            http.get(`${url}/_local/health`, { agent }, (response) => response.resume().on("end", resolve)),
        );
        local.child.kill("SIGTERM");
        assert.equal(await local.ended(), 0);
        assert.deepEqual([local.output().stderr, fs.existsSync(lockOf(directory.path))], ["", false]);
        agent.destroy();
    });

    it("names the port that it cannot have, and what to do", async () => {
        using directory = temporaryDirectory();
        const stranger = http.createServer();
        await once(stranger.listen(0, "127.0.0.1"), "listening");
        try {
            const address = stranger.address();
            assert.ok(typeof address === "object" && address !== null);
            await using local = startLocal(directory.path, "--port", String(address.port));
            assert.equal(await local.ended(), 1);
            assert.equal(
                local.output().stderr,
                `Port ${address.port} is in use by another program. Choose another one with --port, or --port 0 for any free one.\n`,
            );
        } finally {
            stranger.close();
        }
    });

    it("runs once on a data directory: whoever comes second is told of the first", async () => {
        using directory = temporaryDirectory();
        await using local = startLocal(directory.path);
        const url = await local.url();
        for (const port of ["0", new URL(url).port]) {
            await using second = startLocal(directory.path, "--port", port);
            assert.equal(await second.ended(), 3);
            const said = `Local SageMaker already runs on this data directory, at ${url} (process ${local.child.pid}).\n`;
            assert.deepEqual(second.output(), { stdout: "", stderr: said });
        }
    });

    it("runs once when two are started in the same moment", async () => {
        using directory = temporaryDirectory();
        await using one = startLocal(directory.path);
        await using other = startLocal(directory.path);
        const first = await Promise.race([one.ended(), other.ended()]);
        assert.equal(first, 3);
        const [winner, loser] = one.child.exitCode === null ? [one, other] : [other, one];
        const url = await winner.url();
        assert.ok(loser.output().stderr.includes(url));
    });

    it("ends by itself when nobody asks and nothing runs", async () => {
        using directory = temporaryDirectory();
        await using local = startLocal(directory.path, "--exit-when-idle", "1");
        const url = await local.url();
        const asked = performance.now();
        await fetch(`${url}/_local/health`);
        assert.equal(await local.ended(), 0);
        assert.ok(performance.now() - asked > 900);
    });

    it("refuses a data directory of another version, and bad options", async () => {
        using directory = temporaryDirectory();
        fs.writeFileSync(path.join(directory.path, "version.json"), '{"version":99}');
        await using newer = startLocal(directory.path);
        assert.equal(await newer.ended(), 1);
        assert.match(newer.output().stderr, /another version of Local SageMaker .*"version":99/);
        assert.equal(fs.existsSync(lockOf(directory.path)), false);
        await using misled = startLocal(directory.path, "--port", "70000");
        assert.equal(await misled.ended(), 1);
        assert.match(misled.output().stderr, /^--port needs a whole number from 0 to 65535: 70000\nUsage:/);
    });

    it("keeps what it acknowledged through any number of kill -9", async () => {
        using directory = temporaryDirectory();
        const acknowledged: string[] = [];
        for (let round = 0; round < 4; round += 1) {
            await using local = startLocal(directory.path);
            const { sagemaker, s3 } = clientsOf(await local.url());
            await s3.send(new CreateBucketCommand({ Bucket: "data" }));
            const create = async () => {
                for (let at = 0; local.child.exitCode === null; at += 1) {
                    const name = `kill-${round}-${at}`;
                    await s3.send(new PutObjectCommand({ Bucket: "data", Key: name, Body: name }));
                    const Tags = [{ Key: "name", Value: name }];
                    await sagemaker.send(new CreateModelCommand({ ModelName: name, PrimaryContainer: { Image }, Tags }));
                    acknowledged.push(name);
                }
            };
            const enough = async () => {
                while (local.child.signalCode === null && acknowledged.length < 3 * (round + 1)) {
                    await sleep(5);
                }
                await sleep(round * 3);
                local.child.kill("SIGKILL");
            };
            await assert.rejects(Promise.all([create(), enough()]));
        }
        assert.ok(acknowledged.length >= 12);
        await using local = startLocal(directory.path);
        const { sagemaker, s3 } = clientsOf(await local.url());
        const listed = new Set<string | undefined>();
        for await (const { Models = [] } of paginateListModels({ client: sagemaker, pageSize: 100 }, {})) {
            for (const { ModelName } of Models) {
                listed.add(ModelName);
            }
        }
        for (const name of acknowledged) {
            assert.ok(listed.has(name));
            const { Body } = await s3.send(new GetObjectCommand({ Bucket: "data", Key: name }));
            assert.equal(await Body?.transformToString(), name);
        }
        const ResourceArn = `arn:aws:sagemaker:us-east-1:000000000000:model/${acknowledged.at(-1)}`;
        const { Tags } = await sagemaker.send(new ListTagsCommand({ ResourceArn }));
        assert.deepEqual(Tags, [{ Key: "name", Value: acknowledged.at(-1) }]);
        assert.equal((await sagemaker.send(new ListModelsCommand({ MaxResults: 1 }))).Models?.length, 1);
        assert.equal(local.output().stderr, "");
    });
});
