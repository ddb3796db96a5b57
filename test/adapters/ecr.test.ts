import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { ecr } from "../../src/adapters/aws/ecr/ecr.ts";
import { clientOf } from "../host/aws/clientOf.ts";

describe("ECR, while the program that gives credentials does not answer", () => {
    const files = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"];
    const earlier = files.map((name) => process.env[name]);
    let folder: string;
    const pidFile = () => path.join(folder, "pid");

    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "credentials-"));
        const program = path.join(folder, "program");
        writeFileSync(program, `#!/bin/sh\necho $$ > "${pidFile()}"\nexec sleep 60\n`, { mode: 0o755 });
        files.forEach((name) => (process.env[name] = path.join(folder, name)));
        writeFileSync(
            path.join(folder, "AWS_CONFIG_FILE"),
            `[profile slow]\nregion = us-east-1\ncredential_process = ${program}\n`,
        );
        writeFileSync(path.join(folder, "AWS_SHARED_CREDENTIALS_FILE"), "");
    });
    after(() => {
        process.kill(Number(readFileSync(pidFile(), "utf8")));
        files.forEach((name, index) =>
            earlier[index] === undefined ? delete process.env[name] : (process.env[name] = earlier[index]),
        );
        rmSync(folder, { recursive: true });
    });

    it("is waited for no longer than the user wants", async () => {
        const repositories = ecr(clientOf("slow"));
        const cancelled = new AbortController();
        const listing = repositories.list(cancelled.signal);
        while (!existsSync(pidFile()) || readFileSync(pidFile(), "utf8") === "") {
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        cancelled.abort();
        await assert.rejects(listing, { name: "AbortError" });
        await assert.rejects(repositories.login(cancelled.signal), { name: "AbortError" });
    });
});
