import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { readProcessFile, writeProcessFile } from "../../../src/local/runners/processFiles.ts";
import { supervise } from "../../../src/local/runners/supervise.ts";
import { smallDisk } from "../smallDisk.ts";

const disk = smallDisk();
after(() => disk.remove());

const PAGE = 4096;
const filling = path.join(disk.path, "filling");

test("a program runs though the disk has no room to keep in reserve", { skip: disk.missing }, async () => {
    const directory = newDirectory("tight");
    fill(6);
    await supervise(directory);
    assert.equal(readProcessFile(directory, "exit")?.code, 3);
});

test("a program that there is no room to keep record of is told as that", { skip: disk.missing }, async () => {
    const directory = newDirectory("full");
    fill(1);
    const supervised = supervise(directory);
    await delay(1000);
    assert.equal(readProcessFile(directory, "exit"), undefined);
    fs.rmSync(filling);
    await supervised;
    const { kind, message } = readProcessFile(directory, "exit")?.fault ?? {};
    assert.deepEqual([kind, message], ["notStarted", 'exec: "train": no space is left on the disk of Local SageMaker']);
});

/** A folder for a program that ends with 3, its launch written. */
function newDirectory(name: string): string {
    const directory = path.join(disk.path, name);
    fs.mkdirSync(directory);
    writeProcessFile(directory, "launch", {
        program: process.execPath,
        name: "train",
        args: ["-e", "process.exit(3)"],
        directory,
        environment: { SAGEMAKER_BASE_DIR: path.join(directory, "ml") },
        graceSeconds: 5,
    });
    return directory;
}

/** Fills the disk up to so many pages. */
function fill(pagesLeft: number): void {
    fs.rmSync(filling, { force: true });
    const handle = fs.openSync(filling, "w");
    const { bavail, bsize } = fs.statfsSync(disk.path);
    for (let left = (bavail * bsize) / PAGE - pagesLeft; left > 0; left -= 1) {
        fs.writeSync(handle, Buffer.alloc(PAGE));
    }
    fs.closeSync(handle);
}
