import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { ended, line, until } from "../../local/job/jobs.ts";
import { docker } from "../docker.ts";
import { startLocalServer } from "./localServer.ts";
import { containersOf, processesWith, testImages } from "./testImages.ts";

const images = testImages();
let reference: string;

before(async () => {
    // Without a handler of SIGTERM it takes no notice of a stop, and ends by itself.
    ({ reference } = await images.build({ train: "#!/bin/sh\necho up; sleep ${SECONDS_TO_RUN:-4}\n" }));
});
after(() => images[Symbol.asyncDispose]());

test("a job that is stopped at any moment of its start is Stopped, and leaves no container", async () => {
    await using server = await startLocalServer();
    const moments = [0, 50, 150, 300, 500, 800];
    await Promise.all(
        moments.map(async (moment) => {
            const name = `stopped-after-${moment}`;
            await server.createJob(name, reference);
            await delay(moment);
            await server.clients().sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: name }));
            const job = await ended(server.clients(), name);
            assert.equal(job.TrainingJobStatus, "Stopped", job.FailureReason);
        }),
    );
    assert.deepEqual(await containersOf(server.data), []);
    assert.deepEqual(processesWith("rust-sagemaker-stopped-after-"), []);
});

test("the volumes that an image declares go with its container", async () => {
    await using server = await startLocalServer();
    const image = await images.build({ train: "#!/bin/sh\necho up; sleep 2\n" }, "linux/amd64", "VOLUME /scratch\n");
    await server.createJob("with-volume", image.reference);
    await line(server.clients(), "with-volume", "up");
    const [container = ""] = await containersOf(server.data);
    const volume = await docker("container", "inspect", "--format={{range .Mounts}}{{.Name}}{{end}}", container);
    assert.match(volume, /^[0-9a-f]{64}$/);
    assert.equal((await ended(server.clients(), "with-volume")).TrainingJobStatus, "Completed");
    assert.equal(await docker("volume", "ls", "--quiet", `--filter=name=${volume}`), "");
});

test("a container ends when the server is killed and its data directory is deleted", async () => {
    await using server = await startLocalServer();
    await server.createJob("homeless", reference, { Environment: { SECONDS_TO_RUN: "600" } });
    await line(server.clients(), "homeless", "up");
    assert.equal((await containersOf(server.data)).length, 1);
    await server.process().end("SIGKILL");
    rmSync(server.data, { recursive: true, force: true });
    await until(async () => (await containersOf(server.data)).length === 0);
    await until(() => processesWith("rust-sagemaker-homeless-").length === 0);
});
