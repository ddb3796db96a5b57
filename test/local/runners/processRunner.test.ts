import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { readProcessFile } from "../../../src/local/runners/processFiles.ts";
import { processRunner } from "../../../src/local/runners/processRunner.ts";
import { isSurelyAlive, processStartedAt } from "../../../src/system/processStart.ts";
import type { Launch } from "../../../src/local/runners/runner.ts";

const root = fs.mkdtempSync(path.join(os.tmpdir(), "process runner 'ü' "));
const runner = processRunner([process.execPath, path.join(import.meta.dirname, "supervisor.ts")]);
after(() => fs.rmSync(root, { recursive: true, force: true }));

test("the exit code of a program is told, and both its outputs are in one file", async () => {
    const { directory, launch } = program(`console.log("out"); console.error("err"); process.exit(3);`);
    const exit = await runner.start(directory, launch).exited;
    assert.equal(exit.code, 3);
    assert.equal(fs.readFileSync(path.join(directory, "output.log"), "utf8"), "out\nerr\n");
});

test("a program sees the environment that it is given and nothing of the server's", async () => {
    process.env["SECRET_OF_THE_SERVER"] = "1";
    const { directory, launch } = program(`console.log(Object.keys(process.env).sort().join());`);
    await runner.start(directory, launch).exited;
    assert.equal(fs.readFileSync(path.join(directory, "output.log"), "utf8"), "SAGEMAKER_BASE_DIR\n");
});

test("a program that dies of a signal is told from one that exits", async () => {
    const { directory, launch } = program(`process.kill(process.pid, "SIGKILL");`);
    const exit = await runner.start(directory, launch).exited;
    assert.deepEqual([exit.code, exit.signal, exit.stoppedBy], [null, "SIGKILL", undefined]);
});

test("a program that follows SIGTERM ends by itself", async () => {
    const { directory, launch } = program(
        `process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000); console.log("up");`,
    );
    const running = runner.start(directory, launch);
    await output(directory, "up");
    running.stop(60);
    assert.equal(await running.stopping, "stop");
    const exit = await running.exited;
    assert.deepEqual([exit.code, exit.stoppedBy], [0, "stop"]);
});

