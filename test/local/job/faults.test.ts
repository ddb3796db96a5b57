import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { readProcessFile } from "../../../src/local/runners/processFiles.ts";
import { clientsOf } from "../clients.ts";
import { BUCKET } from "../programs.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { smallDisk } from "../smallDisk.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { create, describe, ended, line, logLines, processesOf, until } from "./jobs.ts";

const data = temporaryDirectory();
let server: ServerProcess;
let clients: ReturnType<typeof clientsOf>;

before(async () => start(data.path));
after(async () => {
    await server.end("SIGTERM");
    const left = processesOf(data.path);
    data[Symbol.dispose]();
    assert.deepEqual(left, [], "no program runs on without its server");
});

const RUNS = `console.log("up"); setInterval(() => {}, 1000);`;

test("a job whose supervisor is killed fails with the reason, and its program is ended", async () => {
    await create(clients, "orphan", RUNS);
    await line(clients, "orphan", "up");
    const supervisor = readProcessFile(path.join(data.path, "jobs/orphan/process"), "supervisor");
    process.kill(supervisor?.pid ?? 0, "SIGKILL");
    const job = await ended(clients, "orphan");
    assert.equal(job.TrainingJobStatus, "Failed");
    assert.match(job.FailureReason ?? "", /^InternalServerError: the process that ran this job was killed/);
    await until(() => processesOf(data.path).length === 0);
});

test("a job that ended while the server was away is told as it ended", async () => {
    await create(clients, "away", `console.log("up"); setTimeout(() => { console.log("last words"); process.exit(3); }, 700);`);
    await line(clients, "away", "up");
    await server.end("SIGKILL");
    await until(() => processesOf(data.path).length === 0);
    await start(data.path);
    assert.equal((await ended(clients, "away")).FailureReason, "AlgorithmError: , exit code: 3");
    assert.deepEqual(await logLines(clients, "away"), ["up", "last words"]);
});

test("a stop that a killed server had not carried out is carried out by the next one", async () => {
    await create(clients, "stopping", RUNS);
    await line(clients, "stopping", "up");
    await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stopping" }));
    await server.end("SIGKILL");
    await start(data.path);
    assert.equal((await ended(clients, "stopping")).TrainingJobStatus, "Stopped");
});

test("a job that asks for a shell that is not there fails with a reason", async () => {
    await create(clients, "shell", "#!/no/such/shell\n");
    assert.match(
        (await ended(clients, "shell")).FailureReason ?? "",
        /^AlgorithmError: exec: "train": .*ENOENT.*exit code: 126$/,
    );
});

test("what a program writes after its own end is nobody's, and does not hold the job up", async () => {
    await create(clients, "leaving", "#!/bin/sh\necho mine\n(sleep 30; echo late) &\nexit 0\n");
    assert.equal((await ended(clients, "leaving")).TrainingJobStatus, "Completed");
    assert.equal((await logLines(clients, "leaving"))[0], "mine");
    await until(() => processesOf(data.path).length === 0);
});

test("a flood of lines in every encoding is kept whole", async () => {
    await create(
        clients,
        "flood",
        `
        process.stdout.write("\\u{1f980} ".repeat(100) + "\\r\\n");
        process.stdout.write(Buffer.from([0xff, 0x0a]));
        process.stdout.write("x".repeat(100000) + "\\n");
        for (let n = 0; n < 9000; n++) console.log(n);
    `,
    );
    await ended(clients, "flood");
    const [crab, bytes, long, ...numbers] = await logLines(clients, "flood");
    assert.equal(crab, "\u{1f980} ".repeat(100));
    assert.equal(bytes, "\ufffd");
    assert.equal(long, `${"x".repeat(32_768)}…(${100_000 - 32_768} more bytes)`);
    assert.deepEqual(
        numbers.slice(0, 9000),
        Array.from({ length: 9000 }, (_, n) => String(n)),
    );
});

test("checkpoints are in S3 while the job runs, and in the next job that names them", async () => {
    const config = { CheckpointConfig: { S3Uri: `s3://${BUCKET}/checkpoints/one` } };
    const folder = `const fs = require("node:fs"), folder = process.env.SAGEMAKER_BASE_DIR + "/checkpoints/";`;
    await create(
        clients,
        "saving",
        `${folder} fs.mkdirSync(folder + "deep"); fs.writeFileSync(folder + "deep/1.bin", "one"); ${RUNS}`,
        config,
    );
    await until(async () => {
        const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "checkpoints/" }));
        return Contents.length > 0;
    });
    await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "saving" }));
    await ended(clients, "saving");
    await create(
        clients,
        "resuming",
        `${folder} console.log(fs.readFileSync(folder + "deep/1.bin", "utf8")); fs.writeFileSync(folder + "2.bin", "two");`,
        config,
    );
    await ended(clients, "resuming");
    assert.equal((await logLines(clients, "resuming"))[0], "one");
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "checkpoints/one/2.bin" }));
    assert.equal(await Body?.transformToString(), "two");
});

test("links in the model are left out of the archive and named in the log, and a job cannot change the data it was given", async () => {
    await create(
        clients,
        "links",
        `const fs = require("node:fs"), base = process.env.SAGEMAKER_BASE_DIR;
         fs.symlinkSync("/etc/passwd", base + "/model/link"); fs.writeFileSync(base + "/model/file", "1");
         fs.chmodSync(base + "/input/data/training/part.csv", 0o600); fs.writeFileSync(base + "/input/data/training/part.csv", "changed");`,
    );
    assert.equal((await ended(clients, "links")).TrainingJobStatus, "Completed");
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "data/training/part.csv" }));
    assert.equal(await Body?.transformToString(), "1,2\n");
    const archive = await clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "out/links/output/model.tar.gz" }));
    const listed = spawnSync("tar", ["-tzf", "-"], { input: await archive.Body?.transformToByteArray(), encoding: "utf8" });
    assert.equal(listed.stdout, "file\n");
    assert.deepEqual(await logLines(clients, "links"), [
        'model.tar.gz takes files and folders alone. Left out, as links are: "link"',
    ]);
    assert.equal(fs.existsSync(path.join(data.path, "jobs/links/ml")), false);
});

const small = smallDisk();

test("a job that fills the disk fails, and the server answers and starts the next one", { skip: small.missing }, async () => {
    await server.end("SIGTERM");
    try {
        await start(small.path);
        await create(
            clients,
            "filling",
            `const fs = require("node:fs"); const base = process.env.SAGEMAKER_BASE_DIR;
             const file = fs.openSync(base + "/model/big", "w");
             for (;;) { fs.writeSync(file, Buffer.alloc(65536, 1)); }`,
        );
        const job = await ended(clients, "filling");
        assert.equal(job.TrainingJobStatus, "Failed");
        assert.match(job.FailureReason ?? "", /^AlgorithmError: No space is left on the disk.*, exit code: \d+$/);
        await create(clients, "next", "");
        assert.equal((await ended(clients, "next")).TrainingJobStatus, "Completed");
    } finally {
        await server.end("SIGTERM");
        small.remove();
        await start(data.path);
    }
    assert.equal((await describe(clients, "orphan")).TrainingJobStatus, "Failed");
});

async function start(directory: string): Promise<void> {
    server = await startServerProcess(directory);
    clients = clientsOf(server.url);
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "data/training/part.csv", Body: "1,2\n" }));
}
