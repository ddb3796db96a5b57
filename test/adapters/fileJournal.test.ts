import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileJournal } from "../../src/adapters/journal/fileJournal.ts";
import type { Intent } from "../../src/core/journal/operation.ts";
import { temporaryDirectory } from "../local/temporaryDirectory.ts";

const deploy: Intent = {
    kind: "deploy",
    place: { kind: "aws", profile: "p", region: "eu-west-1" },
    account: "123456789012",
    subject: { resource: "endpoint", name: "iris" },
    specHash: "hash",
    plan: { name: "iris" },
};
const model = { action: "create", resource: "model", name: "iris" } as const;
const config = { action: "create", resource: "endpointConfig", name: "iris" } as const;

function journalIn(directory: string, warned: string[] = []) {
    return fileJournal({ directory, now: () => new Date("2026-11-21T12:00:00Z"), warn: (message) => warned.push(message) });
}

describe("the journal", () => {
    it("has an operation with its steps before they are sent, until it ends", async () => {
        using directory = temporaryDirectory();
        const journal = journalIn(path.join(directory.path, "journal"));
        assert.deepEqual(await journal.interrupted(), []);
        const open = await journal.begin(deploy);
        await open.step(model);
        await open.leave();
        const [left] = await journal.interrupted();
        assert.deepEqual([left?.kind, left?.steps, left?.plan], ["deploy", [model], { name: "iris" }]);
        const again = left && (await journal.resume(left));
        await again?.step(config);
        assert.deepEqual(again?.operation.steps, [model, config]);
        await again?.end();
        await again?.end();
        assert.deepEqual([await journal.interrupted(), fs.readdirSync(path.join(directory.path, "journal"))], [[], []]);
        assert.equal(left && (await journal.resume(left)), undefined);
    });

    it("F41: refuses a second deployment of a name while one is under way, and not of the name in another account", async () => {
        using directory = temporaryDirectory();
        const [one, other] = [journalIn(directory.path), journalIn(directory.path)];
        const open = await one.begin(deploy);
        await assert.rejects(other.begin(deploy), { name: "Problem", code: "alreadyRunning", message: /deployed already.*iris/ });
        const deletion: Intent = { ...deploy, kind: "delete", specHash: "" };
        await assert.rejects(other.begin(deletion), { message: /^This endpoint is being deployed already/ });
        await open.step({ action: "delete", resource: "endpoint", name: "iris" });
        await assert.rejects(other.begin(deletion), { message: /^This endpoint is being deleted already/ });
        assert.deepEqual(await other.interrupted(), []);
        assert.equal(await other.resume(open.operation), undefined);
        await (await other.begin({ ...deploy, account: "210987654321" })).end();
        await open.end();
        await (await other.begin(deploy)).end();
    });

    it("F41: lets one of two windows deploy that try at the same moment", async () => {
        using directory = temporaryDirectory();
        const contender = path.join(import.meta.dirname, "journalContender.ts");
        const windows = Array.from({ length: 3 }, () =>
            spawn(process.execPath, [contender, directory.path, JSON.stringify(deploy)], { stdio: ["pipe", "pipe", "inherit"] }),
        );
        try {
            const saying = windows.map(({ stdout }) => once(stdout, "data"));
            await Promise.all(saying);
            const outcomes = windows.map(({ stdout }) => once(stdout, "data"));
            windows.forEach(({ stdin }) => stdin.write("go\n"));
            const said = (await Promise.all(outcomes)).map(([text]) => String(text).trim());
            assert.deepEqual(said.toSorted(), ["alreadyRunning", "alreadyRunning", "begun"]);
        } finally {
            windows.forEach((one) => one.kill("SIGKILL"));
        }
        await Promise.all(windows.map(async (one) => one.exitCode ?? one.signalCode ?? once(one, "exit")));
        const [left] = await journalIn(directory.path).interrupted();
        assert.equal(left?.subject.name, "iris", "what a killed window was at is known to the next one");
    });

    it("F43: gives the question about what is interrupted to one window at a time, and keeps the operation free", async () => {
        using directory = temporaryDirectory();
        const [one, other] = [journalIn(directory.path), journalIn(directory.path)];
        const open = await one.begin(deploy);
        assert.equal(await other.claimQuestion(open.operation), undefined, "somebody is at it");
        await open.leave();
        const question = await one.claimQuestion(open.operation);
        assert.ok(question);
        assert.equal(await other.claimQuestion(open.operation), undefined);
        assert.equal((await other.interrupted()).length, 1);
        question.release();
        (await other.claimQuestion(open.operation))?.release();
        const again = await other.resume(open.operation);
        await again?.end();
        assert.equal(await one.claimQuestion(open.operation), undefined, "it is over");
        assert.deepEqual(fs.readdirSync(directory.path), []);
    });

    it("goes on with the same plan, makes way for a deletion, and refuses another plan", async () => {
        using directory = temporaryDirectory();
        const journal = journalIn(directory.path);
        const first = await journal.begin(deploy);
        await first.step(model);
        await first.leave();
        await assert.rejects(journal.begin({ ...deploy, specHash: "other" }), { code: "interrupted" });
        const again = await journal.begin(deploy);
        assert.deepEqual([again.operation.id, again.operation.steps], [first.operation.id, [model]]);
        await again.leave();
        const deletion = await journal.begin({ ...deploy, kind: "delete", specHash: "" });
        assert.notEqual(deletion.operation.id, first.operation.id);
        assert.deepEqual(deletion.operation.steps, []);
        await deletion.end();
    });

    it("keeps aside what cannot be read, and says so", async () => {
        using directory = temporaryDirectory();
        fs.writeFileSync(path.join(directory.path, "1.json"), '{"kind":"deploy","steps":[{"action":"burn"}]}');
        const warned: string[] = [];
        assert.deepEqual(await journalIn(directory.path, warned).interrupted(), []);
        assert.deepEqual([warned.length, fs.readdirSync(directory.path)], [1, ["1.json.unreadable"]]);
        using later = temporaryDirectory();
        const open = await journalIn(later.path).begin(deploy);
        const [file = ""] = fs.readdirSync(later.path).filter((name) => name.endsWith(".json"));
        await open.leave();
        fs.writeFileSync(path.join(later.path, file), '{"kind":"of a later version"}');
        await (await journalIn(later.path, warned).begin(deploy)).end();
        assert.deepEqual([warned.length, fs.readdirSync(later.path)], [2, [`${file}.unreadable`]]);
    });
});
