import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { gunzipSync } from "node:zlib";
import { readProcessFile } from "../../../src/local/runners/processFiles.ts";
import { ended, line, logLines, until } from "../../local/job/jobs.ts";
import { BUCKET } from "../../local/programs.ts";
import { docker } from "../docker.ts";
import { type LocalServer, startLocalServer } from "./localServer.ts";
import { containersOf, processesWith, testImages } from "./testImages.ts";

const images = testImages();
let server: LocalServer;

before(async () => {
    server = await startLocalServer();
});
after(async () => {
    const left = await containersOf(server.data);
    await server[Symbol.asyncDispose]();
    await images[Symbol.asyncDispose]();
    assert.deepEqual(left, [], "every container is gone when its job has ended");
});

const TRAIN = `#!/bin/sh
set -e
echo "program $0"
echo "host $(hostname) pid $$ user $(id -u)"
cat /opt/ml/input/config/hyperparameters.json; echo
cat /opt/ml/input/data/training/part-1.csv
for epoch in 1 2 3; do echo "[metric] epoch=$epoch train_loss=0.$epoch"; done
echo "on standard error" >&2
env | sort
echo weights > /opt/ml/model/weights.bin
echo report > /opt/ml/output/data/report.txt
`;

test("a job of a container image runs from its data to a model, with its lines, its metrics and every phase on record", async () => {
    const { reference } = await images.build({ train: TRAIN });
    await server.createJob("first", reference, { Environment: { RUST_LOG: "debug", QUOTED: ` "a" #b $HOME 'c' ` } });
    const job = await ended(server.clients(), "first");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    assert.deepEqual(
        job.SecondaryStatusTransitions?.map(({ Status }) => Status),
        ["Starting", "Downloading", "Training", "Uploading", "Completed"],
    );
    const lines = await logLines(server.clients(), "first");
    const output = lines.filter((text) => text !== "on standard error"); // which an engine brings when it likes
    assert.deepEqual(output.slice(0, 4), ["program /usr/local/bin/train", "host algo-1 pid 1 user 0", '{"epochs":"3"}', "1,2"]);
    assert.ok(lines.includes("on standard error"));
    assert.equal(job.FinalMetricDataList?.find(({ MetricName }) => MetricName === "train_loss")?.Value?.toFixed(1), "0.3");
    assert.ok((await object("out/first/output/model.tar.gz")).includes("weights.bin"));
    assert.ok((await object("out/first/output/output.tar.gz")).includes("report.txt"));
    const variables = lines.filter((text) => /^[A-Z_]+=/.test(text) && !/^(?:PATH|HOME|HOSTNAME|PWD)=/.test(text));
    assert.deepEqual(variables, [
        "AWS_DEFAULT_REGION=us-east-1",
        "AWS_REGION=us-east-1",
        `QUOTED= "a" #b $HOME 'c' `,
        "RUST_LOG=debug",
        "TRAINING_JOB_ARN=arn:aws:sagemaker:us-east-1:000000000000:training-job/first",
        "TRAINING_JOB_NAME=first",
    ]);
    await until(() => !existsSync(path.join(server.data, "jobs/first/ml.env")));
});

test("an image is found by its tag, and a later build of the tag does not change what its id names", async () => {
    const one = await images.build({ train: "#!/bin/sh\necho one\n" });
    await server.createJob("by-tag", one.tag);
    assert.equal((await ended(server.clients(), "by-tag")).TrainingJobStatus, "Completed");
    const two = await images.build({ train: "#!/bin/sh\necho two\n" });
    await docker("image", "tag", two.id, one.tag);
    await server.createJob("by-id", one.reference);
    assert.equal((await ended(server.clients(), "by-id")).TrainingJobStatus, "Completed");
    assert.equal((await logLines(server.clients(), "by-id"))[0], "one");
    await docker("image", "rm", one.id);
});

test("a job that fails says why in its own words, with its exit code", async () => {
    const { reference } = await images.build({
        train: `#!/bin/sh
            case $FAIL in
                file) printf "no data" > /opt/ml/output/failure; exit 1;;
                kill) kill -9 $$ ; sleep 1; exit 137;;
                *) exit "$FAIL";;
            esac`,
    });
    for (const FAIL of ["file", "1", "101", "125", "127", "137"]) {
        await server.createJob(`failing-${FAIL}`, reference, { Environment: { FAIL } });
    }
    const reasonOf = async (fail: string) => (await ended(server.clients(), `failing-${fail}`)).FailureReason;
    assert.equal(await reasonOf("file"), "AlgorithmError: no data, exit code: 1");
    for (const code of ["1", "101", "125", "127", "137"]) {
        assert.equal(await reasonOf(code), `AlgorithmError: , exit code: ${code}`);
    }
});

