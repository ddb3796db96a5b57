import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { DeleteEndpointCommand, DescribeEndpointCommand } from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { clientsOf } from "../clients.ts";
import { startServerProcess } from "../serverProcess.ts";
import { smallDisk } from "../smallDisk.ts";
import { archiveOf, deploy, eventually, putModel, reaches, serveProgram } from "./deploy.ts";

const disk = smallDisk();
after(() => disk.remove());

const serve = serveProgram("response.end('well')");

test(
    "a model that the disk cannot take fails its endpoint and leaves room for the next one",
    { skip: disk.missing },
    async () => {
        const server = await startServerProcess(disk.path);
        try {
            const clients = clientsOf(server.url);
            const ModelDataUrl = await putModel(
                clients,
                "large/model.tar.gz",
                await archiveOf({ name: "zeros", content: "0".repeat(20_000_000) }),
            );
            await deploy(clients, "large", { main: { serve, container: { ModelDataUrl } } });
            const { FailureReason } = await reaches(clients, "large", "Failed");
            assert.match(
                FailureReason ?? "",
                /^The disk of Local SageMaker is too full to take the model s3:.*large\/model\.tar\.gz\.$/,
            );
            await deploy(clients, "small", { main: { serve } });
            await reaches(clients, "small", "InService");
        } finally {
            await server.end("SIGTERM");
        }
    },
);

test("an endpoint outlives a full disk, and can be deleted on it", { skip: disk.missing }, async () => {
    const server = await startServerProcess(disk.path);
    try {
        const clients = clientsOf(server.url);
        await reaches(clients, "small", "InService");
        fill(path.join(disk.path, "filling"));
        const answer = await clients.runtime.send(new InvokeEndpointCommand({ EndpointName: "small", Body: "x" }));
        assert.equal(answer.Body.transformToString(), "well");
        fs.rmSync(path.join(disk.path, "filling"));
        await clients.sagemaker.send(new DeleteEndpointCommand({ EndpointName: "small" }));
        fill(path.join(disk.path, "filling"));
        await eventually(async () => {
            const describe = new DescribeEndpointCommand({ EndpointName: "small" });
            await assert.rejects(clients.sagemaker.send(describe), { name: "ValidationException" });
        });
    } finally {
        await server.end("SIGTERM");
    }
});

function fill(file: string): void {
    const handle = fs.openSync(file, "w");
    try {
        for (;;) {
            fs.writeSync(handle, Buffer.alloc(4096));
        }
    } catch {
        // Full now.
    } finally {
        fs.closeSync(handle);
    }
}