test("a program that ignores SIGTERM is killed after the grace", async () => {
    const { directory, launch } = program(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up");`);
    const running = runner.start(directory, launch);
    await output(directory, "up");
    running.stop(0.5);
    const exit = await running.exited;
    assert.deepEqual([exit.signal, exit.stoppedBy], ["SIGKILL", "stop"]);
});

test("a program whose time is over is stopped, and the reason is told", async () => {
    const { directory, launch } = program(`setInterval(() => {}, 1000);`, { maxRuntimeSeconds: 0.3 });
    const running = runner.start(directory, launch);
    assert.equal(await running.stopping, "maxRuntime");
    const exit = await running.exited;
    assert.deepEqual([exit.signal, exit.stoppedBy], ["SIGTERM", "maxRuntime"]);
});

test("a program that was stopped is told as stopped when its end is the first that is seen of it", async () => {
    const { directory, launch } = program(`setInterval(() => {}, 1000);`, { maxRuntimeSeconds: 0.1 });
    await runner.start(directory, launch).exited;
    fs.rmSync(path.join(directory, "stop.json")); // as on a disk that was full for a while
    assert.equal(await runner.adopt(directory).stopping, "maxRuntime");
});

test(
    "what a program leaves behind ends with it, even in a session of its own",
    { skip: process.platform === "linux" ? false : "only Linux shows environments" },
    async () => {
        const { directory, launch } = program(
            `const { spawn } = require("node:child_process");
         const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "inherit" });
         console.log(child.pid); child.unref(); process.exit(0);`,
        );
        await runner.start(directory, launch).exited;
        const pid = Number(fs.readFileSync(path.join(directory, "output.log"), "utf8"));
        assert.ok(pid > 0);
        assert.equal(await ended(pid), true);
    },
);

test("a program that is not there, empty, or for another machine is told as a container runtime tells it", async () => {
    const faults: [string | undefined, RegExp, number][] = [
        [undefined, /^exec: "train": executable file not found in \$PATH$/, 127],
        ["", /the file is empty/, 126],
        ["just text", /exec format error/, 126],
    ];
    for (const [content, message, code] of faults) {
        const { directory, launch } = program("");
        const train = path.join(directory, "train");
        if (content !== undefined) {
            fs.writeFileSync(train, content, { mode: 0o755 });
        }
        const exit = await runner.start(directory, { ...launch, program: train }).exited;
        assert.equal(exit.code, code);
        assert.match(exit.fault?.message ?? "", message);
        assert.match(
            fs.readFileSync(path.join(directory, "output.log"), "utf8"),
            new RegExp(message.source.replace("$$", "$"), "m"),
        );
    }
});

test("a server that comes back finds a program that still runs, and one that has ended", async () => {
    const { directory, launch } = program(`setTimeout(() => process.exit(7), 700);`);
    runner.start(directory, launch);
    await file(directory, "process.json");
    assert.equal((await runner.adopt(directory).exited).code, 7);
    assert.equal((await runner.adopt(directory).exited).code, 7);
});

test("a program whose supervisor was killed is killed too, and told as lost", async () => {
    const { directory, launch } = program(`setInterval(() => {}, 1000);`);
    runner.start(directory, launch);
    await file(directory, "process.json");
    process.kill(readProcessFile(directory, "supervisor")?.pid ?? 0, "SIGKILL");
    const exit = await runner.adopt(directory).exited;
    assert.equal(exit.fault?.kind, "lost");
    const running = readProcessFile(directory, "process");
    assert.ok(running);
    assert.equal(await ended(running.pid), true);
});

test("a program whose supervisor cannot be started is told at once, with the reason", async () => {
    const { directory, launch } = program("");
    const begun = Date.now();
    const { fault } = await processRunner([path.join(root, "no such program")]).start(directory, launch).exited;
    assert.equal(fault?.kind, "unsupervised");
    assert.match(fault.message, /^the process that is to run this program could not be started: spawn .*no such program ENOENT$/);
    assert.ok(Date.now() - begun < 5000);
});

test("a supervisor that cannot be started does not end the server when its folder is gone too", async () => {
    const { directory, launch } = program("");
    const running = processRunner([path.join(root, "no such program")]).start(directory, launch);
    fs.rmSync(directory, { recursive: true });
    assert.equal((await running.exited).fault?.kind, "lost");
});

test("what a program writes does not wake those that wait for its end", async (context) => {
    const { directory, launch } = program(
        `const fs = require("node:fs");
         for (let n = 0; n < 1000; n++) { fs.writeSync(1, n + "\\n"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); }`,
    );
    const running = runner.start(directory, launch);
    await file(directory, "process.json");
    const reads = context.mock.method(fs, "readFileSync");
    await running.exited;
    const looks = reads.mock.calls.filter(({ arguments: [name] }) => String(name).endsWith("stop.json")).length;
    assert.ok(looks < 100, `${looks} looks`);
});

test("a program whose directory is gone is ended", async () => {
    const { directory, launch } = program(`setInterval(() => {}, 1000);`);
    runner.start(directory, launch);
    await file(directory, "process.json");
    const running = readProcessFile(directory, "process");
    fs.rmSync(directory, { recursive: true });
    assert.ok(running && isSurelyAlive(running));
    assert.equal(await ended(running.pid), true);
});

test("a file that cannot be read now is read later, and does not end the server", async () => {
    const { directory, launch } = program(`process.exit(3);`);
    runner.start(directory, launch);
    await file(directory, "exit.json");
    const exit = fs.readFileSync(path.join(directory, "exit.json"));
    fs.writeFileSync(path.join(directory, "exit.json"), "{");
    const adopted = runner.adopt(directory);
    await delay(50);
    fs.writeFileSync(path.join(directory, "exit.json"), exit);
    assert.equal((await adopted.exited).code, 3);
});

function program(source: string, more: Partial<Launch> = {}): { directory: string; launch: Launch } {
    const directory = fs.mkdtempSync(path.join(root, "p"));
    const launch = {
        program: process.execPath,
        name: "train",
        args: ["-e", source],
        directory,
        environment: { SAGEMAKER_BASE_DIR: path.join(directory, "ml") },
        graceSeconds: 5,
        ...more,
    };
    return { directory, launch };
}

async function output(directory: string, text: string): Promise<void> {
    await until(
        () =>
            fs.existsSync(path.join(directory, "output.log")) &&
            fs.readFileSync(path.join(directory, "output.log"), "utf8").includes(text),
    );
}

async function file(directory: string, name: string): Promise<void> {
    await until(() => fs.existsSync(path.join(directory, name)));
}

async function ended(pid: number): Promise<boolean> {
    await until(() => processStartedAt(pid) === undefined);
    return true;
}

async function until(condition: () => boolean): Promise<void> {
    for (const end = Date.now() + 8000; !condition();) {
        assert.ok(Date.now() < end, "it did not happen within 8 s");
        await delay(20);
    }
}