test("an image without train fails in the words of SageMaker's log", async () => {
    const { reference } = await images.build({ serve: "#!/bin/sh\n" });
    await server.createJob("trainless", reference);
    const job = await ended(server.clients(), "trainless");
    assert.equal(job.FailureReason, `AlgorithmError: exec: "train": executable file not found in $PATH, exit code: 127`);
    assert.match((await logLines(server.clients(), "trainless")).join("\n"), /executable file not found in \$PATH/);
});

test("an image that is not in the engine's store is not pulled: the job says what to do", async () => {
    await server.createJob("imageless", "no-such-image:v1");
    assert.equal(
        (await ended(server.clients(), "imageless")).FailureReason,
        "ClientError: Image no-such-image:v1 is not in the store of Docker, and Local SageMaker pulls none. " +
            "Build it, or fetch it with: docker pull no-such-image:v1",
    );
    const { id, reference } = await images.build({ train: "#!/bin/sh\necho other\n" });
    await server.createJob("other-repository", `other@${id}`);
    assert.match((await ended(server.clients(), "other-repository")).FailureReason ?? "", /^ClientError: Image other@sha256:/);
    await server.createJob("own-repository", reference);
    assert.equal((await ended(server.clients(), "own-repository")).TrainingJobStatus, "Completed");
});

