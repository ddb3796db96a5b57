import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { readProcessFile } from "../../../src/local/runners/processFiles.ts";
import { archiveOf, deploy, putModel, reaches } from "../../local/hosting/deploy.ts";
import { ended, line, logLines } from "../../local/job/jobs.ts";
import { containerEnvironment } from "../environment.ts";
import { type LocalServer, startLocalServer } from "./localServer.ts";
import { SERVE } from "./serveProgram.ts";
import { processesWith, testImages } from "./testImages.ts";

const { podman: program } = containerEnvironment();
const podman = async (...args: readonly string[]) => (await promisify(execFile)(program, args)).stdout;
const images = testImages(podman);
let server: LocalServer;

before(async () => {
    server = await startLocalServer("--engine", program);
});
after(async () => {
    await server[Symbol.asyncDispose]();
    assert.equal(await containers(), "");
    await images[Symbol.asyncDispose]();
});

const containers = async () => (await podman("ps", "--all", "--format={{.Names}}", "--filter=name=rust-sagemaker-")).trim();

test("Podman runs a job of an image from its data to a model, and no value of its environment is in a command line", async () => {
    const { reference } = await images.build({
        train: `#!/bin/sh
            cat /opt/ml/input/data/training/part-1.csv
            echo "host $(hostname) pid $$"
            printf '%s|%s' "$QUOTED" "$KEY" | base64 -w0; echo
            sleep 1; echo 1 > /opt/ml/model/m`,
    });
    const [QUOTED, KEY] = [` "podman" #b $HOME 'c' `, `-----BEGIN-----\nkey-${"p".repeat(20)}\n`];
    await server.createJob("first", reference, { Environment: { QUOTED, KEY } });
    await line(server.clients(), "first", Buffer.from(`${QUOTED}|${KEY}`).toString("base64"));
    assert.deepEqual(processesWith("p".repeat(20)), []);
    const job = await ended(server.clients(), "first");
    assert.equal(job.TrainingJobStatus, "Completed", job.FailureReason);
    assert.deepEqual((await logLines(server.clients(), "first")).slice(0, 2), ["1,2", "host algo-1 pid 1"]);
    assert.equal(await containers(), "");
});

test("what cannot be run is told in the same words as with Docker", async () => {
    const { reference } = await images.build({ serve: "#!/bin/sh\n" });
    await server.createJob("trainless", reference);
    assert.match((await ended(server.clients(), "trainless")).FailureReason ?? "", /executable file .*not found in \$PATH/);
    await server.createJob("imageless", "no-such-image:v1");
    assert.match(
        (await ended(server.clients(), "imageless")).FailureReason ?? "",
        /is not in the store of Podman, .* podman pull no-such-image:v1$/,
    );
    assert.equal(await containers(), "");
});

test("a failure has the program's exit code, a stop ends the container, and so does the end of Podman's command", async () => {
    const { reference } = await images.build({
        train: `#!/bin/sh
            [ -z "$FAIL" ] || exit "$FAIL"
            trap 'exit 0' TERM; echo up; while true; do sleep 0.1; done`,
    });
    await server.createJob("failing", reference, { Environment: { FAIL: "3" } });
    assert.equal((await ended(server.clients(), "failing")).FailureReason, "AlgorithmError: , exit code: 3");
    await server.createJob("stopped", reference);
    await line(server.clients(), "stopped", "up");
    await server.clients().sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stopped" }));
    assert.equal((await ended(server.clients(), "stopped")).TrainingJobStatus, "Stopped");
    await server.createJob("killed", reference);
    await line(server.clients(), "killed", "up");
    process.kill(readProcessFile(path.join(server.data, "jobs/killed/process"), "process")?.pid ?? 0, "SIGKILL");
    assert.match(
        (await ended(server.clients(), "killed")).FailureReason ?? "",
        /^InternalServerError: the process that ran this job was killed/,
    );
    assert.equal(await containers(), "");
});

test("Podman serves a model on a port of the loopback", async () => {
    const { reference: Image } = await images.build({ serve: SERVE });
    const clients = server.clients();
    const ModelDataUrl = await putModel(clients, "model.tar.gz", await archiveOf({ name: "weights", content: "42" }));
    await deploy(clients, "served", { main: { serve: "", container: { Image, ModelDataUrl, Environment: { GREETING: "hi" } } } });
    await reaches(clients, "served", "InService");
    const { Body } = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName: "served", Body: "hello" }));
    assert.match(Body.transformToString(), /^42 hello hi read-only 1 /);
    assert.match(await containers(), /^rust-sagemaker-served-main-/);
});
