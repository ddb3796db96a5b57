import assert from "node:assert/strict";
import {
    existsSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { withPrivateLogin } from "../../src/adapters/engine/privateLogin.ts";
import { keepVariables } from "../host/keepVariables.ts";

const REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

describe("the private configuration of a push", () => {
    let folder: string;
    let restore: () => void;
    const at = (...names: string[]) => path.join(folder, ...names);

    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "rust-sagemaker-test-"));
        mkdirSync(at("tmp"));
        mkdirSync(at("docker"));
        restore = keepVariables(...VARIABLES);
        Object.assign(process.env, { TMPDIR: at("tmp"), DOCKER_CONFIG: at("docker") });
    });
    afterEach(() => {
        restore();
        rmSync(folder, { recursive: true });
    });

    it("is readable by its user alone, and gone in the end, also when the push fails", async () => {
        await withPrivateLogin(REGISTRY, async ({ directory }) => {
            assert.equal(statSync(directory).mode & 0o777, 0o700);
            assert.equal(statSync(path.join(directory, "config.json")).mode & 0o777, 0o600);
        });
        await assert.rejects(
            withPrivateLogin(REGISTRY, () => Promise.reject(new Error("failed"))),
            { message: "failed" },
        );
        assert.deepEqual(readdirSync(at("tmp")), []);
    });

    it("keeps the user's context and leaves logins, helpers and keychains where they are", async () => {
        const config = {
            currentContext: "colima",
            credsStore: "osxkeychain",
            auths: { "registry.example": { auth: "c2VjcmV0" } },
        };
        writeFileSync(at("docker", "config.json"), JSON.stringify(config));
        mkdirSync(at("docker", "contexts", "meta"), { recursive: true });
        writeFileSync(at("docker", "contexts", "meta", "meta.json"), "{}");
        await withPrivateLogin(REGISTRY, async ({ directory, environment }) => {
            // Docker looks for a keychain by itself unless there is a login already.
            assert.deepEqual(JSON.parse(readFileSync(path.join(directory, "config.json"), "utf8")), {
                auths: { [REGISTRY]: {} },
                currentContext: "colima",
            });
            assert.equal(readFileSync(path.join(directory, "contexts/meta/meta.json"), "utf8"), "{}");
            assert.equal(environment["DOCKER_CONFIG"], directory);
        });
        assert.ok(existsSync(at("docker", "contexts", "meta", "meta.json")), "the user's contexts are there still");
        assert.deepEqual(JSON.parse(readFileSync(at("docker", "config.json"), "utf8")), config);
    });

    it("does without a configuration that is missing or broken", async () => {
        for (const text of [undefined, "{", "null", '{"currentContext": 7}']) {
            if (text !== undefined) {
                writeFileSync(at("docker", "config.json"), text);
            }
            const config = await withPrivateLogin(REGISTRY, async ({ directory }) =>
                readFileSync(path.join(directory, "config.json"), "utf8"),
            );
            assert.deepEqual(JSON.parse(config), { auths: { [REGISTRY]: {} } });
        }
    });

    it("finds the certificates of a daemon behind TLS where the user keeps them", async () => {
        process.env["DOCKER_TLS_VERIFY"] = "1";
        const { environment } = await withPrivateLogin(REGISTRY, async (login) => login);
        assert.equal(environment["DOCKER_CERT_PATH"], at("docker"));
        process.env["DOCKER_CERT_PATH"] = "/certificates";
        const own = await withPrivateLogin(REGISTRY, async (login) => login);
        assert.equal("DOCKER_CERT_PATH" in own.environment, false);
    });

    it("takes away what killed pushes left, and nothing of one that runs or of anything else", async () => {
        const left = [
            "rust-sagemaker-login-999999999-abc",
            "rust-sagemaker-login-nonsense",
            `rust-sagemaker-login-${process.pid}-old`,
        ];
        const kept = [`rust-sagemaker-login-${process.pid}-new`, `rust-sagemaker-login-${process.ppid}-other`, "somebody-else"];
        for (const name of [...left, ...kept]) {
            mkdirSync(at("tmp", name));
            writeFileSync(at("tmp", name, "config.json"), "{}");
        }
        const yesterday = (Date.now() - 24 * 3_600_000) / 1000;
        utimesSync(at("tmp", left[2] ?? ""), yesterday, yesterday);
        await withPrivateLogin(REGISTRY, async () => {});
        assert.deepEqual(new Set(readdirSync(at("tmp"))), new Set(kept));
    });

    it("follows no link that stands in for a folder that was left", async () => {
        mkdirSync(at("precious"));
        writeFileSync(at("precious", "file"), "");
        symlinkSync(at("precious"), at("tmp", "rust-sagemaker-login-999999999-link"));
        await withPrivateLogin(REGISTRY, async () => {});
        assert.ok(existsSync(at("precious", "file")));
        assert.equal(lstatSync(at("tmp", "rust-sagemaker-login-999999999-link"), { throwIfNoEntry: false }), undefined);
    });
});

const VARIABLES = ["TMPDIR", "DOCKER_CONFIG", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"] as const;