test("a program for another processor fails with the reason, and the log of its image said so before", async () => {
    const elf = `\x7fELF\x02\x01\x01${"\0".repeat(9)}\x02\0\xb7\0`;
    const { reference } = await images.build({ train: elf }, "linux/arm64");
    await server.createJob("foreign", reference);
    const { FailureReason } = await ended(server.clients(), "foreign");
    assert.match(
        FailureReason ?? "",
        /^AlgorithmError: exec .*train: exec format error \(the program in the image is for another/,
    );
    assert.match(
        (await logLines(server.clients(), "foreign"))[0] ?? "",
        /^This image is for linux\/arm64, and this machine is linux\/amd64/,
    );
});

test("a job for a GPU runs on the CPU where the engine has none, and its log says so", async () => {
    const { reference } = await images.build({ train: "#!/bin/sh\necho up\n" });
    const ResourceConfig = { InstanceType: "ml.g5.xlarge" as const, InstanceCount: 1, VolumeSizeInGB: 30 };
    await server.createJob("gpu", reference, { ResourceConfig });
    assert.equal((await ended(server.clients(), "gpu")).TrainingJobStatus, "Completed");
    const [note, up] = await logLines(server.clients(), "gpu");
    assert.deepEqual(
        [note, up],
        ["ml.g5.xlarge has a GPU, but the container engine of this machine offers none: this runs on the CPU.", "up"],
    );
});

test("a stopped job keeps what it wrote in time, and its container is gone", async () => {
    const { reference } = await images.build({
        train: `#!/bin/sh
            trap 'echo 1 > /opt/ml/model/m; exit 0' TERM
            echo up; while true; do sleep 0.1; done`,
    });
    await server.createJob("stopped", reference);
    await line(server.clients(), "stopped", "up");
    assert.match((await containersOf(server.data)).join(), /^rust-sagemaker-stopped-[0-9a-f]{8}$/);
    await server.clients().sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stopped" }));
    const job = await ended(server.clients(), "stopped");
    assert.equal(job.TrainingJobStatus, "Stopped");
    assert.ok((await object("out/stopped/output/model.tar.gz")).includes("m\0"));
    assert.deepEqual(await containersOf(server.data), []);
});

/** Ignores SIGTERM, as every program without a handler does that is a container's first process. */
const STUBBORN = "#!/bin/sh\necho up; while true; do sleep 0.1; done\n";

test("a job whose time is over is Stopped with that reason, and its program is told with SIGTERM", async () => {
    const { reference } = await images.build({
        train: `#!/bin/sh\ntrap 'exit 0' TERM; echo up; while true; do sleep 0.1; done\n`,
    });
    await server.createJob("long", reference, { StoppingCondition: { MaxRuntimeInSeconds: 1 } });
    const job = await ended(server.clients(), "long");
    assert.deepEqual([job.TrainingJobStatus, job.SecondaryStatus], ["Stopped", "MaxRuntimeExceeded"]);
});

test("a container that ignores SIGTERM is killed after the grace, and nothing of it is left", async () => {
    const { reference } = await images.build({ train: STUBBORN });
    await server.createJob("stubborn", reference);
    await line(server.clients(), "stubborn", "up");
    await server.restart("SIGTERM"); // Ends its jobs with a grace of eight seconds, where StopTrainingJob gives two minutes.
    const job = await ended(server.clients(), "stubborn");
    assert.equal(job.TrainingJobStatus, "Stopped");
    assert.deepEqual(await containersOf(server.data), []);
});

test("no value of a job's environment is in any command line, be it of one line or of several", async () => {
    const { reference } = await images.build({
        train: `#!/bin/sh
            printf '%s|%s|%s' "$TOKEN" "$KEY" "$EMPTY" | base64 -w0; echo
            while [ ! -e /opt/ml/model/go ]; do sleep 0.1; done`,
    });
    const [TOKEN, KEY] = [`tok-${"s".repeat(20)}`, `-----BEGIN-----\nkey-${"k".repeat(20)}\n-----END-----\n`];
    await server.createJob("secretive", reference, { Environment: { TOKEN, KEY, EMPTY: "" } });
    const line64 = Buffer.from(`${TOKEN}|${KEY}|`).toString("base64");
    await line(server.clients(), "secretive", line64);
    assert.ok(processesWith("rust-sagemaker-secretive-").length > 0, "the engine's command is found");
    assert.deepEqual([...processesWith(TOKEN), ...processesWith("k".repeat(20))], []);
    const { mode } = statSync(path.join(server.data, "jobs/secretive/ml.env"));
    assert.equal(mode & 0o777, 0o600);
    await docker("exec", (await containersOf(server.data))[0] ?? "", "touch", "/opt/ml/model/go");
    assert.equal((await ended(server.clients(), "secretive")).TrainingJobStatus, "Completed");
});

test("a job survives a server that is killed, and the next one takes it to its end", async () => {
    const { reference } = await images.build({
        train: `#!/bin/sh
            for n in $(seq 1 40); do echo "line $n"; sleep 0.05; done
            echo 1 > /opt/ml/model/m`,
    });
    await server.createJob("surviving", reference);
    await line(server.clients(), "surviving", "line 3");
    await server.restart("SIGKILL");
    const job = await ended(server.clients(), "surviving");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    assert.deepEqual(
        await logLines(server.clients(), "surviving"),
        Array.from({ length: 40 }, (_, index) => `line ${index + 1}`),
    );
});

test("a container does not outlive the command that ran it, when somebody kills that", async () => {
    const { reference } = await images.build({ train: STUBBORN });
    await server.createJob("commandless", reference);
    await line(server.clients(), "commandless", "up");
    process.kill(readProcessFile(path.join(server.data, "jobs/commandless/process"), "process")?.pid ?? 0, "SIGKILL");
    const { FailureReason } = await ended(server.clients(), "commandless");
    assert.equal(
        FailureReason,
        "InternalServerError: the process that ran this job was killed, and the job with it. Start it again.",
    );
    assert.deepEqual(await containersOf(server.data), []);
});

test("a container does not outlive its supervisor, nor that and its server", async () => {
    const { reference } = await images.build({ train: STUBBORN });
    for (const name of ["unsupervised", "orphaned"]) {
        await server.createJob(name, reference);
        await line(server.clients(), name, "up");
        const supervisor = readProcessFile(path.join(server.data, "jobs", name, "process"), "supervisor")?.pid ?? 0;
        if (name === "orphaned") {
            process.kill(server.process().pid, "SIGKILL");
        }
        process.kill(supervisor, "SIGKILL");
        if (name === "orphaned") {
            await server.restart("SIGKILL");
        }
        assert.match(
            (await ended(server.clients(), name)).FailureReason ?? "",
            /^InternalServerError: the process that ran this job was killed/,
        );
        await until(async () => (await containersOf(server.data)).length === 0);
    }
});

async function object(Key: string): Promise<string> {
    const { Body } = await server.clients().s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return gunzipSync(Buffer.from((await Body?.transformToByteArray()) ?? [])).toString("latin1");
}
