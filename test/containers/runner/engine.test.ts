import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { DeleteEndpointCommand } from "@aws-sdk/client-sagemaker";
import { deploy, reaches } from "../../local/hosting/deploy.ts";
import { ended, line, logLines, until } from "../../local/job/jobs.ts";
import { containerEnvironment } from "../environment.ts";
import { startLocalServer } from "./localServer.ts";
import { SERVE } from "./serveProgram.ts";
import { containersOf, testImages } from "./testImages.ts";

const { docker } = containerEnvironment();
const images = testImages();
const folder = mkdtempSync(path.join(tmpdir(), "engine-"));
after(async () => {
    await images[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
});

const STUBBORN = "#!/bin/sh\necho up; while true; do sleep 0.1; done\n";

test("a job says that the engine that the setting names is not there", async () => {
    await using server = await startLocalServer("--engine", "/no/such/docker");
    await server.createJob("engineless", "some:image");
    assert.equal(
        (await ended(server.clients(), "engineless")).FailureReason,
        "ClientError: The container engine that the setting rustSagemaker.engine.path names cannot be run: /no/such/docker.",
    );
});

test("a job says that the engine does not run, and the next one finds it running", async () => {
    const socket = path.join(folder, "s.sock");
    const { reference } = await images.build({ train: "#!/bin/sh\necho up\n" });
    await using server = await startLocalServer("--engine", clientOf(socket));
    await server.createJob("too-early", reference);
    assert.match(
        (await ended(server.clients(), "too-early")).FailureReason ?? "",
        /^ClientError: Docker is not running\. Start it with .* \(it was looked for at unix:\/\/.*s\.sock\)/,
    );
    await using engine = await startEngine(socket);
    assert.equal(engine.connections(), 0);
    await server.createJob("in-time", reference);
    assert.equal((await ended(server.clients(), "in-time")).TrainingJobStatus, "Completed");
    assert.ok(engine.connections() > 0);
});

test("a job whose engine goes away fails with that reason, and its container is removed when the engine is back", async () => {
    const socket = path.join(folder, "t.sock");
    const { reference } = await images.build({ train: STUBBORN });
    await using server = await startLocalServer("--engine", clientOf(socket));
    {
        await using _ = await startEngine(socket);
        await server.createJob("cut", reference);
        await line(server.clients(), "cut", "up");
    }
    const { FailureReason } = await ended(server.clients(), "cut");
    assert.match(FailureReason ?? "", /^InternalServerError: the container engine stopped answering while the container ran: /);
    assert.equal((await containersOf(server.data)).length, 1);
    await using _ = await startEngine(socket);
    await until(async () => (await containersOf(server.data)).length === 0);
});

test("an endpoint whose engine goes away says so, and serves again when the engine is back", async () => {
    const socket = path.join(folder, "u.sock");
    const { reference: Image } = await images.build({ serve: SERVE });
    await using server = await startLocalServer("--engine", clientOf(socket));
    {
        await using _ = await startEngine(socket);
        await deploy(server.clients(), "cut", { main: { serve: "", container: { Image } } });
        await reaches(server.clients(), "cut", "InService");
    }
    const { FailureReason } = await reaches(server.clients(), "cut", "OutOfService");
    assert.match(FailureReason ?? "", /Docker is not running/);
    await using _ = await startEngine(socket);
    await reaches(server.clients(), "cut", "InService");
    await until(async () => (await containersOf(server.data)).length === 1);
    await server.clients().sagemaker.send(new DeleteEndpointCommand({ EndpointName: "cut" }));
    await until(async () => (await containersOf(server.data)).length === 0);
});

test("a container that runs out of memory says so in its log", async () => {
    const { reference } = await images.build({
        train: `#!/usr/bin/perl\n$| = 1; print "up\\n"; my @all; push @all, "x" x 1_000_000 while 1;\n`,
    });
    const small = path.join(folder, "docker-small");
    writeFileSync(small, '#!/bin/sh\n[ "$1" = run ] && shift && exec docker run --memory=40m "$@"\nexec docker "$@"\n', {
        mode: 0o755,
    });
    await using server = await startLocalServer("--engine", small);
    await server.createJob("greedy", reference);
    assert.equal((await ended(server.clients(), "greedy")).FailureReason, "AlgorithmError: , exit code: 137");
    assert.deepEqual(await logLines(server.clients(), "greedy"), ["up", "The container ran out of memory and was killed."]);
});

test("what the engine refuses is told in its words", async () => {
    const { reference } = await images.build({ train: "#!/bin/sh\n" });
    const refusing = path.join(folder, "docker-refusing");
    writeFileSync(refusing, `#!/bin/sh\n[ "$1" = run ] && shift && exec docker run --memory=1 "$@"\nexec docker "$@"\n`, {
        mode: 0o755,
    });
    await using server = await startLocalServer("--engine", refusing);
    await server.createJob("refused", reference);
    const { FailureReason } = await ended(server.clients(), "refused");
    assert.match(FailureReason ?? "", /^AlgorithmError: .*[Mm]emory.*, exit code: 125$/);
    assert.match((await logLines(server.clients(), "refused")).join("\n"), /[Mm]emory/);
    assert.deepEqual(await containersOf(server.data), []);
});

/** A client that knows the engine under another socket. */
function clientOf(socket: string): string {
    const program = path.join(folder, `docker-${path.basename(socket)}`);
    writeFileSync(program, `#!/bin/sh\nDOCKER_HOST='unix://${socket}' exec docker "$@"\n`, { mode: 0o755 });
    return program;
}

/** The engine under another socket, which goes away without the engine that all tests share. */
async function startEngine(socket: string) {
    const open = new Set<net.Socket>();
    let count = 0;
    const server = net.createServer({ allowHalfOpen: true }, (client) => {
        const engine = net.connect({ path: docker.DOCKER_HOST.replace("unix://", ""), allowHalfOpen: true });
        count += 1;
        for (const end of [client, engine]) {
            open.add(end);
            end.on("error", () => {});
        }
        client.pipe(engine).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    return {
        connections: () => count,
        async [Symbol.asyncDispose]() {
            open.forEach((end) => end.destroy());
            await new Promise((resolve) => server.close(resolve));
        },
    };
}
