import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { describe, it } from "node:test";
import { ListModelsCommand } from "@aws-sdk/client-sagemaker";
import { clientsOf } from "../clients.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const program = path.resolve(import.meta.dirname, "../../../src/local/main.ts");
const HANDLES = 60;

describe("Local SageMaker without file handles", { skip: process.platform === "win32" && "Windows has no such limit." }, () => {
    it("F86: outlives more connections than it may open, and answers again when they are gone", async () => {
        using directory = temporaryDirectory();
        const script = `ulimit -n ${HANDLES}; exec "$0" "$1" --data "$2"`;
        const server = spawn("/bin/sh", ["-c", script, process.execPath, program, directory.path], {
            stdio: ["ignore", "pipe", "ignore"],
        });
        try {
            const [line]: Buffer[] = await once(server.stdout, "data");
            const url = /http:\S+/.exec(String(line))?.[0] ?? assert.fail(String(line));
            const sockets = Array.from({ length: 2 * HANDLES }, () => net.connect(Number(new URL(url).port), "127.0.0.1"));
            await Promise.allSettled(sockets.map((socket) => once(socket, "connect")));
            await new Promise((resolve) => setTimeout(resolve, 200));
            for (const socket of sockets) {
                socket.on("error", () => {}).destroy();
            }
            assert.deepEqual((await clientsOf(url).sagemaker.send(new ListModelsCommand({}))).Models, []);
            assert.equal(server.exitCode, null);
        } finally {
            server.kill("SIGKILL");
            await once(server, "exit");
        }
    });
});
